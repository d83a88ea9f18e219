import { control } from "../control";
import { examplePod, withoutPods } from "../example-pods";
import { ofPod, rule } from "../fields";
import type { Spec } from "../pod";

const namespaces = (["hostNetwork", "hostPID", "hostIPC"] as const).map((field) =>
  rule({ field, value: (spec: Spec) => spec[field], allows: (value) => value !== true, mustNot: "be true" }),
);

export const hostNamespaces = control({
  name: "host-namespaces",
  check: "hostNamespaces",
  level: "baseline",
  rule: "no pod shares the network, the processes or the memory of its node",
  cure: "Reach the pod through a Service instead, or name the workload in the ledger of exemptions.",
  revisions: [{ since: 0, find: ofPod(...namespaces) }],
  examples: {
    pass: [
      { title: "a pod of its own", objects: [examplePod()] },
      { title: "a pod that says no", objects: [examplePod({ spec: { hostNetwork: false, hostPID: false } })] },
    ],
    fail: [
      {
        title: "a pod in the network of its node",
        objects: [examplePod({ spec: { hostNetwork: true } })],
        faults: ["pod: hostNetwork must not be true, but is true"],
      },
      {
        title: "a pod that sees the processes and the memory of its node",
        objects: [examplePod({ spec: { hostIPC: true, hostPID: true } })],
        faults: ["pod: hostPID must not be true, but is true", "pod: hostIPC must not be true, but is true"],
      },
    ],
    skip: [withoutPods],
  },
});
