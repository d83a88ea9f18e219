import { known } from "../../shared/known";
import type { Fault } from "../../shared/messages";
import type { KubernetesObject } from "../../shared/objects";
import { objectPolicy } from "../../shared/policy";
import { map, object, oneOf, setting, text, Unseen, type Shape } from "../../shared/shape";
import { exampleNamespace, examplePod } from "../example-pods";
import { isText } from "../fields";
import { levelLabel, modes, versionLabel } from "../labels";
import { isLevel, isVersion, levels } from "../standards";

const labels = map(text);

/** `latest`, or a pinned version such as `v1.35`. */
const version: Shape<string> = {
  schema: { type: "string", pattern: "^(latest|v1\\.(0|[1-9][0-9]*))$" },
  read(value, path) {
    const read = text.read(value, path);
    if (isVersion(read)) return read;
    throw new Unseen(path, `${isText(read)} and not "latest" or a version such as "v1.35"`);
  },
};

const level = oneOf(...levels);

/** What a Namespace says by a label. @throws Unseen */
export function labelOf(namespace: KubernetesObject, key: string): string | undefined {
  return known(namespace, labels, "metadata", "labels")?.[key];
}

export function fieldOf(key: string): string {
  return `metadata.labels[${JSON.stringify(key)}]`;
}

function levelFault(namespace: KubernetesObject, key: string): Fault | undefined {
  const value = labelOf(namespace, key);
  if (value !== undefined && isLevel(value)) return undefined;
  const must = 'be "privileged", "baseline" or "restricted"';
  return { field: fieldOf(key), must, found: value === undefined ? undefined : isText(value) };
}

function versionFault(namespace: KubernetesObject, key: string): Fault | undefined {
  const value = labelOf(namespace, key);
  if (value === undefined || isVersion(value)) return undefined;
  return { field: fieldOf(key), must: 'be "latest" or a version such as "v1.35"', found: isText(value) };
}

export const namespaceLevels = objectPolicy({
  name: "namespace-levels",
  description: "Each Namespace says by labels which level it enforces, audits and warns of.",
  enforcement: "mandatory",
  why: "Mandatory, as a Namespace without the labels takes any pod, and the API server refuses labels that are wrong.",
  source:
    "https://kubernetes.io/docs/concepts/security/pod-security-admission/#pod-security-admission-labels-for-namespaces",
  cure: `Set the labels "${levelLabel("enforce")}", "…/audit" and "…/warn" to a level, and pin "…/enforce-version".`,
  settings: {
    default: setting(
      level,
      "Level that a namespace must have, unless the ledger of exemptions allows less.",
      "restricted",
    ),
    version: setting(version, "Version of the standards where no label and no setting pins one.", "latest"),
    cluster: setting(
      version,
      "Version of the cluster, whose rules stand for every later one, `latest` among them; the newest when left out.",
      "latest",
    ),
    namespaces: setting(
      map(object({ level, version })),
      "Level and version of namespaces that the program does not make, by name.",
      {},
    ),
  },
  judge(subject) {
    if (subject.groupKind !== "Namespace") return undefined;
    const looks = modes.flatMap((mode) => [
      () => levelFault(subject, levelLabel(mode)),
      () => versionFault(subject, versionLabel(mode)),
    ]);
    return looks.flatMap((look) => subject.attempt(look) ?? []);
  },
  examples: {
    pass: [
      { title: "a Namespace with the three levels", objects: [exampleNamespace("restricted", "v1.35")] },
      {
        title: "versions that are left to the cluster",
        objects: [
          {
            apiVersion: "v1",
            kind: "Namespace",
            metadata: {
              name: "shop",
              labels: Object.fromEntries(modes.map((mode) => [levelLabel(mode), "restricted"])),
            },
          },
        ],
      },
    ],
    fail: [
      {
        title: "a Namespace without labels",
        objects: [{ apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } }],
        faults: modes.map(
          (mode) =>
            `metadata.labels["${levelLabel(mode)}"] must be "privileged", "baseline" or "restricted", but is missing`,
        ),
      },
      {
        title: "a level and a version that are none",
        objects: [exampleNamespace("strict", "1.35")],
        faults: [
          `metadata.labels["${levelLabel("enforce")}"] must be "privileged", "baseline" or "restricted", but is "strict"`,
          ...modes.map(
            (mode) =>
              `metadata.labels["${versionLabel(mode)}"] must be "latest" or a version such as "v1.35", but is "1.35"`,
          ),
        ],
      },
    ],
    skip: [{ title: "an object that is no Namespace", objects: [examplePod()] }],
  },
});
