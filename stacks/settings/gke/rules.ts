import ipaddr from "ipaddr.js";
import { nodesServed } from "../../clusters/gke/subnets";
import { overlap, within } from "../fields";
import type { GkeAdoption, GkeConfig, GkeCreation } from "../gke";
import type { Fault, Rule } from "../setting";

/** Runs where a cluster is made: an adopted one has proved that Google Cloud takes its settings. */
const onCreate =
  (check: (cluster: GkeCreation) => readonly Fault[]) =>
  ({ cluster }: GkeConfig): readonly Fault[] =>
    cluster.mode === "create" ? check(cluster) : [];

const onAdopt =
  (check: (cluster: GkeAdoption, config: GkeConfig) => readonly Fault[]) =>
  (config: GkeConfig): readonly Fault[] =>
    config.cluster.mode === "adopt" ? check(config.cluster, config) : [];

const zones: Rule<GkeConfig> = {
  reads: ["region", "cluster.zones"],
  check: ({ region, cluster }) =>
    cluster.zones.flatMap((zone, index) => {
      const path = `cluster.zones[${index}]`;
      if (zone.slice(0, -2) !== region)
        return [
          {
            path,
            problem: `is outside the region ${region}`,
            allowed: `zones of ${region}`,
            cure: `name a zone of ${region}`,
          },
        ];
      if (cluster.zones.indexOf(zone) < index)
        return [{ path, problem: "stands there twice", allowed: "three different zones", cure: "name a third zone" }];
      return [];
    }),
};

const backupRegion: Rule<GkeConfig> = {
  reads: ["region", "backupRegion"],
  check: ({ region, backupRegion: backup }) =>
    backup === region
      ? [
          {
            path: "backupRegion",
            problem: "is the region of the cluster",
            allowed: "another Google Cloud region",
            cure: "name a region that does not fail together with this one",
          },
        ]
      : [],
};

/** Address ranges of the settings, in the order in which they are judged. */
const rangeNames = ["range", "pods", "services"] as const;
const rangePaths = rangeNames.map((name) => `cluster.network.${name}`);

const overlapping: Rule<GkeConfig> = {
  reads: rangePaths,
  check: ({ cluster: { network } }) =>
    rangeNames.flatMap((name, index) =>
      rangeNames
        .slice(0, index)
        .filter((earlier) => overlap(network[name], network[earlier]))
        .map((earlier) => ({
          path: `cluster.network.${name}`,
          problem: `overlaps cluster.network.${earlier}, ${network[earlier]}`,
          allowed: "ranges that share no address",
          cure: "move one of the two, for instance within 10.0.0.0/8",
        })),
    ),
};

/** Private ranges, and the shared one of RFC 6598. */
const privateRanges = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"];
/** Nodes keep it for themselves, and Cloud SQL answers nobody there. */
const reservedRange = "172.17.0.0/16";
const isPrivate = (range: string): boolean => privateRanges.some((outer) => within(range, outer));

const rangeKinds: Rule<GkeConfig> = {
  reads: rangePaths,
  check: onCreate(({ network }) =>
    rangeNames.flatMap((name) => {
      const fault = {
        path: `cluster.network.${name}`,
        allowed: `a range within ${privateRanges.join(", ")}, apart from ${reservedRange}`,
        cure: "choose another range, for instance within 10.0.0.0/8",
      };
      if (overlap(network[name], reservedRange))
        return [{ ...fault, problem: `overlaps ${reservedRange}, which nodes keep for themselves` }];
      return isPrivate(network[name]) ? [] : [{ ...fault, problem: "is not private" }];
    }),
  ),
};

const podAddresses: Rule<GkeConfig> = {
  reads: ["cluster.network.pods", "cluster.nodes.maximumPerZone", "cluster.zones"],
  check: onCreate(({ network, nodes, zones: names }) => {
    // An upgrade of the node pool adds one node before it takes another away.
    const needed = nodes.maximumPerZone * names.length + 1;
    const served = nodesServed(network.pods);
    return served >= needed
      ? []
      : [
          {
            path: "cluster.network.pods",
            problem: `serves ${served} nodes, and the system nodes alone need ${needed}`,
            allowed: "a range with a /24 for each node",
            cure: "widen it, up to /10, or lower cluster.nodes.maximumPerZone",
          },
        ];
  }),
};

const nodeCount: Rule<GkeConfig> = {
  reads: ["cluster.nodes.minimumPerZone", "cluster.nodes.maximumPerZone"],
  check: onCreate(({ nodes }) =>
    nodes.minimumPerZone > nodes.maximumPerZone
      ? [
          {
            path: "cluster.nodes.maximumPerZone",
            problem: `is below the minimum of ${nodes.minimumPerZone}`,
            allowed: `${nodes.minimumPerZone} to 50`,
            cure: "raise it, or lower cluster.nodes.minimumPerZone",
          },
        ]
      : [],
  ),
};

const broadest = 8;

const authorisedRanges: Rule<GkeConfig> = {
  reads: ["cluster.endpoint"],
  check: onCreate(({ endpoint }) =>
    (endpoint.access === "restricted" ? endpoint.authorisedRanges : []).flatMap((range, index): readonly Fault[] => {
      const [address, prefix] = ipaddr.IPv4.parseCIDR(range);
      const fault = { path: `cluster.endpoint.authorisedRanges[${index}]`, allowed: "public IPv4 ranges of /8 to /32" };
      if (prefix < broadest)
        return [
          {
            ...fault,
            problem: "opens the API server to the internet",
            cure: "name the addresses of your offices or CI",
          },
        ];
      return address.range() === "unicast"
        ? []
        : [{ ...fault, problem: "is not public", cure: "move it to cluster.endpoint.connectedRanges" }];
    }),
  ),
};

const connectedRanges: Rule<GkeConfig> = {
  reads: ["cluster.endpoint", ...rangePaths],
  check: onCreate(({ endpoint, network }) =>
    endpoint.connectedRanges.flatMap((range, index): readonly Fault[] => {
      const fault = {
        path: `cluster.endpoint.connectedRanges[${index}]`,
        allowed: `ranges within ${privateRanges.join(", ")}, outside those of the cluster`,
      };
      if (!isPrivate(range))
        return [{ ...fault, problem: "is not private", cure: "name the addresses of the connected network" }];
      const own = rangeNames.find((name) => overlap(range, network[name]));
      return own === undefined
        ? []
        : [
            {
              ...fault,
              problem: `overlaps cluster.network.${own}, ${network[own]}`,
              cure: "move one of the two: connected networks share no address",
            },
          ];
    }),
  ),
};

/** GKE wants 48 hours of maintenance within any 32 days, in which each weekday comes four times at least. */
const leastWeeklyHours = 12;

const maintenance: Rule<GkeConfig> = {
  reads: ["cluster.maintenance"],
  check: onCreate(({ maintenance: { days, hours } }) => {
    const repeated = days.flatMap((day, index) =>
      days.indexOf(day) < index
        ? [
            {
              path: `cluster.maintenance.days[${index}]`,
              problem: "stands there twice",
              allowed: "each day once",
              cure: "remove it",
            },
          ]
        : [],
    );
    const weekly = new Set(days).size * hours;
    if (weekly >= leastWeeklyHours) return repeated;
    return [
      ...repeated,
      {
        path: "cluster.maintenance.hours",
        problem: `gives ${weekly} hours in a week`,
        allowed: `${leastWeeklyHours} hours or more in a week`,
        cure: "lengthen the window, or add a day",
      },
    ];
  }),
};

const adoptedSubnetwork: Rule<GkeConfig> = {
  reads: ["region", "cluster.network"],
  check: onAdopt((cluster, { region }) =>
    cluster.network.subnetwork.includes(`/regions/${region}/`)
      ? []
      : [
          {
            path: "cluster.network.subnetwork",
            problem: `is outside the region ${region}`,
            allowed: `a subnetwork of ${region}`,
            cure: "correct it, or the region",
          },
        ],
  ),
};

/** What Google Cloud would refuse, or what would break a guarantee, though each setting is valid by itself. */
export const gkeRules: readonly Rule<GkeConfig>[] = [
  zones,
  backupRegion,
  overlapping,
  rangeKinds,
  podAddresses,
  nodeCount,
  authorisedRanges,
  connectedRanges,
  maintenance,
  adoptedSubnetwork,
];
