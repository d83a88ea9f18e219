import { describe, integer, list, map, object, setting, text, Unseen, type Read } from "../shared/shape";
import { zoneKey, type NodeTerm, type PodSpec } from "./pod-template";

/** The nodes that a pod can be placed on, as far as the configuration tells of them. */

const taint = object({ key: text, value: text, effect: text });
const pool = object({
  name: setting(text, "How messages name it."),
  labels: setting(map(text), "Labels of its nodes. A label that no pool names is taken to be there."),
  taints: setting(list(taint), "Taints of its nodes."),
  zones: setting(
    integer,
    "In how many zones it has nodes; all when left out. Of two pools, the one in fewer zones has nodes only where the other has them too.",
  ),
  nodes: setting(integer, "How many nodes it has at most in each of its zones; as many as it takes when left out."),
});

export const clusterSettings = {
  zones: setting(integer, "How many zones the cluster spans.", 3),
  pools: setting(list(pool), "Node pools, where their labels, taints or sizes matter.", []),
};

export type Pool = Read<typeof pool>;
type Taint = Read<typeof taint>;
type Labels = Readonly<Record<string, string>>;
type Toleration = NonNullable<PodSpec["tolerations"]>[number];
type Expression = NonNullable<NodeTerm["matchExpressions"]>[number];

export interface Cluster {
  readonly zones: number;
  readonly pools: readonly Pool[];
}

/** A node as one pod sees it. */
export interface Node {
  readonly pool: Pool;
  readonly zone: number;
  /** Unique to the node. */
  readonly host: number;
  /** The node selector and the node affinity of the pod pick it. */
  readonly picked: boolean;
  /** The pod tolerates its taints. */
  readonly tolerated: boolean;
}

/**
 * The nodes of a cluster; of a pool without limit as many in each zone as there are pods to place.
 * @throws Unseen
 */
export function nodesFor(spec: PodSpec, { zones, pools }: Cluster, pods: number): readonly Node[] {
  const named = new Set([zoneKey, ...pools.flatMap(({ labels = {} }) => Object.keys(labels))]);
  const zoneNames = zonesNamedBy(spec);
  return pools
    .flatMap((pool) => {
      const tolerated = tolerates(spec, pool);
      return range(Math.min(pool.zones ?? zones, zones)).flatMap((zone) => {
        const labels = { ...pool.labels, [zoneKey]: zoneNames[zone] ?? "" };
        const picked = isPicked(spec, labels, named);
        return range(Math.min(pool.nodes ?? pods, pods)).map(() => ({ pool, zone, picked, tolerated }));
      });
    })
    .map((node, host) => ({ ...node, host }));
}

function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}

/** The zones that a pod asks for by name, which are taken to be the first of the cluster. */
function zonesNamedBy({ nodeSelector = {}, affinity }: PodSpec): readonly string[] {
  const expressions = termsOf(affinity)?.flatMap(({ matchExpressions = [] }) => matchExpressions) ?? [];
  const asked = expressions.filter(({ key, operator }) => key === zoneKey && operator === "In");
  const own = nodeSelector[zoneKey];
  return [...new Set([...(own === undefined ? [] : [own]), ...asked.flatMap(({ values = [] }) => values)])];
}

function termsOf(affinity: PodSpec["affinity"]): readonly NodeTerm[] | undefined {
  return affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
}

/** A label that nobody names is taken to be what the pod asks for. */
function isPicked({ nodeSelector = {}, affinity }: PodSpec, labels: Labels, named: ReadonlySet<string>): boolean {
  const terms = termsOf(affinity);
  const selected = Object.keys(nodeSelector).every((key) => !named.has(key) || labels[key] === nodeSelector[key]);
  if (!selected || terms === undefined) return selected;
  return terms.some(({ matchExpressions = [] }) =>
    matchExpressions.every((each) => !named.has(each.key ?? "") || fulfills(labels, each)),
  );
}

function fulfills(labels: Labels, { key = "", operator, values = [] }: Expression): boolean {
  const value = labels[key];
  switch (operator) {
    case "In":
      return value !== undefined && values.includes(value);
    case "NotIn":
      return value === undefined || !values.includes(value);
    case "Exists":
      return value !== undefined;
    case "DoesNotExist":
      return value === undefined;
    case "Gt":
      return Number(value) > Number(values[0]);
    case "Lt":
      return Number(value) < Number(values[0]);
    case undefined:
    default:
      throw new Unseen(
        "spec.affinity.nodeAffinity",
        `has the operator ${describe(operator)}, which the pack does not know`,
      );
  }
}

const keepsOut: ReadonlySet<string | undefined> = new Set(["NoSchedule", "NoExecute"]);

/** True when a pod tolerates every taint that keeps pods out. @throws Unseen */
function tolerates({ tolerations = [] }: PodSpec, { taints = [] }: Pool): boolean {
  return taints
    .filter(({ effect }) => keepsOut.has(effect))
    .every((taint) => tolerations.some((toleration) => covers(toleration, taint)));
}

/** A toleration without effect covers all effects; one without key covers all keys. */
function covers({ key = "", operator = "Equal", value = "", effect = "" }: Toleration, taint: Taint): boolean {
  if (effect !== "" && effect !== taint.effect) return false;
  if (key !== "" && key !== taint.key) return false;
  if (operator === "Exists") return true;
  if (operator === "Equal") return value === (taint.value ?? "");
  throw new Unseen("spec.tolerations", `has the operator ${describe(operator)}, which the pack does not know`);
}
