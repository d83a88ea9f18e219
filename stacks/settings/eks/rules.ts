import { rdsRootRegions } from "../../../components";
import { planSubnets, usableAddresses } from "../../clusters/eks/subnets";
import { internalRanges, privateRanges } from "../../ranges";
import { backupRules } from "../backups/rules";
import { databaseRules } from "../database";
import type { EksConfig } from "../eks";
import {
  anotherBackupRegion,
  authorisedRanges,
  connectedRanges,
  distinctRanges,
  nodeBounds,
  onCreate,
  rangesWithin,
  repeated,
  whenCreated,
  zones,
} from "../rules";
import type { Rule } from "../setting";

/** Address ranges of the settings, in the order in which they are judged; pods take addresses of the VPC. */
const rangeNames = ["range", "services"] as const;

const backupRegion: Rule<EksConfig> = anotherBackupRegion("another region of the same partition");

const partitionOf = (region: string): EksConfig["aws"]["partition"] => {
  if (region.startsWith("cn-")) return "aws-cn";
  return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
};

const partition: Rule<EksConfig> = {
  reads: ["region", "backupRegion", "aws.partition"],
  check: (config) =>
    (["region", "backupRegion"] as const)
      .filter((path) => partitionOf(config[path]) !== config.aws.partition)
      .map((path) => ({
        path,
        problem: `is outside the partition ${config.aws.partition}`,
        allowed: `regions of ${config.aws.partition}`,
        cure: "correct the region, or aws.partition",
      })),
};

/** Pods that Kubernetes recommends per node at most; each takes an address of its node's subnet. */
const podsPerNode = 110;

const subnetSize: Rule<EksConfig> = {
  reads: ["cluster.zones", "cluster.network.range", "cluster.nodes.maximum"],
  check: onCreate(({ network, nodes, zones: names }) => {
    const needed = Math.ceil(nodes.maximum / names.length) * (podsPerNode + 1);
    return planSubnets(network.range, names)
      .filter((subnets) => usableAddresses(subnets.private) < needed)
      .slice(0, 1)
      .map((subnets) => ({
        path: "cluster.network.range",
        problem: `gives a zone ${usableAddresses(subnets.private)} addresses, and ${nodes.maximum} nodes with their pods need ${needed}`,
        allowed: "a range that holds the nodes and their pods",
        cure: "widen it, up to /16, or lower cluster.nodes.maximum",
      }));
  }),
};

/** Graviton families carry a `g` behind the generation, as in `m7g` and `c7gn`; `a1` is the oldest. */
const isArm = (machineType: string): boolean => /^(a1|[a-z]+\d+[a-z-]*g[a-z]*)\./.test(machineType);

const processor: Rule<EksConfig> = {
  reads: ["cluster.nodes.image", "cluster.nodes.machineTypes"],
  check: onCreate(({ nodes }) => {
    const arm = nodes.image.includes("ARM_64");
    return nodes.machineTypes.flatMap((machineType, index) =>
      isArm(machineType) === arm
        ? []
        : [
            {
              path: `cluster.nodes.machineTypes[${index}]`,
              problem: `does not run the image ${nodes.image}`,
              allowed: arm ? "Graviton types, such as m7g.large" : "x86 types, such as m6i.large",
              cure: "change the type, or cluster.nodes.image",
            },
          ],
    );
  }),
};

const administrators: Rule<EksConfig> = {
  reads: ["cluster.administrators"],
  check: onCreate((cluster) =>
    repeated("cluster.administrators", cluster.administrators, {
      allowed: "each role once",
      cure: "remove it: EKS takes one access entry per role",
    }),
  ),
};

/** Pods verify the server by the roots of its region. */
const databaseRoots: Rule<EksConfig> = {
  reads: ["region", "database"],
  check({ region, database }) {
    const known = rdsRootRegions();
    if (database === undefined || database.mode === "in-cluster" || known.includes(region)) return [];
    return [
      {
        path: "database",
        problem: `cannot be verified in ${region}: the roots of RDS there are not at hand`,
        allowed: `databases of RDS in ${known.join(", ")}`,
        cure: "move to one of them, or take mode in-cluster for development",
      },
    ];
  },
};

/** What AWS would refuse, or what would break a guarantee, though each setting is valid by itself. */
export const eksRules: readonly Rule<EksConfig>[] = [
  zones((zone) => zone.slice(0, -"a".length)),
  backupRegion,
  partition,
  distinctRanges(rangeNames),
  whenCreated(rangesWithin(["range"], { within: internalRanges })),
  // EKS takes no others.
  rangesWithin(["services"], { within: privateRanges }),
  authorisedRanges("move it to cluster.endpoint.connectedRanges, unless it is the cluster's own"),
  connectedRanges(rangeNames),
  nodeBounds("minimum", "maximum", 100),
  subnetSize,
  processor,
  administrators,
  databaseRoots,
  ...databaseRules("eks"),
  ...backupRules("eks", [backupRegion, partition]),
];
