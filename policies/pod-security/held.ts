import { through } from "../shared/known";
import type { KubernetesObject } from "../shared/objects";
import type { Program } from "../shared/program";
import type { LevelOf } from "./judge";
import { coversControl, coversWorkload, type Entry } from "./ledger";
import { standardFor, type Standard } from "./level";
import { entriesFor } from "./namespaces/exemption-ledger";
import { isBelow, strictest, weakest } from "./standards";

/**
 * To what the controls hold a workload: to the level that its namespace must have, or to the level of an exemption that
 * covers the workload and the control, but never to less than the namespace enforces. So whatever the API server
 * refuses is refused, and a namespace that had to be lowered for one workload stays as strict as before for the others.
 */
export interface Held {
  readonly version: number;
  readonly levelOf: LevelOf;
}

/** @throws Unseen */
export function heldTo(program: Program, workload: KubernetesObject): Held {
  const standard = standardFor(program, workload);
  return heldBy(standard, canBeLowered(standard) ? entriesAbout(program, workload) : []);
}

/** What the given entries make of what a namespace asks. */
export function heldBy({ enforced = "privileged", required, version }: Standard, entries: readonly Entry[]): Held {
  return {
    version,
    levelOf: ({ name }) =>
      entries
        .filter((each) => coversControl(each, name))
        .reduce(
          (level, each) => strictest(enforced, weakest(level, each.level ?? level)),
          strictest(enforced, required),
        ),
  };
}

/** False where no exemption can change anything. */
export function canBeLowered({ enforced, required }: Standard): boolean {
  return enforced === undefined || isBelow(enforced, required);
}

/** @throws Unseen */
function entriesAbout(program: Program, workload: KubernetesObject): readonly Entry[] {
  if (workload.namespace === undefined) return [];
  const own = program.namespace(workload.namespace);
  const look = (): readonly Entry[] => entriesFor(program, workload.namespace ?? "");
  const entries = own === undefined ? look() : through(own, "metadata.namespace", look);
  return entries.filter((each) => coversWorkload(each, workload));
}
