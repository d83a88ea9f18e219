import type { Rollout } from "../shared/rollouts";
import type { Node } from "./cluster";
import { emptiest, openTo, place, type Placed, type Rule } from "./placement";

/**
 * How many of its new pods a rollout of so many replicas places, where it takes away the old ones of one zone first.
 * Which go first is for the controller to choose: it looks at their age, not at what keeps the new ones out, and after
 * the loss of a zone the youngest are those of that zone.
 */
export function roll(
  rules: readonly Rule[],
  nodes: readonly Node[],
  replicas: number,
  rollout: Pick<Rollout, "surge" | "unavailable">,
): number {
  const before = place(rules, nodes, { old: replicas, new: 0 });
  const zones = [...new Set(before.map(({ node }) => node.zone))];
  return Math.min(...zones.map((zone) => rollFrom(zone, before, rules, nodes, rollout)));
}

function rollFrom(
  zone: number,
  before: readonly Placed[],
  rules: readonly Rule[],
  nodes: readonly Node[],
  { surge, unavailable }: Pick<Rollout, "surge" | "unavailable">,
): number {
  let placed = before;
  for (;;) {
    const old = placed.filter(({ revision }) => revision === "old");
    const done = placed.length - old.length;
    if (done >= before.length) return done;
    const mayAdd = placed.length < before.length + surge;
    const node = mayAdd ? emptiest(openTo("new", rules, nodes, placed), placed) : undefined;
    const next = old.find((each) => each.node.zone === zone) ?? old[0];
    if (node !== undefined) placed = [...placed, { node, revision: "new" }];
    else if (next === undefined || placed.length <= before.length - unavailable) return done;
    else placed = placed.filter((each) => each !== next);
  }
}
