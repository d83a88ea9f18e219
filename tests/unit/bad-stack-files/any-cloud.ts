import type { BadStackFile } from "./bad-stack-file";
import { eks } from "./good";

/** Faults that every cloud's stack file can have, shown on one. */
export const badFilesOfAnyCloud: readonly BadStackFile[] = [
  {
    title: "nothing at all",
    good: {},
    changes: {},
    faults: [
      ["cloud", "is missing", "gke, eks, aks", "add it to the stack file"],
      ["namespaces", "is missing", "a map of name and settings"],
    ],
  },
  {
    title: "no cloud, and other faults",
    good: eks,
    changes: { cloud: undefined, tags: { Owner: "platform" }, regoin: "eu-west-1" },
    faults: [
      ["cloud", "is missing", "gke, eks, aks"],
      ["tags.Owner", '"Owner" is not a valid name', "lower-case letters", "rename it"],
      ["regoin", "is not a setting", "did you mean region?"],
    ],
  },
  {
    title: "a cloud by another name",
    good: eks,
    changes: { cloud: "aws" },
    faults: [["cloud", '"aws" is not allowed', "gke, eks, aks"]],
  },
  {
    title: "a misspelt cloud",
    good: eks,
    changes: { cloud: "azure-aks" },
    faults: [["cloud", '"azure-aks" is not allowed', "gke, eks, aks"]],
  },
  {
    title: "required settings left out",
    good: { cloud: "eks" },
    changes: {},
    faults: [
      ["namespaces", "is missing"],
      ["region", "is missing", "an AWS region", "add it to the stack file"],
      ["backupRegion", "is missing", "another AWS region"],
      ["aws", "is missing"],
      ["cluster", "is missing", "the key `mode`"],
    ],
  },
  {
    title: "required settings left to the CLI's empty defaults",
    good: eks,
    changes: { region: "", backupRegion: "", aws: {}, cluster: {} },
    faults: [
      ["region", "is missing"],
      ["backupRegion", "is missing"],
      ["aws", "is missing"],
      ["cluster", "is missing"],
    ],
  },
  {
    title: "a key without a value",
    good: eks,
    changes: { "cluster.zones": null },
    faults: [["cluster.zones", "is empty", "three zones", "give it a value, or remove the key"]],
  },
  {
    title: "numbers that must be in quotes",
    good: eks,
    changes: { "aws.accountId": 111122223333, "cluster.version": 1.36 },
    faults: [
      ["aws.accountId", "111122223333 is a number, not text", "12 digits", "put it in quotes"],
      ["cluster.version", "1.36 is a number, not text", "1.34, 1.35, 1.36", "put it in quotes"],
    ],
  },
  {
    title: "values of the wrong type",
    good: eks,
    changes: {
      "cluster.name": ["production"],
      "cluster.zones": "eu-west-1a",
      "cluster.nodes": { minimum: "3", maximum: 4.5, dedicated: "yes" },
    },
    faults: [
      ["cluster.name", '["production"] is a list, not text'],
      ["cluster.zones", '"eu-west-1a" is text, not a list'],
      ["cluster.nodes.minimum", '"3" is text, not a number', "3 to 100, at least one per zone"],
      ["cluster.nodes.maximum", "4.5", "3 to 100"],
      ["cluster.nodes.dedicated", '"yes" is text, not true or false'],
    ],
  },
  {
    title: "a section that is a text",
    good: eks,
    changes: { cluster: "production" },
    faults: [["cluster", '"production" is text, not a section', "the key `mode`"]],
  },
  {
    title: "a misspelt key at the top",
    good: eks,
    changes: { backup_regions: "eu-north-1" },
    faults: [["backup_regions", '"eu-north-1" is not a setting', "did you mean backupRegion?"]],
  },
  {
    title: "misspelt keys at every level",
    good: eks,
    changes: { tag: {}, "aws.acountId": "1", "cluster.removals": "retain", "cluster.nodes.diskGib": 50 },
    faults: [
      ["aws.acountId", '"1" is not a setting', "accountId, partition", "did you mean accountId?"],
      ["cluster.nodes.diskGib", "50 is not a setting", "did you mean diskGiB?"],
      ["cluster.removals", '"retain" is not a setting', "did you mean removal?"],
      ["tag", "{} is not a setting", "did you mean tags?"],
    ],
  },
  {
    title: "a key like no other",
    good: eks,
    changes: { "cluster.hypervisor": "xen" },
    faults: [["cluster.hypervisor", '"xen" is not a setting', "mode, name, version, zones", "remove it"]],
  },
  {
    title: "a key in the wrong section",
    good: eks,
    changes: { zones: ["eu-west-1a"], "cluster.region": "eu-west-1" },
    faults: [
      ["cluster.region", '"eu-west-1" is not a setting here', "move it to region"],
      ["zones", '["eu-west-1a"] is not a setting here', "move it to cluster.zones"],
    ],
  },
  {
    title: "the account of another cloud",
    good: eks,
    changes: { gcp: { project: "example-project" } },
    faults: [["gcp", "belongs to cloud gke", "remove it; cloud is eks here"]],
  },
  {
    title: "a wrong mode, and other faults of the cluster",
    good: eks,
    changes: { "cluster.mode": "crate", "cluster.name": "Production", "cluster.zoness": [] },
    faults: [
      ["cluster.mode", '"crate" is not allowed', "create, adopt", "did you mean create?"],
      ["cluster.name", '"Production" is not allowed', "lower-case letters"],
      ["cluster.zoness", "is not a setting", "did you mean zones?"],
    ],
  },
  {
    title: "no mode",
    good: eks,
    changes: { "cluster.mode": undefined },
    faults: [["cluster.mode", "is missing", "create, adopt", "add it to the stack file"]],
  },
  {
    title: "tags that a cloud would refuse",
    good: eks,
    changes: { tags: { Owner: "platform", "cost-centre": "R & D", "goog-team": "x" } },
    faults: [
      ["tags.Owner", '"Owner" is not a valid name', "a letter first"],
      ["tags.cost-centre", '"R & D" is not allowed', "write it in lower case"],
      ["tags.goog-team", '"goog-team" is not a valid name', "not `goog`"],
    ],
  },
  {
    title: "a wrong type and a contradiction that has nothing to do with it",
    good: eks,
    changes: { "cluster.name": 7, backupRegion: "eu-west-1" },
    faults: [
      ["backupRegion", "is the region of the cluster"],
      ["cluster.name", "7 is a number, not text", "put it in quotes"],
    ],
  },
  {
    title: "a wrong value, without the contradictions that it would only seem to have",
    good: eks,
    changes: { region: "Ireland" },
    faults: [["region", '"Ireland" is not allowed', "such as eu-west-1"]],
  },
  {
    title: "faults of every kind at once, in the order of the schema",
    good: eks,
    changes: {
      regoin: "eu-west-1",
      "cluster.zones": ["eu-west-1a", "eu-central-1b", "eu-west-1a"],
      "cluster.version": 1.36,
      "aws.accountId": undefined,
      backupRegion: "eu-west-1",
      tags: { Owner: "platform" },
      "cluster.context": "production",
      "aws:region": "us-east-1",
    },
    faults: [
      ["tags.Owner", "is not a valid name"],
      ["backupRegion", "is the region of the cluster"],
      ["aws", "is missing"],
      ["cluster.version", "1.36"],
      ["cluster.zones[1]", "is outside the region"],
      ["cluster.zones[2]", "stands there twice"],
      ["cluster.context", "belongs to cluster.mode adopt"],
      ["regoin", "did you mean region?"],
      ["aws:region", "contradicts the setting region"],
    ],
  },
  {
    title: "the provider's region against the setting",
    good: eks,
    changes: { "aws:region": "us-east-1" },
    faults: [["aws:region", '"us-east-1" contradicts the setting region', "remove it (pulumi config rm aws:region)"]],
  },
  {
    title: "the provider's region in place of the setting",
    good: eks,
    changes: { region: undefined, "aws:region": "eu-west-1" },
    faults: [
      ["region", "is missing"],
      ["aws:region", '"eu-west-1" has no effect in place of region', "set region"],
    ],
  },
  {
    title: "a misspelt namespace",
    good: eks,
    changes: { "kubernetes-best-practice:tags": '{"owner":"platform"}' },
    faults: [
      ["kubernetes-best-practice:tags", "is not of this project", "rename it to kubernetes-best-practices:tags"],
    ],
  },
];
