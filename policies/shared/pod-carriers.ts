import { knownCarriers, looksLikeCarrier, type CarrierTable } from "./pods";
import { objectPolicy } from "./policy";
import { list, object, setting, text, type Read } from "./shape";

const carrier = object({
  kind: setting(text, "The kind with its group, such as `apps.kruise.io/CloneSet`; core kinds stand alone."),
  path: setting(text, "Path of the pod template, such as `spec.template`."),
});

const settings = {
  carriers: setting(list(carrier), "Further kinds that carry a pod template.", []),
  ignore: setting(list(text), "Kinds that look as if they carried pods and do not, written with their group.", []),
};

/** The kinds whose pods a pack judges: those it knows and those the user adds. */
export function carrierTable(configured: readonly Read<typeof carrier>[] = []): CarrierTable {
  const added = configured.map(({ kind = "", path = "" }) => [kind, path.split(".").filter(Boolean)] as const);
  return { ...knownCarriers, ...Object.fromEntries(added) };
}

export const podCarriers = objectPolicy({
  name: "pod-carriers",
  description: "A kind that carries pods is known to the pack, so that its pods are judged.",
  enforcement: "advisory",
  why: "Advisory, as a kind that only looks like one is no fault; a real one passes unjudged until it is named.",
  source: "https://kubernetes.io/docs/concepts/workloads/pods/#pod-templates",
  cure: 'Name the kind in the setting "carriers" with the path of its pod template, or in "ignore" if it carries none.',
  settings,
  judge(subject, program, { ignore = [] }) {
    if (program.podCarrier(subject) !== undefined) return [];
    if (subject.groupKind in program.carriers || ignore.includes(subject.groupKind)) return undefined;
    if (!looksLikeCarrier(subject.raw())) return undefined;
    return [{ must: "be of a kind whose pods the pack judges", found: `is ${subject.groupKind}` }];
  },
  examples: {
    pass: [
      {
        title: "a Deployment",
        objects: [
          {
            apiVersion: "apps/v1",
            kind: "Deployment",
            metadata: { name: "web", namespace: "shop" },
            spec: { template: { spec: { containers: [{ name: "web", image: "example/web:1" }] } } },
          },
        ],
      },
      {
        title: "a kind that the configuration names",
        config: { "pod-carriers": { carriers: [{ kind: "apps.kruise.io/CloneSet", path: "spec.template" }] } },
        objects: [
          {
            apiVersion: "apps.kruise.io/v1alpha1",
            kind: "CloneSet",
            metadata: { name: "web", namespace: "shop" },
            spec: { template: { spec: { containers: [{ name: "web", image: "example/web:1" }] } } },
          },
        ],
      },
    ],
    fail: [
      {
        title: "a custom resource with containers",
        objects: [
          {
            apiVersion: "example.com/v1",
            kind: "Fleet",
            metadata: { name: "web", namespace: "shop" },
            spec: { pod: { containers: [{ name: "web", image: "example/web:1" }] } },
          },
        ],
        faults: ["must be of a kind whose pods the pack judges, but is example.com/Fleet"],
      },
    ],
    skip: [
      {
        title: "an object without containers",
        objects: [{ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "web", namespace: "shop" } }],
      },
      {
        title: "a kind that the configuration ignores",
        config: { "pod-carriers": { ignore: ["example.com/Fleet"] } },
        objects: [
          {
            apiVersion: "example.com/v1",
            kind: "Fleet",
            metadata: { name: "web", namespace: "shop" },
            spec: { pod: { containers: [{ name: "web", image: "example/web:1" }] } },
          },
        ],
      },
    ],
  },
});
