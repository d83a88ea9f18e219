import type { KubernetesObject } from "../../shared/objects";
import { objectPolicy } from "../../shared/policy";
import type { Program } from "../../shared/program";
import { boolean, list, setting, type Read } from "../../shared/shape";
import { exampleAnnotations, exampleEntry, exampleNamespace, examplePod } from "../example-pods";
import { isText } from "../fields";
import { exemptionAnnotations, levelLabel } from "../labels";
import { annotationEntry, entryShape, settingEntry, type Entry } from "../ledger";
import { standardOf } from "../level";
import { isBelow } from "../standards";
import { fieldOf } from "./namespace-levels";

interface Ledger {
  readonly entries: readonly Read<typeof entryShape>[] | undefined;
  readonly annotations: boolean | undefined;
}

export const exemptionLedger = objectPolicy({
  name: "exemption-ledger",
  description: "A Namespace enforces less than it must only as far as the ledger of exemptions allows.",
  enforcement: "mandatory",
  why: "Mandatory, as everyone who may make pods there would have the lower level for ever, and nobody would answer for it.",
  source: "https://kubernetes.io/docs/concepts/security/pod-security-admission/#exemptions",
  cure: `Raise the level, or enter the namespace in "entries" or by the annotations "${exemptionAnnotations.owner}", "…-reason" and "…-expires".`,
  settings: {
    entries: setting(
      list(entryShape),
      [
        "Exemptions, each with `namespace`, `level`, `owner`, `reason` and `expires`, and where it is narrower with `pods` (the name of the",
        "workload, in which `*` stands for anything) and `controls`. Whom an entry covers is held to its level, but never to less than the",
        "label of its namespace enforces, as the API server knows no exemption of single workloads.",
      ].join(" "),
      [],
    ),
    annotations: setting(
      boolean,
      "Whether the annotations of a Namespace count as an entry for its whole level.",
      true,
    ),
  },
  judge(subject, program, settings) {
    if (subject.groupKind !== "Namespace") return undefined;
    const { enforced, required } = standardOf(program, subject.name, subject);
    if (enforced === undefined || !isBelow(enforced, required)) return [];
    const entries = entriesOf(settings, subject.name, subject);
    if (entries.some(({ level }) => level !== undefined && !isBelow(enforced, level))) return [];
    const must = `be ${JSON.stringify(required)}, unless the ledger of exemptions allows less`;
    return [{ field: fieldOf(levelLabel("enforce")), must, found: isText(enforced) }];
  },
  examples: {
    pass: [
      { title: "a restricted Namespace", objects: [exampleNamespace("restricted")] },
      {
        title: "a lower level with an exemption in its annotations",
        objects: [exampleNamespace("privileged", "latest", exampleAnnotations)],
      },
      {
        title: "a lower level with an exemption in the settings",
        objects: [exampleNamespace("baseline")],
        config: { "exemption-ledger": { entries: [exampleEntry] } },
      },
    ],
    fail: [
      {
        title: "a lower level without an exemption",
        objects: [exampleNamespace("privileged")],
        faults: [
          'metadata.labels["pod-security.kubernetes.io/enforce"] must be "restricted", unless the ledger of exemptions allows less, but is "privileged"',
        ],
      },
      {
        title: "a lower level than the exemption allows",
        objects: [exampleNamespace("privileged")],
        config: { "exemption-ledger": { entries: [exampleEntry] } },
        faults: [
          'metadata.labels["pod-security.kubernetes.io/enforce"] must be "restricted", unless the ledger of exemptions allows less, but is "privileged"',
        ],
      },
      {
        title: "annotations that do not count",
        objects: [exampleNamespace("baseline", "latest", exampleAnnotations)],
        config: { "exemption-ledger": { annotations: false } },
        faults: [
          'metadata.labels["pod-security.kubernetes.io/enforce"] must be "restricted", unless the ledger of exemptions allows less, but is "baseline"',
        ],
      },
    ],
    skip: [{ title: "an object that is no Namespace", objects: [examplePod()] }],
  },
});

/** The entries for a namespace. @throws Unseen */
export function entriesFor(program: Program, name: string): readonly Entry[] {
  return entriesOf(exemptionLedger.settingsIn(program), name, program.namespace(name));
}

/** Every entry that can be seen: those of the settings, then those of the program's own Namespaces. */
export function allEntries(program: Program): readonly Entry[] {
  const { entries = [], annotations = true } = exemptionLedger.settingsIn(program);
  const namespaces = annotations ? program.ofKind("Namespace") : [];
  return [
    ...entries.map(settingEntry),
    ...namespaces.flatMap((each) => each.attempt(() => annotationEntry(each)) ?? []),
  ];
}

/** @throws Unseen */
function entriesOf(ledger: Ledger, name: string, namespace: KubernetesObject | undefined): readonly Entry[] {
  const { entries = [], annotations = true } = ledger;
  const annotated = annotations && namespace !== undefined ? annotationEntry(namespace) : undefined;
  return [
    ...entries.map(settingEntry).filter((each) => each.namespace === name),
    ...(annotated === undefined ? [] : [annotated]),
  ];
}
