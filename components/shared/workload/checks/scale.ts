import { fault, type Fault } from "../../faults";
import type { Description } from "../contract";
import { scaleOf } from "../defaults";
import { wholeFaults } from "./values";

/** How many pods there are, where, and how they stop. */
export function scaleFaults({
  replicas,
  singleton,
  nodes,
  runAsUser,
  terminationSeconds,
}: Description): readonly Fault[] {
  return [
    ...replicaFaults(replicas),
    ...singletonFaults(scaleOf(replicas).maximum, singleton),
    ...wholeFaults("nodes", nodes, 1),
    ...wholeFaults("runAsUser", runAsUser, 1, 2 ** 31 - 1),
    ...wholeFaults("terminationSeconds", terminationSeconds, 10, 600),
  ];
}

function replicaFaults(replicas: Description["replicas"]): readonly Fault[] {
  if (typeof replicas !== "object") return wholeFaults("replicas", replicas, 1);
  const { minimum, maximum, cpuPercent } = replicas;
  return [
    // One pod at night is one pod: an outage whenever it moves.
    ...wholeFaults("replicas.minimum", minimum, 2),
    ...wholeFaults("replicas.maximum", maximum, 2),
    ...(maximum > minimum || !Number.isInteger(minimum) || !Number.isInteger(maximum)
      ? []
      : [
          fault(
            "replicas.maximum",
            maximum,
            `more than replicas.minimum (${minimum})`,
            "raise it, or write a number instead of bounds",
          ),
        ]),
    ...wholeFaults("replicas.cpuPercent", cpuPercent, 10, 100),
  ];
}

function singletonFaults(maximum: number, singleton: string | undefined): readonly Fault[] {
  const isNamed = singleton !== undefined && singleton.trim() !== "";
  if (maximum === 1 && !isNamed)
    return [fault("singleton", singleton, "why one pod is all there may be", "say it, or run 2 pods or more")];
  return maximum > 1 && singleton !== undefined
    ? [fault("singleton", singleton, `nothing, as there are up to ${maximum} pods`, "remove it, or run 1 pod")]
    : [];
}
