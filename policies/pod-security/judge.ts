import type { Fault } from "../shared/messages";
import type { PodCarrier } from "../shared/pods";
import type { Control } from "./control";
import { controls } from "./controls";
import type { Level } from "./standards";

/** The level to which a pod is held, which may differ from control to control. */
export type LevelOf = (control: Control) => Level;

const overriding = new Map(
  controls.flatMap((each) => (each.overrides === undefined ? [] : [[each.overrides, each] as const])),
);

/** True where a control has a say: it is of the level, and none that is stricter speaks in its place. */
export function speaks(control: Control, version: number, levelOf: LevelOf): boolean {
  const level = levelOf(control);
  if (version < control.since || level === "privileged") return false;
  if (control.level === "restricted") return level === "restricted";
  const stricter = overriding.get(control.name);
  return stricter === undefined || version < stricter.since || levelOf(stricter) !== "restricted";
}

/** What the standards find in the pods of a carrier: every control that has a say, with its faults. */
export function judgePod(level: Level, version: number, carrier: PodCarrier): ReadonlyMap<string, readonly Fault[]> {
  const verdicts = new Map<string, readonly Fault[]>();
  for (const each of controls) {
    const faults = speaks(each, version, () => level) ? each.judge(carrier, version) : undefined;
    if (faults !== undefined) verdicts.set(each.name, faults);
  }
  return verdicts;
}
