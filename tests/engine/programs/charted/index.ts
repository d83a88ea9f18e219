import * as k8s from "@pulumi/kubernetes";

const provider = new k8s.Provider("kubernetes", { kubeconfig: "none", clusterIdentifier: "charted" });
new k8s.helm.v4.Chart(
  "shop",
  { chart: "shop", version: "1.0.0", namespace: "applications", values: { image: "example/shop:latest" } },
  { provider },
);
