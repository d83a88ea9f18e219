import { holdsAny } from "../../shared/known";
import { control } from "../control";
import { atBaseline, examplePod, withoutPods } from "../example-pods";
import { inVolumes, type Finder } from "../fields";

const allowed: ReadonlySet<string> = new Set([
  "configMap",
  "csi",
  "downwardAPI",
  "emptyDir",
  "ephemeral",
  "image",
  "persistentVolumeClaim",
  "projected",
  "secret",
]);

/** A volume without a source passes, as the API server makes it an `emptyDir`. */
const find: Finder = (pod) =>
  inVolumes(pod, (volume, part) => {
    const sources = Object.keys(volume).filter((key) => key !== "name");
    const forbidden = sources.filter((key) => !allowed.has(key));
    const isSet = (source: string) => () => volume[source] !== undefined;
    const field = forbidden.find((each) => isSet(each)());
    if (field === undefined || holdsAny(sources.filter((key) => allowed.has(key)).map(isSet))) return undefined;
    return { part, field, mustNot: "be set", found: "is set" };
  });

export const restrictedVolumes = control({
  name: "restricted-volumes",
  check: "restrictedVolumes",
  level: "restricted",
  overrides: "host-path-volumes",
  rule: `the volumes of a pod are of the kinds ${[...allowed].join(", ")}`,
  cure: "Claim the storage with a PersistentVolumeClaim, or name the workload in the ledger of exemptions.",
  revisions: [{ since: 0, find }],
  examples: {
    pass: [
      { title: "a pod without volumes", objects: [examplePod()] },
      {
        title: "volumes of allowed kinds, and one that becomes an emptyDir",
        objects: [
          examplePod({
            spec: {
              volumes: [
                { name: "scratch" },
                { name: "settings", configMap: { name: "web" } },
                { name: "data", persistentVolumeClaim: { claimName: "data" } },
              ],
            },
          }),
        ],
      },
    ],
    fail: [
      {
        title: "a folder of the node",
        objects: [examplePod({ spec: { volumes: [{ name: "logs", hostPath: { path: "/var/log" } }] } })],
        faults: ['volume "logs": hostPath must not be set, but is set'],
      },
      {
        title: "storage without a claim",
        objects: [
          examplePod({
            spec: {
              volumes: [
                { name: "scratch", emptyDir: {} },
                { name: "data", nfs: { server: "nfs", path: "/" } },
              ],
            },
          }),
        ],
        faults: ['volume "data": nfs must not be set, but is set'],
      },
    ],
    skip: [
      withoutPods,
      {
        title: "a pod at baseline",
        objects: [examplePod({ spec: { volumes: [{ name: "data", nfs: { server: "nfs", path: "/" } }] } })],
        config: atBaseline,
      },
    ],
  },
});
