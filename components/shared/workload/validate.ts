import type { Fault } from "../faults";
import { mergeLimits } from "../limits";
import { companionFaults } from "./checks/companions";
import { environmentFaults } from "./checks/environment";
import { nameFaults } from "./checks/names";
import { portFaults } from "./checks/ports";
import { resourceFaults } from "./checks/resources";
import { scaleFaults } from "./checks/scale";
import { volumeFaults } from "./checks/volumes";
import type { Description } from "./contract";

/** Every fault of a description. Pure; what is known only after deployment is left alone where nothing hangs on it. */
export function workloadFaults(description: Description): readonly Fault[] {
  const limits = mergeLimits(description.limits);
  return [
    ...nameFaults(description),
    ...scaleFaults(description),
    ...portFaults(description),
    ...environmentFaults(description),
    ...resourceFaults(description, limits),
    ...volumeFaults(description, limits),
    ...companionFaults(description),
  ];
}
