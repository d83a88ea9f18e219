import ipaddr from "ipaddr.js";
import type { Fault } from "../../components";
import { internalRanges, overlap, prefixOf, within } from "../ranges";
import type { Rule } from "./setting";

/** Rules that several clouds share; what differs is an argument. */

interface WithMode {
  readonly cluster: { readonly mode: Mode };
}
type Mode = "create" | "adopt";
type ClusterOf<Config extends WithMode, M extends Mode> = Extract<Config["cluster"], { readonly mode: M }>;
type Check<Config> = (config: Config) => readonly Fault[];

function isOf<C extends WithMode["cluster"], M extends Mode>(
  cluster: C,
  mode: M,
): cluster is Extract<C, { readonly mode: M }> {
  return cluster.mode === mode;
}

/** Runs where a cluster is made: an adopted one has proved that its cloud takes its settings. */
export function onCreate<Config extends WithMode>(
  check: (cluster: ClusterOf<Config, "create">, config: Config) => readonly Fault[],
): Check<Config> {
  return (config) => {
    const cluster: Config["cluster"] = config.cluster;
    return isOf(cluster, "create") ? check(cluster, config) : [];
  };
}

/** Runs where a cluster is adopted. */
export function onAdopt<Config extends WithMode>(
  check: (cluster: ClusterOf<Config, "adopt">, config: Config) => readonly Fault[],
): Check<Config> {
  return (config) => {
    const cluster: Config["cluster"] = config.cluster;
    return isOf(cluster, "adopt") ? check(cluster, config) : [];
  };
}

/** The same rule, where a cluster is made. */
export function whenCreated<Config>(rule: Rule<Config>): Rule<Config & WithMode> {
  return { ...rule, check: onCreate((_, config) => rule.check(config)) };
}

const twice = "stands there twice";

/** Faults of the elements that a list at `path` holds for the second time. */
export function repeated(
  path: string,
  values: readonly string[],
  words: Pick<Fault, "allowed" | "cure">,
): readonly Fault[] {
  return values.flatMap((value, index) =>
    values.indexOf(value) < index ? [{ path: `${path}[${index}]`, problem: twice, ...words }] : [],
  );
}

interface WithZones {
  readonly region: string;
  readonly cluster: { readonly zones: readonly string[] };
}

/**
 * Zones are different ones of the region.
 *
 * @param regionOf the region that a zone's name begins with.
 * @param zonesOf what is allowed in a region.
 */
export function zones(
  regionOf: (zone: string) => string | undefined,
  zonesOf = (region: string): string => `zones of ${region}`,
): Rule<WithZones> {
  return {
    reads: ["region", "cluster.zones"],
    check: ({ region, cluster: { zones: names } }) =>
      names.flatMap((zone, index): readonly Fault[] => {
        const path = `cluster.zones[${index}]`;
        if (regionOf(zone) !== region) {
          const problem = `is outside the region ${region}`;
          return [{ path, problem, allowed: zonesOf(region), cure: `name a zone of ${region}` }];
        }
        return names.indexOf(zone) < index
          ? [{ path, problem: twice, allowed: "three different zones", cure: "name a third zone" }]
          : [];
      }),
  };
}

interface WithRegions {
  readonly region: string;
  readonly backupRegion: string;
}

/** Backups leave the region of the cluster. */
export function anotherBackupRegion(allowed: string): Rule<WithRegions> {
  return {
    reads: ["region", "backupRegion"],
    check: ({ region, backupRegion }) =>
      backupRegion === region
        ? [
            {
              path: "backupRegion",
              problem: "is the region of the cluster",
              allowed,
              cure: "name a region that does not fail together with this one",
            },
          ]
        : [],
  };
}

interface WithRanges<Name extends string> {
  readonly cluster: { readonly network: Readonly<Record<Name, string>> };
}

const rangePath = (name: string): string => `cluster.network.${name}`;

/** Ranges share no address. @param names in the order in which they are judged. */
export function distinctRanges<Name extends string>(names: readonly Name[]): Rule<WithRanges<Name>> {
  return {
    reads: names.map(rangePath),
    check: ({ cluster: { network } }) =>
      names.flatMap((name, index) =>
        names
          .slice(0, index)
          .filter((earlier) => overlap(network[name], network[earlier]))
          .map((earlier) => ({
            path: rangePath(name),
            problem: `overlaps ${rangePath(earlier)}, ${network[earlier]}`,
            allowed: "ranges that share no address",
            cure: "move one of the two, for instance within 10.0.0.0/8",
          })),
      ),
  };
}

interface RangeLimits {
  readonly within: readonly string[];
  /** Ranges that are taken, and by whom, to follow the range, such as `which AKS keeps for itself`. */
  readonly taken?: { readonly ranges: readonly string[]; readonly by: string };
}

/** Ranges lie within private ones, apart from what is taken. */
export function rangesWithin<Name extends string>(names: readonly Name[], limits: RangeLimits): Rule<WithRanges<Name>> {
  const taken = limits.taken?.ranges ?? [];
  const words = {
    allowed: [
      `a range within ${limits.within.join(", ")}`,
      ...(taken.length > 0 ? [`apart from ${taken.join(", ")}`] : []),
    ].join(", "),
    cure: "choose another range, for instance within 10.0.0.0/8",
  };
  return {
    reads: names.map(rangePath),
    check: ({ cluster: { network } }) =>
      names.flatMap((name) => {
        const range = network[name];
        const path = rangePath(name);
        const overlapped = taken.find((each) => overlap(range, each));
        if (overlapped !== undefined)
          return [{ path, problem: `overlaps ${overlapped}, ${limits.taken?.by}`, ...words }];
        return limits.within.some((outer) => within(range, outer))
          ? []
          : [{ path, problem: "is not private", ...words }];
      }),
  };
}

interface WithEndpoint {
  readonly cluster:
    | {
        readonly mode: "create";
        readonly endpoint:
          | { readonly access: "restricted"; readonly authorisedRanges: readonly string[] }
          | { readonly access: "private" | "dns" };
      }
    | { readonly mode: "adopt" };
}

/** The shortest prefix that still names somebody in particular. */
const broadest = 8;

/** Authorised ranges are public, and not the internet. @param cure of a range that is not public. */
export function authorisedRanges(cure: string): Rule<WithEndpoint> {
  return {
    reads: ["cluster.endpoint"],
    check: onCreate<WithEndpoint>(({ endpoint }) =>
      (endpoint.access === "restricted" ? endpoint.authorisedRanges : []).flatMap((range, index): readonly Fault[] => {
        const path = `cluster.endpoint.authorisedRanges[${index}]`;
        const allowed = `public IPv4 ranges of /${broadest} to /32`;
        if (prefixOf(range) < broadest) {
          const problem = "opens the API server to the internet";
          return [{ path, problem, allowed, cure: "name the addresses of your offices or CI" }];
        }
        return ipaddr.IPv4.parseCIDR(range)[0].range() === "unicast"
          ? []
          : [{ path, problem: "is not public", allowed, cure }];
      }),
    ),
  };
}

interface WithConnections<Name extends string> {
  readonly cluster:
    | {
        readonly mode: "create";
        readonly endpoint: { readonly connectedRanges: readonly string[] };
        readonly network: Readonly<Record<Name, string>>;
      }
    | { readonly mode: "adopt" };
}

/** Connected networks have private addresses, and none of the cluster's. @param names of the cluster's ranges. */
export function connectedRanges<Name extends string>(names: readonly Name[]): Rule<WithConnections<Name>> {
  const allowed = `ranges within ${internalRanges.join(", ")}, outside those of the cluster`;
  return {
    reads: ["cluster.endpoint", ...names.map(rangePath)],
    check: onCreate<WithConnections<Name>>(({ endpoint, network }) =>
      endpoint.connectedRanges.flatMap((range, index): readonly Fault[] => {
        const path = `cluster.endpoint.connectedRanges[${index}]`;
        if (!internalRanges.some((outer) => within(range, outer)))
          return [{ path, problem: "is not private", allowed, cure: "name the addresses of the connected network" }];
        return names
          .filter((name) => overlap(range, network[name]))
          .slice(0, 1)
          .map((name) => ({
            path,
            problem: `overlaps ${rangePath(name)}, ${network[name]}`,
            allowed,
            cure: "move one of the two: connected networks share no address",
          }));
      }),
    ),
  };
}

interface WithNodes<Name extends string> {
  readonly cluster:
    { readonly mode: "create"; readonly nodes: Readonly<Record<Name, number>> } | { readonly mode: "adopt" };
}

/** The most nodes are not fewer than the fewest. @param highest that the upper bound may be. */
export function nodeBounds<Name extends string>(lower: Name, upper: Name, highest: number): Rule<WithNodes<Name>> {
  const [lowerPath, upperPath] = [`cluster.nodes.${lower}`, `cluster.nodes.${upper}`];
  return {
    reads: [lowerPath, upperPath],
    check: onCreate<WithNodes<Name>>(({ nodes }) =>
      nodes[lower] <= nodes[upper]
        ? []
        : [
            {
              path: upperPath,
              problem: `is below the minimum of ${nodes[lower]}`,
              allowed: `${nodes[lower]} to ${highest}`,
              cure: `raise it, or lower ${lowerPath}`,
            },
          ],
    ),
  };
}
