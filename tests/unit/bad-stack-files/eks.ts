import type { BadStackFile } from "./bad-stack-file";
import { adoptedEks, eks } from "./good";

export const badEksFiles: readonly BadStackFile[] = [
  {
    title: "a zone outside the region",
    good: eks,
    changes: { "cluster.zones[1]": "eu-central-1a" },
    faults: [["cluster.zones[1]", '"eu-central-1a" is outside the region eu-west-1', "zones of eu-west-1"]],
  },
  {
    title: "a zone named twice",
    good: eks,
    changes: { "cluster.zones[2]": "eu-west-1a" },
    faults: [["cluster.zones[2]", '"eu-west-1a" stands there twice', "three different zones"]],
  },
  {
    title: "two zones",
    good: eks,
    changes: { "cluster.zones": ["eu-west-1a", "eu-west-1b"] },
    faults: [["cluster.zones", '["eu-west-1a","eu-west-1b"] is not allowed', "three zones of the region"]],
  },
  {
    title: "a backup region that is the home region",
    good: eks,
    changes: { backupRegion: "eu-west-1" },
    faults: [["backupRegion", '"eu-west-1" is the region of the cluster', "another region"]],
  },
  {
    title: "regions of two partitions",
    good: eks,
    changes: { backupRegion: "cn-north-1" },
    faults: [["backupRegion", '"cn-north-1" is outside the partition aws', "regions of aws"]],
  },
  {
    title: "Services within the VPC",
    good: eks,
    changes: { "cluster.network.range": "10.0.0.0/16", "cluster.network.services": "10.0.128.0/20" },
    faults: [
      ["cluster.network.services", '"10.0.128.0/20" overlaps cluster.network.range, 10.0.0.0/16', "share no address"],
    ],
  },
  {
    title: "Services at public addresses",
    good: eks,
    changes: { "cluster.network.services": "11.0.0.0/16" },
    faults: [["cluster.network.services", '"11.0.0.0/16" is not private', "172.16.0.0/12"]],
  },
  {
    title: "a VPC range that is not on its network address",
    good: eks,
    changes: { "cluster.network.range": "10.0.0.1/16" },
    faults: [["cluster.network.range", '"10.0.0.1/16" is not allowed', "an IPv4 range of /16 to /20"]],
  },
  {
    title: "a VPC too small for its nodes and their pods",
    good: eks,
    changes: { "cluster.network.range": "10.0.0.0/20", "cluster.nodes.maximum": 60 },
    faults: [["cluster.network.range", "60 nodes with their pods need", "widen it"]],
  },
  {
    title: "an API server open to the internet",
    good: eks,
    changes: { "cluster.endpoint": { access: "restricted", authorisedRanges: ["0.0.0.0/0"] } },
    faults: [["cluster.endpoint.authorisedRanges[0]", '"0.0.0.0/0" opens the API server to the internet', "/8 to /32"]],
  },
  {
    title: "an authorised range that is private",
    good: eks,
    changes: { "cluster.endpoint": { access: "restricted", authorisedRanges: ["203.0.114.0/24", "10.1.0.0/16"] } },
    faults: [["cluster.endpoint.authorisedRanges[1]", '"10.1.0.0/16" is not public', "connectedRanges"]],
  },
  {
    title: "authorised ranges beside a private endpoint",
    good: eks,
    changes: { "cluster.endpoint": { access: "private", authorisedRanges: ["203.0.114.0/24"] } },
    faults: [
      ["cluster.endpoint.authorisedRanges", "belongs to cluster.endpoint.access restricted", "access is private"],
    ],
  },
  {
    title: "fewer nodes at most than at least",
    good: eks,
    changes: { "cluster.nodes": { minimum: 9, maximum: 6 } },
    faults: [["cluster.nodes.maximum", "6 is below the minimum of 9", "9 to 100"]],
  },
  {
    title: "machine types of another processor than the image",
    good: eks,
    changes: { "cluster.nodes": { image: "BOTTLEROCKET_ARM_64", machineTypes: ["m7g.large", "m6i.large"] } },
    faults: [["cluster.nodes.machineTypes[1]", '"m6i.large" does not run the image BOTTLEROCKET_ARM_64', "Graviton"]],
  },
  {
    title: "an administrator named twice",
    good: eks,
    changes: {
      "cluster.administrators": ["arn:aws:iam::111122223333:role/admin", "arn:aws:iam::111122223333:role/admin"],
    },
    faults: [["cluster.administrators[1]", "stands there twice", "each role once"]],
  },
  {
    title: "an administrator that is a session, not a role",
    good: eks,
    changes: { "cluster.administrators": ["arn:aws:sts::111122223333:assumed-role/admin/me"] },
    faults: [["cluster.administrators[0]", "assumed-role/admin/me", "ARNs of IAM roles", "without the session"]],
  },
  {
    title: "a Kubernetes version out of standard support",
    good: eks,
    changes: { "cluster.version": "1.29" },
    faults: [["cluster.version", '"1.29"', "standard support of EKS: 1.34, 1.35, 1.36"]],
  },
  {
    title: "a log retention that CloudWatch does not offer",
    good: eks,
    changes: { "cluster.logRetentionDays": 100 },
    faults: [["cluster.logRetentionDays", "100 is not allowed", "60, 90, 120"]],
  },
  {
    title: "an adopted cluster without its facts",
    good: adoptedEks,
    changes: { "cluster.network": undefined, "cluster.issuer": undefined },
    faults: [
      ["cluster.network", "is missing", "add it to the stack file"],
      ["cluster.issuer", "is missing", "an https address"],
    ],
  },
  {
    title: "an adopted cluster with facts of the wrong kind",
    good: adoptedEks,
    changes: {
      "cluster.volumesKeyArn": "alias/volumes",
      "cluster.network.vpcId": "10.0.0.0/16",
      "cluster.network.privateSubnetIds": ["subnet-1"],
    },
    faults: [
      ["cluster.network.vpcId", '"10.0.0.0/16" is not allowed', "vpc-…"],
      ["cluster.network.privateSubnetIds", "at least three ids"],
      ["cluster.network.privateSubnetIds[0]", '"subnet-1" is not allowed'],
      ["cluster.volumesKeyArn", '"alias/volumes" is not allowed', "the ARN of a KMS key"],
    ],
  },
  {
    title: "settings of a created cluster on an adopted one",
    good: adoptedEks,
    changes: { "cluster.nodes": { minimum: 3 }, "cluster.network.nat": "single" },
    faults: [
      ["cluster.network.nat", '"single" belongs to cluster.mode create', "cluster.mode is adopt here"],
      ["cluster.nodes", "belongs to cluster.mode create", "cluster.mode is adopt here"],
    ],
  },
];
