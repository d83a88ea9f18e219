import type { Fault } from "../../shared/messages";
import type { PodCarrier } from "../../shared/pods";
import { programPolicy } from "../../shared/policy";
import type { Program } from "../../shared/program";
import { controls } from "../controls";
import { exampleAnnotations, exampleEntry, exampleNamespace, examplePod } from "../example-pods";
import { canBeLowered, heldBy } from "../held";
import { speaks } from "../judge";
import { startedByAnnotation } from "../labels";
import { coversWorkload, type Entry } from "../ledger";
import { standardOf, type Standard } from "../level";
import { allEntries } from "./exemption-ledger";

/** What is wrong when nothing needs an entry; undefined when that cannot be told. @throws Unseen */
function needlessFaults(program: Program, entry: Entry): readonly Fault[] | undefined {
  const namespace = program.namespace(entry.namespace ?? "");
  if (namespace === undefined) return undefined;
  const needless = (found: string): readonly Fault[] => [{ part: entry.part, must: "be needed", found }];
  const standard = standardOf(program, namespace.name, namespace);
  if (!canBeLowered(standard))
    return needless(`changes nothing where ${JSON.stringify(standard.enforced)} is enforced`);
  const carriers = program.podCarriers().filter(({ object }) => object.namespace === namespace.name);
  const covered = carriers.filter(({ object }) => coversWorkload(entry, object));
  if (covered.some((each) => isSilenced(entry, standard, each) || starts(each, entry))) return [];
  if (carriers.length === 0 || mayHideWorkloads(program) || covered.some(({ object }) => object.unseen.size > 0)) {
    return undefined;
  }
  if (entry.startedBy !== undefined) return needless(`is for pods of ${entry.startedBy}, which is not there`);
  return needless(covered.length === 0 ? "covers no workload" : `covers nothing but what passes without it`);
}

/** True when workloads may stand in a namespace without being seen there. */
function mayHideWorkloads(program: Program): boolean {
  return program.opaque.length > 0 || program.podCarriers().some(({ object }) => object.namespace === undefined);
}

/** True for the workload that starts pods which nobody sees before they are there. */
function starts({ object }: PodCarrier, { startedBy }: Entry): boolean {
  return startedBy === `${object.kind}/${object.name}`;
}

/** True when a control refuses a workload, or would but for the entry. */
function isSilenced(entry: Entry, standard: Standard, carrier: PodCarrier): boolean {
  const { version } = standard;
  const [without, within] = [heldBy(standard, []), heldBy(standard, [entry])];
  return controls.some(
    (each) =>
      speaks(each, version, without.levelOf) &&
      !speaks(each, version, within.levelOf) &&
      (each.judge(carrier, version) ?? []).length > 0,
  );
}

const startedBy = (workload: string) => ({ ...exampleAnnotations, [startedByAnnotation]: workload });

const privileged = { context: { privileged: true } };

export const needlessExemptions = programPolicy({
  name: "needless-exemptions",
  description: "Each exemption is needed by a workload that it covers.",
  enforcement: "mandatory",
  why: "Mandatory, as what nobody needs is there for who abuses it. It is told of Namespaces and workloads of one program only.",
  source: "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
  cure: "Remove the exemption, raise the level of the Namespace, or mend what the exemption should cover.",
  judge: (program) =>
    allEntries(program).flatMap((entry) => {
      const witness = entry.subject ?? program.namespace(entry.namespace ?? "");
      const faults = witness?.attempt(() => needlessFaults(program, entry));
      return faults === undefined ? [] : [{ subject: entry.subject, faults }];
    }),
  examples: {
    pass: [
      {
        title: "an exemption that a workload needs",
        objects: [exampleNamespace("privileged"), examplePod(privileged)],
        config: {
          "exemption-ledger": {
            entries: [{ ...exampleEntry, pods: "w*", level: "privileged", controls: ["privileged-containers"] }],
          },
        },
      },
      {
        title: "annotations of a Namespace that one of two workloads needs",
        objects: [
          exampleNamespace("privileged", "latest", exampleAnnotations),
          examplePod(),
          examplePod({ ...privileged, name: "agent" }),
        ],
      },
      {
        title: "an exemption for pods that a workload of the program starts",
        objects: [exampleNamespace("privileged", "latest", startedBy("Pod/web")), examplePod()],
      },
    ],
    fail: [
      {
        title: "an exemption for pods that are started by nothing in the program",
        objects: [exampleNamespace("privileged", "latest", startedBy("DaemonSet/agent")), examplePod()],
        faults: ["exemption: must be needed, but is for pods of DaemonSet/agent, which is not there"],
      },
      {
        title: "annotations of a Namespace whose workloads pass at restricted",
        objects: [exampleNamespace("privileged", "latest", exampleAnnotations), examplePod()],
        faults: ["exemption: must be needed, but covers nothing but what passes without it"],
      },
      {
        title: "a name that no workload has, and a control that no workload breaks",
        objects: [exampleNamespace("privileged"), examplePod(privileged)],
        config: {
          "exemption-ledger": {
            entries: [
              { ...exampleEntry, level: "privileged" },
              { ...exampleEntry, pods: "agent" },
              { ...exampleEntry, controls: ["host-ports"] },
            ],
          },
        },
        faults: [
          'exemption 2, of "shop/agent": must be needed, but covers no workload',
          'exemption 3, of "shop": must be needed, but covers nothing but what passes without it',
        ],
      },
      {
        title: "an exemption of a Namespace that enforces restricted",
        objects: [exampleNamespace("restricted")],
        config: { "exemption-ledger": { entries: [exampleEntry] } },
        faults: ['exemption 1, of "shop": must be needed, but changes nothing where "restricted" is enforced'],
      },
    ],
    skip: [
      {
        title: "a Namespace of another program, or one without workloads in this one",
        objects: [exampleNamespace("baseline")],
        config: { "exemption-ledger": { entries: [exampleEntry, { ...exampleEntry, namespace: "kube-system" }] } },
      },
      {
        title: "a Namespace beside a release, which may hide the workload that needs the exemption",
        objects: [exampleNamespace("privileged", "latest", exampleAnnotations), examplePod()],
        opaque: [{ urn: "", title: "Release agent", why: "hides its objects" }],
      },
    ],
  },
});
