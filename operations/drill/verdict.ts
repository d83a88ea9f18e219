import { count } from "../shared/text";
import { isSame } from "./compare/namespaces";
import { inWords } from "./durations";
import type { Outcome } from "./outcome";

export interface Verdict {
  readonly passed: boolean;
  /** Why it did not pass. */
  readonly reasons: readonly string[];
  /** Milliseconds; undefined: it did not come to that. */
  readonly rpo: number | undefined;
  readonly rto: number | undefined;
}

/** What a drill proves. It passes only when it came to its end and nothing speaks against it. */
export function verdictOf(outcome: Outcome): Verdict {
  const { moments, targets, comparison, restore } = outcome;
  const rpo = between(moments.data, moments.loss);
  const rto = between(moments.loss, moments.ready);
  const reasons = [
    ...outcome.faults,
    ...(restore === undefined || restore.errors.length === 0
      ? []
      : [`The restore had ${count(restore.errors.length, "error")}.`]),
    ...(comparison === undefined || isSame(comparison) ? [] : [differs(comparison)]),
    ...(rpo !== undefined && rpo > targets.rpo
      ? [`The data was ${inWords(rpo)} old; allowed are ${inWords(targets.rpo)}.`]
      : []),
    ...(rto !== undefined && rto > targets.rto
      ? [`It took ${inWords(rto)} until all was ready; allowed are ${inWords(targets.rto)}.`]
      : []),
  ];
  const incomplete = comparison === undefined || rpo === undefined || rto === undefined;
  if (incomplete && reasons.length === 0) reasons.push("The drill did not come to its end.");
  return { passed: reasons.length === 0, reasons, rpo, rto };
}

function differs({ missing, additional, changed }: NonNullable<Outcome["comparison"]>): string {
  const parts = [
    missing.length > 0 && `${count(missing.length, "object")} missing`,
    additional.length > 0 && `${count(additional.length, "object")} too many`,
    changed.length > 0 && `${count(changed.length, "object")} changed`,
  ].filter((each) => each !== false);
  return `What was restored is not what was there: ${parts.join(", ")}.`;
}

function between(from: Date | undefined, to: Date | undefined): number | undefined {
  return from === undefined || to === undefined ? undefined : Math.max(0, to.getTime() - from.getTime());
}

/** 0 passed, 1 failed; what could not run has no outcome, and is 2. */
export const exitCodeOf = ({ passed }: Verdict): 0 | 1 => (passed ? 0 : 1);

/** What no drill of this kind shows, and what this one did not. */
export function notShown({
  into,
  expectation,
  backup,
  uncovered,
  lackedBefore,
  comparison,
}: Outcome): readonly string[] {
  return [
    "The contents of volumes: claims are compared, not the data in them.",
    "Whether the application works: pods are ready by their own probes, and nobody used it.",
    "What is not in the namespace: custom resource definitions, ClusterRoles, PersistentVolumes, webhooks, DNS names and addresses of load balancers.",
    "The loss of the whole cluster: the API server, Velero and the operators were there all the time.",
    "Owners of objects: Velero restores them without, so that what their controllers do not adopt again outlives its owner.",
    ...(into === undefined
      ? []
      : [
          `The loss itself: ${into} was filled beside the original, which went on holding its names and addresses.`,
          "References to the namespace's name inside of objects, but for the subjects of RoleBindings: they still name the original.",
        ]),
    ...(expectation === "live" && backup?.made === false
      ? ["The contents of the backup: they could not be read from here, so the live namespace was the measure."]
      : []),
    ...(uncovered.length > 0
      ? [`Any data of ${uncovered.map(({ claim }) => claim).join(", ")}: no backup holds it.`]
      : []),
    ...(lackedBefore.length > 0
      ? [`Readiness of ${lackedBefore.map(({ object }) => object).join(", ")}: not ready before either.`]
      : []),
    ...(comparison === undefined ? ["The comparison: it did not come to that."] : []),
  ];
}
