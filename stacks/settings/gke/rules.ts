import { nodesServed } from "../../clusters/gke/subnets";
import { internalRanges } from "../../ranges";
import { backupRules } from "../backups/rules";
import { databaseRules } from "../database";
import type { GkeConfig } from "../gke";
import {
  anotherBackupRegion,
  authorisedRanges,
  connectedRanges,
  distinctRanges,
  nodeBounds,
  onAdopt,
  onCreate,
  rangesWithin,
  repeated,
  whenCreated,
  zones,
} from "../rules";
import type { Rule } from "../setting";

const backupRegion: Rule<GkeConfig> = anotherBackupRegion("another Google Cloud region");

/** Address ranges of the settings, in the order in which they are judged. */
const rangeNames = ["range", "pods", "services"] as const;

/** Cloud SQL answers nobody there either. */
const nodesOwn = { ranges: ["172.17.0.0/16"], by: "which nodes keep for themselves" };

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

/** GKE wants 48 hours of maintenance within any 32 days, in which each weekday comes four times at least. */
const leastWeeklyHours = 12;

const maintenance: Rule<GkeConfig> = {
  reads: ["cluster.maintenance"],
  check: onCreate(({ maintenance: { days, hours } }) => {
    const weekly = new Set(days).size * hours;
    return [
      ...repeated("cluster.maintenance.days", days, { allowed: "each day once", cure: "remove it" }),
      ...(weekly >= leastWeeklyHours
        ? []
        : [
            {
              path: "cluster.maintenance.hours",
              problem: `gives ${weekly} hours in a week`,
              allowed: `${leastWeeklyHours} hours or more in a week`,
              cure: "lengthen the window, or add a day",
            },
          ]),
    ];
  }),
};

const adoptedSubnetwork: Rule<GkeConfig> = {
  reads: ["region", "cluster.network"],
  check: onAdopt(({ network }, { region }) =>
    network.subnetwork.includes(`/regions/${region}/`)
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
  zones((zone) => zone.slice(0, -"-b".length)),
  backupRegion,
  distinctRanges(rangeNames),
  // An adopted cluster may use public addresses privately.
  whenCreated(rangesWithin(rangeNames, { within: internalRanges, taken: nodesOwn })),
  podAddresses,
  nodeBounds("minimumPerZone", "maximumPerZone", 50),
  authorisedRanges("move it to cluster.endpoint.connectedRanges"),
  connectedRanges(rangeNames),
  maintenance,
  adoptedSubnetwork,
  ...databaseRules("gke"),
  ...backupRules("gke", [backupRegion]),
];
