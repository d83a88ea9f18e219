import ipaddr from "ipaddr.js";
import type { AksConfig } from "../aks";
import { overlap, within } from "../fields";
import type { Fault, Rule } from "../setting";
import { isRegion, pairedRegions } from "./regions";

const zones: Rule<AksConfig> = {
  reads: ["region", "cluster.zones"],
  check: ({ region, cluster }) =>
    cluster.zones.flatMap((zone, index) => {
      const fault = { path: `cluster.zones[${index}]`, allowed: `${region}-1, ${region}-2 and ${region}-3` };
      if (zone.split("-")[0] !== region)
        return [{ ...fault, problem: `is outside the region ${region}`, cure: `name a zone of ${region}` }];
      if (cluster.zones.indexOf(zone) < index)
        return [{ ...fault, problem: "stands there twice", cure: "name each of the three zones once" }];
      return [];
    }),
};

const backupRegion: Rule<AksConfig> = {
  reads: ["region", "backupRegion"],
  check({ region, backupRegion: backup }) {
    const paired = isRegion(region) ? pairedRegions[region] : undefined;
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

const overlapping: Rule<AksConfig> = {
  reads: rangeNames.map((name) => `cluster.network.${name}`),
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

/** Ranges that AKS keeps for itself and refuses in any role. */
const reservedRanges = ["169.254.0.0/16", "172.30.0.0/16", "172.31.0.0/16", "192.0.2.0/24"];
/** Private ranges, and the shared one of RFC 6598; Azure does not support others. */
const privateRanges = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"];

const rangeKinds: Rule<AksConfig> = {
  reads: rangeNames.map((name) => `cluster.network.${name}`),
  check: ({ cluster: { network } }) =>
    rangeNames.flatMap((name) => {
      const fault = {
        path: `cluster.network.${name}`,
        allowed: `a range within ${privateRanges.join(", ")}, apart from ${reservedRanges.join(", ")}`,
        cure: "choose another range, for instance within 10.0.0.0/8",
      };
      const reserved = reservedRanges.find((range) => overlap(network[name], range));
      if (reserved !== undefined) return [{ ...fault, problem: `overlaps ${reserved}, which AKS keeps for itself` }];
      return privateRanges.some((range) => within(network[name], range))
        ? []
        : [{ ...fault, problem: "is not private" }];
    }),
};

const broadest = 8;

const authorisedRanges: Rule<AksConfig> = {
  reads: ["cluster.endpoint"],
  check: ({ cluster }) =>
    (cluster.mode === "create" && cluster.endpoint.access === "restricted"
      ? cluster.endpoint.authorisedRanges
      : []
    ).flatMap((range, index): readonly Fault[] => {
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
        : [
            {
              ...fault,
              problem: "is not public",
              cure: "remove it: the virtual network reaches the API server anyway",
            },
          ];
    }),
};

const administrators: Rule<AksConfig> = {
  reads: ["cluster.administrators"],
  check: ({ cluster }) =>
    (cluster.mode === "create" ? cluster.administrators : []).flatMap((group, index, all) =>
      all.indexOf(group) === index
        ? []
        : [
            {
              path: `cluster.administrators[${index}]`,
              problem: "stands there twice",
              allowed: "each group once",
              cure: "remove it",
            },
          ],
    ),
};

const adoptedSubnets: Rule<AksConfig> = {
  reads: ["cluster.network"],
  check({ cluster }) {
    if (cluster.mode === "create") return [];
    const { virtualNetworkId, ...others } = cluster.network;
    return (["nodeSubnetId", "databaseSubnetId"] as const).flatMap((name): readonly Fault[] => {
      const path = `cluster.network.${name}`;
      const prefix = `${virtualNetworkId}/subnets/`;
      if (!others[name].toLowerCase().startsWith(prefix.toLowerCase()))
        return [
          {
            path,
            problem: "is outside the virtual network",
            allowed: `${prefix}NAME`,
            cure: "correct it, or cluster.network.virtualNetworkId",
          },
        ];
      return name === "databaseSubnetId" && others[name].toLowerCase() === others.nodeSubnetId.toLowerCase()
        ? [
            {
              path,
              problem: "is the nodes' subnet",
              allowed: "another subnet, delegated to Microsoft.DBforPostgreSQL/flexibleServers",
              cure: "make such a subnet: it takes nothing but database servers",
            },
          ]
        : [];
    });
  },
};

/** What Azure would refuse, or what would break a guarantee, though each setting is valid by itself. */
export const aksRules: readonly Rule<AksConfig>[] = [
  zones,
  backupRegion,
  overlapping,
  rangeKinds,
  authorisedRanges,
  administrators,
  adoptedSubnets,
];
