import { known } from "../shared/known";
import type { KubernetesObject } from "../shared/objects";
import { list, map, object, oneOf, setting, text, type Read } from "../shared/shape";
import { exemptionAnnotations, levelLabel, startedByAnnotation } from "./labels";
import { labelOf } from "./namespaces/namespace-levels";
import { parseLevel, type Level } from "./standards";

/** The ledger of exemptions: who may fall short of the standards, until when, and who answers for it. */

export type Word = keyof typeof exemptionAnnotations;

export const entryShape = object({
  namespace: setting(text, "Name of the namespace."),
  pods: setting(text, "Name of the workload, in which `*` stands for anything; every workload when left out."),
  level: setting(oneOf("baseline", "privileged"), "The level to which the workloads are held instead."),
  controls: setting(list(text), "The controls that are held to that level; all when left out."),
  startedBy: setting(
    text,
    "The workload that starts the pods that need it, such as `DaemonSet/node-agent`, where no program makes them.",
  ),
  owner: setting(text, "Team or person that answers for it."),
  reason: setting(text, "What needs it."),
  expires: setting(text, "Last day of it, in UTC, such as `2027-03-31`."),
});

/** An entry of the ledger. */
export interface Entry {
  readonly namespace: string | undefined;
  readonly pods: string | undefined;
  readonly level: Level | undefined;
  readonly controls: readonly string[] | undefined;
  /** Kind and name of the workload that starts the pods that need it; undefined where the program makes them. */
  readonly startedBy: string | undefined;
  /** @throws Unseen */
  readonly says: (word: Word) => string | undefined;
  /** The Namespace whose annotations it is; undefined when it stands in the settings. */
  readonly subject: KubernetesObject | undefined;
  /** What messages call it, and where a word of it stands below that. */
  readonly part: string;
  readonly field: (word: Word) => string;
}

export function settingEntry(entry: Read<typeof entryShape>, index: number): Entry {
  const { namespace, pods, level, controls, startedBy } = entry;
  const covers = [...(namespace === undefined ? [] : [namespace]), ...(pods === undefined ? [] : [pods])].join("/");
  return {
    namespace,
    pods,
    level,
    controls,
    startedBy,
    says: (word) => entry[word],
    subject: undefined,
    part: `exemption ${index + 1}, of ${JSON.stringify(covers)}`,
    field: (word) => word,
  };
}

const annotationsShape = map(text);

/** The exemption that the annotations of a Namespace make, for its whole level. @throws Unseen */
export function annotationEntry(namespace: KubernetesObject): Entry | undefined {
  const annotations = known(namespace, annotationsShape, "metadata", "annotations") ?? {};
  if (!Object.values(exemptionAnnotations).some((key) => key in annotations)) return undefined;
  const level = labelOf(namespace, levelLabel("enforce"));
  return {
    namespace: namespace.name,
    pods: undefined,
    level: level === undefined ? undefined : parseLevel(level),
    controls: undefined,
    startedBy: annotations[startedByAnnotation],
    says: (word) => annotations[exemptionAnnotations[word]],
    subject: namespace,
    part: "exemption",
    field: (word) => `metadata.annotations[${JSON.stringify(exemptionAnnotations[word])}]`,
  };
}

/** True when an entry is about a workload. @throws Unseen when its name decides and is not known */
export function coversWorkload({ pods }: Entry, workload: KubernetesObject): boolean {
  if (pods === undefined) return true;
  workload.raw("metadata", "name");
  const pattern = pods.split("*").map((each) => each.replaceAll(/[\\^$.|?+()[\]{}]/g, "\\$&"));
  return new RegExp(`^${pattern.join(".*")}$`).test(workload.name);
}

export function coversControl({ controls }: Entry, name: string): boolean {
  return controls === undefined || controls.includes(name);
}
