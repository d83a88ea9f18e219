import * as assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { parse } from "yaml";
import { planSubnets, usableAddresses } from "../../../stacks/clusters/eks/subnets";
import { eksRules, eksSettings } from "../../../stacks/settings/eks";
import { overlap } from "../../../stacks/ranges";

type Section = Readonly<Record<string, unknown>>;

const creation: Section = {
  mode: "create",
  name: "production",
  zones: ["eu-west-1a", "eu-west-1b", "eu-west-1c"],
};

const adoption: Section = {
  mode: "adopt",
  name: "production",
  zones: ["eu-west-1a", "eu-west-1b", "eu-west-1c"],
  network: {
    range: "10.0.0.0/22",
    services: "172.20.0.0/16",
    vpcId: "vpc-0a1b2c3d4e5f60718",
    privateSubnetIds: ["subnet-0a1b2c3d4e5f60718", "subnet-1a1b2c3d4e5f60718", "subnet-2a1b2c3d4e5f60718"],
    clusterSecurityGroupId: "sg-0a1b2c3d4e5f60718",
  },
  issuer: "https://oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF",
};

const stack = (cluster: Section, more: Section = {}): Section => ({
  cloud: "eks",
  region: "eu-west-1",
  backupRegion: "eu-central-1",
  aws: { accountId: "111122223333" },
  namespaces: { applications: {} },
  cluster,
  ...more,
});

/** Paths of the values that the schema refuses. */
function refused(value: Section): readonly string[] {
  const result = eksSettings.safeParse(value);
  return result.success ? [] : result.error.issues.map((issue) => issue.path.join("."));
}

/** Paths and problems that the rules find in a stack whose values are valid one by one. */
function contradictions(value: Section): readonly (readonly [string, string | undefined])[] {
  const config = eksSettings.parse(value);
  return eksRules.flatMap((rule) => rule.check(config)).map(({ path, problem }) => [path, problem]);
}

describe("settings of EKS", () => {
  it("need no more than names, zones, account and regions for a production cluster", () => {
    const { cluster } = eksSettings.parse(stack(creation));
    assert.deepEqual(cluster, {
      ...creation,
      version: "1.36",
      removal: "protect",
      network: { range: "10.0.0.0/16", services: "172.20.0.0/16", nat: "per-zone" },
      endpoint: { access: "private", connectedRanges: [] },
      administrators: [],
      logRetentionDays: 90,
      nodes: {
        image: "AL2023_x86_64_STANDARD",
        machineTypes: ["m6i.large"],
        minimum: 3,
        maximum: 6,
        diskGiB: 50,
        dedicated: false,
      },
      autoscalingRole: "existing",
    });
    assert.deepEqual(contradictions(stack(creation)), []);
  });

  it("assume of an adopted cluster the add-ons that this program would make", () => {
    const { cluster } = eksSettings.parse(stack(adoption));
    assert.ok(cluster.mode === "adopt");
    assert.deepEqual(cluster.capabilities, {
      verticalPodAutoscaler: "ours",
      metricsServer: "managed",
      snapshotController: "managed",
      nodeAutoscaling: "ours",
      networkPolicy: "managed",
      gatewayApiCrds: "ours",
    });
  });

  const wrong: readonly (readonly [string, Section, string])[] = [
    ["a zone too few", stack({ ...creation, zones: ["eu-west-1a", "eu-west-1b"] }), "cluster.zones"],
    ["a name in capitals", stack({ ...creation, name: "Production" }), "cluster.name"],
    ["a version in extended support", stack({ ...creation, version: "1.33" }), "cluster.version"],
    ["an adopted version in extended support", stack({ ...adoption, version: "1.33" }), "cluster.version"],
    ["an account as a number", stack(creation, { aws: { accountId: 111122223333 } }), "aws.accountId"],
    ["a VPC too small", stack({ ...creation, network: { range: "10.0.0.0/21" } }), "cluster.network.range"],
    [
      "a VPC off its network address",
      stack({ ...creation, network: { range: "10.0.1.0/16" } }),
      "cluster.network.range",
    ],
    ["Services too small", stack({ ...creation, network: { services: "172.20.0.0/25" } }), "cluster.network.services"],
    [
      "an assumed role",
      stack({ ...creation, administrators: ["arn:aws:sts::111122223333:assumed-role/a/b"] }),
      "cluster.administrators.0",
    ],
    ["fewer nodes than zones", stack({ ...creation, nodes: { minimum: 2 } }), "cluster.nodes.minimum"],
    ["days that CloudWatch does not know", stack({ ...creation, logRetentionDays: 42 }), "cluster.logRetentionDays"],
    [
      "a restricted endpoint without ranges",
      stack({ ...creation, endpoint: { access: "restricted", authorisedRanges: [] } }),
      "cluster.endpoint.authorisedRanges",
    ],
    [
      "ranges of a private endpoint",
      stack({ ...creation, endpoint: { access: "private", authorisedRanges: [] } }),
      "cluster.endpoint",
    ],
    [
      "an adopted VPC without its range",
      stack({ ...adoption, network: { ...section(adoption, "network"), range: undefined } }),
      "cluster.network.range",
    ],
    ["a key's id in the place of its ARN", stack({ ...adoption, volumesKeyArn: "mrk-0a1b" }), "cluster.volumesKeyArn"],
    ["an unknown key", stack({ ...creation, colour: "blue" }), "cluster"],
    [
      "an id of something else",
      stack({ ...adoption, network: { ...section(adoption, "network"), vpcId: "subnet-0a1b2c3d" } }),
      "cluster.network.vpcId",
    ],
  ];
  for (const [title, value, path] of wrong) {
    it(`refuse ${title}`, () => assert.deepEqual(refused(value), [path]));
  }
});

function section(of: Section, key: string): Section {
  const value = of[key];
  return typeof value === "object" && value !== null ? { ...value } : {};
}

describe("rules of EKS", () => {
  const clashes: readonly (readonly [string, Section, string, string])[] = [
    [
      "a zone outside the region",
      stack({ ...creation, zones: ["eu-west-1a", "eu-west-2b", "eu-west-1c"] }),
      "cluster.zones[1]",
      "is outside the region eu-west-1",
    ],
    [
      "an adopted zone outside the region",
      stack({ ...adoption, zones: ["eu-west-1a", "eu-west-1b", "eu-central-1c"] }),
      "cluster.zones[2]",
      "is outside the region eu-west-1",
    ],
    [
      "a zone twice",
      stack({ ...creation, zones: ["eu-west-1a", "eu-west-1b", "eu-west-1a"] }),
      "cluster.zones[2]",
      "stands there twice",
    ],
    [
      "backups in the same region",
      stack(creation, { backupRegion: "eu-west-1" }),
      "backupRegion",
      "is the region of the cluster",
    ],
    [
      "a backup region of another partition",
      stack(creation, { backupRegion: "cn-north-1" }),
      "backupRegion",
      "is outside the partition aws",
    ],
    [
      "Services within the VPC",
      stack({ ...creation, network: { services: "10.0.128.0/20" } }),
      "cluster.network.services",
      "overlaps cluster.network.range, 10.0.0.0/16",
    ],
    [
      "Services around the adopted VPC",
      stack({ ...adoption, network: { ...section(adoption, "network"), services: "10.0.0.0/12" } }),
      "cluster.network.services",
      "overlaps cluster.network.range, 10.0.0.0/22",
    ],
    [
      "public Services",
      stack({ ...creation, network: { services: "100.64.0.0/16" } }),
      "cluster.network.services",
      "is not private",
    ],
    [
      "Services half private",
      stack({ ...creation, network: { services: "192.160.0.0/12" } }),
      "cluster.network.services",
      "is not private",
    ],
    [
      "the internet as authorised",
      restricted("0.0.0.0/0"),
      "cluster.endpoint.authorisedRanges[0]",
      "opens the API server to the internet",
    ],
    [
      "half the internet as authorised",
      restricted("128.0.0.0/1"),
      "cluster.endpoint.authorisedRanges[0]",
      "opens the API server to the internet",
    ],
    [
      "a private range as authorised",
      restricted("10.0.0.0/8"),
      "cluster.endpoint.authorisedRanges[0]",
      "is not public",
    ],
    [
      "the range of a documentation as authorised",
      restricted("203.0.113.0/24"),
      "cluster.endpoint.authorisedRanges[0]",
      "is not public",
    ],
    [
      "a public range as a connected network",
      connected("8.8.8.0/24"),
      "cluster.endpoint.connectedRanges[0]",
      "is not private",
    ],
    [
      "a connected network at the addresses of the VPC",
      connected("10.0.64.0/24"),
      "cluster.endpoint.connectedRanges[0]",
      "overlaps cluster.network.range, 10.0.0.0/16",
    ],
    [
      "a public VPC",
      stack({ ...creation, network: { range: "11.0.0.0/16" } }),
      "cluster.network.range",
      "is not private",
    ],
    [
      "a maximum below the minimum",
      stack({ ...creation, nodes: { minimum: 9 } }),
      "cluster.nodes.maximum",
      "is below the minimum of 9",
    ],
    [
      "more nodes than addresses",
      stack({ ...creation, network: { range: "10.0.0.0/20" }, nodes: { maximum: 28 } }),
      "cluster.network.range",
      "gives a zone 1019 addresses, and 28 nodes with their pods need 1110",
    ],
    [
      "Graviton with an x86 image",
      stack({ ...creation, nodes: { machineTypes: ["m6i.large", "m7g.large"] } }),
      "cluster.nodes.machineTypes[1]",
      "does not run the image AL2023_x86_64_STANDARD",
    ],
    [
      "x86 with a Graviton image",
      stack({ ...creation, nodes: { image: "BOTTLEROCKET_ARM_64", machineTypes: ["g5.xlarge"] } }),
      "cluster.nodes.machineTypes[0]",
      "does not run the image BOTTLEROCKET_ARM_64",
    ],
    [
      "an administrator twice",
      stack({ ...creation, administrators: ["arn:aws:iam::111122223333:role/a", "arn:aws:iam::111122223333:role/a"] }),
      "cluster.administrators[1]",
      "stands there twice",
    ],
  ];
  for (const [title, value, path, problem] of clashes) {
    it(`refuse ${title}`, () => assert.deepEqual(contradictions(value), [[path, problem]]));
  }

  const fits: readonly (readonly [string, Section])[] = [
    ["an adopted cluster", stack(adoption)],
    ["China", china()],
    ["as many nodes as addresses", stack({ ...creation, network: { range: "10.0.0.0/20" }, nodes: { maximum: 27 } })],
    ["Services beside the VPC", stack({ ...creation, network: { range: "10.0.0.0/16", services: "10.1.0.0/16" } })],
    [
      "an adopted VPC at public addresses",
      stack({ ...adoption, network: { ...section(adoption, "network"), range: "11.0.0.0/16" } }),
    ],
    ["the addresses of a VPN", connected("192.168.100.0/24", "172.16.0.0/16")],
    ["a range of an office", restricted("203.0.114.0/24", "8.8.8.8/32")],
    ...["a1.large", "t4g.small", "c7gn.large", "im4gn.large", "g5g.xlarge", "r8gd.large"].map(
      (type) =>
        [
          `${type} with a Graviton image`,
          stack({ ...creation, nodes: { image: "AL2023_ARM_64_STANDARD", machineTypes: [type] } }),
        ] as const,
    ),
    ...["m7i-flex.large", "g4dn.xlarge", "g6e.xlarge", "gr6.4xlarge", "u-6tb1.metal"].map(
      (type) => [`${type} with an x86 image`, stack({ ...creation, nodes: { machineTypes: [type] } })] as const,
    ),
  ];
  for (const [title, value] of fits) {
    it(`take ${title}`, () => assert.deepEqual(contradictions(value), []));
  }

  it("say what is allowed, and how to cure it", () => {
    const faults = clashes.flatMap(([, value]) => {
      const config = eksSettings.parse(value);
      return eksRules.flatMap((rule) => rule.check(config));
    });
    assert.equal(faults.length, clashes.length);
    for (const fault of faults) assert.ok(fault.allowed.length > 0 && fault.cure.length > 0, fault.path);
  });
});

function restricted(...authorisedRanges: readonly string[]): Section {
  return stack({ ...creation, endpoint: { access: "restricted", authorisedRanges } });
}

function connected(...connectedRanges: readonly string[]): Section {
  return stack({ ...creation, endpoint: { access: "private", connectedRanges } });
}

function china(): Section {
  const zones = ["cn-north-1a", "cn-north-1b", "cn-north-1d"];
  return stack(
    { ...creation, zones },
    { region: "cn-north-1", backupRegion: "cn-northwest-1", aws: { accountId: "111122223333", partition: "aws-cn" } },
  );
}

describe("the plan of subnets", () => {
  const zones = ["a", "b", "c"];
  const vpcs = fc.tuple(fc.integer({ min: 16, max: 20 }), fc.nat(0xffffffff)).map(([prefix, address]): string => {
    const network = Math.floor(address / 2 ** (32 - prefix)) * 2 ** (32 - prefix);
    return `${[24, 16, 8, 0].map((shift) => Math.floor(network / 2 ** shift) % 256).join(".")}/${prefix}`;
  });
  const subnetsOf = (vpc: string): readonly string[] =>
    planSubnets(vpc, zones).flatMap((subnets) => [subnets.private, subnets.public]);

  it("gives a /16 private /18s and public /20s", () => {
    assert.deepEqual(planSubnets("10.0.0.0/16", zones), [
      { zone: "a", private: "10.0.0.0/18", public: "10.0.192.0/20" },
      { zone: "b", private: "10.0.64.0/18", public: "10.0.208.0/20" },
      { zone: "c", private: "10.0.128.0/18", public: "10.0.224.0/20" },
    ]);
  });

  it("never overlaps two subnets", () => {
    fc.assert(
      fc.property(vpcs, (vpc) => {
        const subnets = subnetsOf(vpc);
        return subnets.every((subnet, index) => subnets.slice(index + 1).every((other) => !overlap(subnet, other)));
      }),
    );
  });

  it("stays inside the VPC", () => {
    fc.assert(
      fc.property(vpcs, (vpc) =>
        subnetsOf(vpc).every((subnet) => overlap(vpc, subnet) && prefixOf(subnet) > prefixOf(vpc)),
      ),
    );
  });

  it("gives every subnet a range on its network address", () => {
    fc.assert(
      fc.property(vpcs, (vpc) => {
        for (const range of subnetsOf(vpc))
          assert.deepEqual(
            refused(stack({ ...creation, endpoint: { access: "restricted", authorisedRanges: [range] } })),
            [],
          );
      }),
    );
  });

  it("is the same whatever the order of the zones", () => {
    assert.deepEqual(planSubnets("10.0.0.0/16", zones.toReversed()), planSubnets("10.0.0.0/16", zones));
  });

  it("knows no fourth zone", () => {
    assert.throws(() => planSubnets("10.0.0.0/16", ["a", "b", "c", "d"]), RangeError);
  });

  it("leaves the five addresses that AWS keeps", () => assert.equal(usableAddresses("10.0.0.0/24"), 251));
});

const prefixOf = (range: string): number => Number(range.split("/")[1]);

describe("Pulumi.eks.yaml", () => {
  const file: unknown = parse(readFileSync(join(__dirname, "../../../Pulumi.eks.yaml"), "utf8"));
  const prefix = "kubernetes-best-practices:";

  it("is a valid stack without contradictions", () => {
    assert.ok(typeof file === "object" && file !== null && "config" in file);
    const { config } = file;
    assert.ok(typeof config === "object" && config !== null);
    const entries = Object.entries(config).map(([key, value]) => [key.replace(prefix, ""), value]);
    const known = Object.fromEntries(entries.filter(([key]) => key in eksSettings.shape));
    assert.deepEqual(refused(known), []);
    assert.deepEqual(contradictions(known), []);
    assert.ok(Object.keys(config).every((key) => key.startsWith(prefix)));
  });
});
