import { control } from "../control";
import { atBaseline, examplePod, withoutPods } from "../example-pods";
import { type Finder, inVolumes } from "../fields";

const find: Finder = (pod) =>
  inVolumes(pod, (volume, part) =>
    volume["hostPath"] === undefined ? undefined : { part, field: "hostPath", mustNot: "be set", found: "is set" },
  );

export const hostPathVolumes = control({
  name: "host-path-volumes",
  check: "hostPathVolumes",
  level: "baseline",
  rule: "no pod mounts a folder of its node",
  cure: "Mount a volume of another kind, or name the workload in the ledger of exemptions.",
  revisions: [{ since: 0, find }],
  examples: {
    pass: [
      {
        title: "a volume of another kind",
        objects: [examplePod({ spec: { volumes: [{ name: "data", nfs: { server: "nfs", path: "/" } }] } })],
        config: atBaseline,
      },
    ],
    fail: [
      {
        title: "a folder of the node",
        objects: [examplePod({ spec: { volumes: [{ name: "logs", hostPath: { path: "/var/log" } }] } })],
        config: atBaseline,
        faults: ['volume "logs": hostPath must not be set, but is set'],
      },
    ],
    skip: [
      withoutPods,
      {
        title: "a pod at restricted, where a stricter control speaks",
        objects: [examplePod({ spec: { volumes: [{ name: "logs", hostPath: { path: "/var/log" } }] } })],
      },
    ],
  },
});
