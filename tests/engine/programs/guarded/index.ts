import * as k8s from "@pulumi/kubernetes";

const image = process.env["GUARDED_IMAGE"] ?? "registry.k8s.io/pause:3.10";
const owner = process.env["GUARDED_OWNER"] ?? "platform";

const provider = new k8s.Provider("kubernetes", { kubeconfig: "none", clusterIdentifier: "guarded" });
new k8s.core.v1.Pod(
  "pause",
  {
    metadata: { name: "pause", labels: { owner } },
    spec: { containers: [{ name: "pause", image }] },
  },
  { provider },
);
