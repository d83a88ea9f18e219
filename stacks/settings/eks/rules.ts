import ipaddr from "ipaddr.js";
import { planSubnets, usableAddresses } from "../../clusters/eks/subnets";
import type { EksConfig, EksCreation } from "../eks";
import { overlap } from "../fields";
import type { Fault, Rule } from "../setting";

/** Runs where a cluster is made: an adopted one has proved that AWS takes its settings. */
const onCreate =
  (check: (cluster: EksCreation) => readonly Fault[]) =>
  ({ cluster }: EksConfig): readonly Fault[] =>
    cluster.mode === "create" ? check(cluster) : [];

const zones: Rule<EksConfig> = {
  reads: ["region", "cluster.zones"],
  check: ({ region, cluster }) =>
    cluster.zones.flatMap((zone, index) => {
      const path = `cluster.zones[${index}]`;
      if (zone.slice(0, -1) !== region)
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

const backupRegion: Rule<EksConfig> = {
  reads: ["region", "backupRegion"],
  check: ({ region, backupRegion: backup }) =>
    backup === region
      ? [
          {
            path: "backupRegion",
            problem: "is the region of the cluster",
            allowed: "another region of the same partition",
            cure: "name a region that does not fail together with this one",
          },
        ]
      : [],
};

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

const privateRanges = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"];

const services: Rule<EksConfig> = {
  reads: ["cluster.network.range", "cluster.network.services"],
  check: ({ cluster: { network } }) => {
    const path = "cluster.network.services";
    if (overlap(network.range, network.services))
      return [
        {
          path,
          problem: `overlaps the VPC ${network.range}`,
          allowed: "a range outside the VPC",
          cure: "choose another range, such as 172.20.0.0/16",
        },
      ];
    return privateRanges.some((range) => within(network.services, range))
      ? []
      : [
          {
            path,
            problem: "is not private",
            allowed: `a range within ${privateRanges.join(", ")}`,
            cure: "choose such a range: EKS takes no other",
          },
        ];
  },
};

const broadest = 8;

/** Addresses that nobody on the internet has. */
const inward = new Set([
  "private",
  "carrierGradeNat",
  "loopback",
  "linkLocal",
  "multicast",
  "broadcast",
  "unspecified",
]);

const authorisedRanges: Rule<EksConfig> = {
  reads: ["cluster.endpoint"],
  check: onCreate(({ endpoint }) =>
    (endpoint.access === "restricted" ? endpoint.authorisedRanges : []).flatMap((range, index) => {
      const path = `cluster.endpoint.authorisedRanges[${index}]`;
      const [address, prefix] = ipaddr.IPv4.parseCIDR(range);
      const allowed = "public IPv4 ranges of /8 to /32";
      if (prefix < broadest)
        return [
          {
            path,
            problem: "opens the API server to the internet",
            allowed,
            cure: "name the addresses of your offices or CI",
          },
        ];
      return inward.has(address.range())
        ? [{ path, problem: "is not public", allowed, cure: "remove it: the VPC reaches the API server privately" }]
        : [];
    }),
  ),
};

const nodeCount: Rule<EksConfig> = {
  reads: ["cluster.nodes.minimum", "cluster.nodes.maximum"],
  check: onCreate(({ nodes }) =>
    nodes.minimum > nodes.maximum
      ? [
          {
            path: "cluster.nodes.maximum",
            problem: `is below the minimum of ${nodes.minimum}`,
            allowed: `${nodes.minimum} to 100`,
            cure: "raise it, or lower cluster.nodes.minimum",
          },
        ]
      : [],
  ),
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
const isArm = (instanceType: string): boolean => /^(a1|[a-z]+\d+[a-z-]*g[a-z]*)\./.test(instanceType);

const processor: Rule<EksConfig> = {
  reads: ["cluster.nodes.image", "cluster.nodes.instanceTypes"],
  check: onCreate(({ nodes }) => {
    const arm = nodes.image.includes("ARM_64");
    return nodes.instanceTypes.flatMap((instanceType, index) =>
      isArm(instanceType) === arm
        ? []
        : [
            {
              path: `cluster.nodes.instanceTypes[${index}]`,
              problem: `does not run the image ${nodes.image}`,
              allowed: arm ? "Graviton types, such as m7g.large" : "x86 types, such as m6i.large",
              cure: "change the type, or cluster.nodes.image",
            },
          ],
    );
  }),
};

const admins: Rule<EksConfig> = {
  reads: ["cluster.admins"],
  check: onCreate((cluster) =>
    cluster.admins.flatMap((role, index) =>
      cluster.admins.indexOf(role) < index
        ? [
            {
              path: `cluster.admins[${index}]`,
              problem: "stands there twice",
              allowed: "each role once",
              cure: "remove it: EKS takes one access entry per role",
            },
          ]
        : [],
    ),
  ),
};

/** What AWS would refuse, or what would break a guarantee, though each setting is valid by itself. */
export const eksRules: readonly Rule<EksConfig>[] = [
  zones,
  backupRegion,
  partition,
  services,
  authorisedRanges,
  nodeCount,
  subnetSize,
  processor,
  admins,
];

/** True when the first IPv4 range lies wholly in the second. */
function within(range: string, outer: string): boolean {
  return overlap(range, outer) && ipaddr.IPv4.parseCIDR(range)[1] >= ipaddr.IPv4.parseCIDR(outer)[1];
}
