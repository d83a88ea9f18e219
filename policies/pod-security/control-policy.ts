import { objectPolicy, type Policy } from "../shared/policy";
import type { Control } from "./control";
import { heldTo } from "./held";
import { speaks } from "./judge";
import { isSettled } from "./level";

/** The policy that holds every workload of a program to a control. */
export function controlPolicy(control: Control): Policy {
  const { name, level, since, rule, cure, examples } = control;
  const title = level === "baseline" ? "Baseline" : "Restricted";
  return objectPolicy({
    name,
    description: `${title}${since === 0 ? "" : `, from v1.${since} on`}: ${rule}.`,
    enforcement: "mandatory",
    why: "Mandatory, as the API server refuses such a pod, and leaves a workload that makes it without pods.",
    source: `https://kubernetes.io/docs/concepts/security/pod-security-standards/#${level}`,
    cure,
    examples,
    settled: (object, program) => program.podCarrier(object) === undefined || isSettled(program, object),
    judge(object, program) {
      const carrier = program.podCarrier(object);
      if (carrier === undefined) return undefined;
      const { version, levelOf } = heldTo(program, object);
      return speaks(control, version, levelOf) ? control.judge(carrier, version) : undefined;
    },
  });
}
