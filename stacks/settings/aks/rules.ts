import { internalRanges } from "../../ranges";
import type { AksConfig } from "../aks";
import { backupRules } from "../backups/rules";
import { databaseRules } from "../database";
import { authorisedRanges, distinctRanges, onAdopt, onCreate, rangesWithin, repeated, zones } from "../rules";
import type { Rule } from "../setting";
import { pairedRegions } from "./regions";

const backupRegion: Rule<AksConfig> = {
  reads: ["region", "backupRegion"],
  check({ region, backupRegion: backup }) {
    const paired = pairedRegions[region];
    if (paired === undefined || backup === paired) return [];
    return [
      {
        path: "backupRegion",
        problem: backup === region ? "is the region of the cluster" : `is not paired with ${region}`,
        allowed: paired,
        cure: `write ${paired}: Azure copies the backups of databases there and nowhere else`,
      },
    ];
  },
};

/** Address ranges of the settings, in the order in which they are judged. */
const rangeNames = ["range", "pods", "services"] as const;

/** Refused in any role. */
const reserved = {
  ranges: ["169.254.0.0/16", "172.30.0.0/16", "172.31.0.0/16", "192.0.2.0/24"],
  by: "which AKS keeps for itself",
};

const administrators: Rule<AksConfig> = {
  reads: ["cluster.administrators"],
  check: onCreate((cluster) =>
    repeated("cluster.administrators", cluster.administrators, { allowed: "each group once", cure: "remove it" }),
  ),
};

const subnetsOfNetwork: Rule<AksConfig> = {
  reads: ["cluster.network"],
  check: onAdopt(({ network }) => {
    const prefix = `${network.virtualNetworkId}/subnets/`;
    return (["nodeSubnetId", "databaseSubnetId"] as const)
      .filter((name) => !network[name].toLowerCase().startsWith(prefix.toLowerCase()))
      .map((name) => ({
        path: `cluster.network.${name}`,
        problem: "is outside the virtual network",
        allowed: `${prefix}NAME`,
        cure: "correct it, or cluster.network.virtualNetworkId",
      }));
  }),
};

const subnetOfDatabases: Rule<AksConfig> = {
  reads: ["cluster.network.nodeSubnetId", "cluster.network.databaseSubnetId"],
  check: onAdopt(({ network }) =>
    network.databaseSubnetId.toLowerCase() === network.nodeSubnetId.toLowerCase()
      ? [
          {
            path: "cluster.network.databaseSubnetId",
            problem: "is the nodes' subnet",
            allowed: "another subnet, delegated to Microsoft.DBforPostgreSQL/flexibleServers",
            cure: "make such a subnet: it takes nothing but database servers",
          },
        ]
      : [],
  ),
};

/** What Azure would refuse, or what would break a guarantee, though each setting is valid by itself. */
export const aksRules: readonly Rule<AksConfig>[] = [
  zones(
    (zone) => zone.split("-")[0],
    (region) => `${region}-1, ${region}-2 and ${region}-3`,
  ),
  backupRegion,
  distinctRanges(rangeNames),
  rangesWithin(rangeNames, { within: internalRanges, taken: reserved }),
  authorisedRanges("remove it: connected networks reach the API server anyway"),
  administrators,
  subnetsOfNetwork,
  subnetOfDatabases,
  // A backup region that is no pair is the fault of its own setting, not of the database.
  ...databaseRules("aks", ({ region, backupRegion: given }) => pairedRegions[region] ?? given),
  ...backupRules("aks", [backupRegion]),
];
