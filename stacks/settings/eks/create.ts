import { z } from "zod";
import {
  accessSetting,
  authorisedRangesSetting,
  connectedRangesSetting,
  createMode,
  diskDescription,
  endpointSection,
  logRetentionSetting,
  networkSection,
  newRange,
  nodesSection,
  removalSetting,
} from "../cluster";
import { choice, flag, wholeNumber } from "../fields";
import { setting } from "../setting";
import { eksRanges, eksShared } from "./shared";

/** Images of the system nodes, as EKS names them. */
const nodeImages = [
  "AL2023_x86_64_STANDARD",
  "AL2023_ARM_64_STANDARD",
  "BOTTLEROCKET_x86_64",
  "BOTTLEROCKET_ARM_64",
] as const;

/** Days for which CloudWatch can keep logs. */
const logRetentions = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

const network = z.strictObject({
  ...eksRanges(newRange),
  nat: choice(
    { description: "NAT gateways: one per zone, or a single one that costs a third and fails with its zone." },
    z.enum(["per-zone", "single"]).default("per-zone"),
  ),
});

const accesses = ["private", "restricted"];

/** EKS takes 40 authorised ranges. */
const endpoint = z.discriminatedUnion("access", [
  z.strictObject({ access: accessSetting("private", accesses), connectedRanges: connectedRangesSetting }),
  z.strictObject({
    access: accessSetting("restricted", accesses),
    connectedRanges: connectedRangesSetting,
    authorisedRanges: authorisedRangesSetting(40),
  }),
]);

const nodes = z.strictObject({
  image: choice(
    {
      description: "Image of the system nodes; EKS keeps its release current within the Kubernetes version.",
      change: "replaces nodes",
    },
    z.enum(nodeImages).default("AL2023_x86_64_STANDARD"),
  ),
  machineTypes: setting(
    {
      description: "Machine types (instance types) of the system nodes, in order of preference.",
      allowed: "1 to 20 EC2 instance types of the image's processor, such as m6i.large",
      change: "replaces nodes",
    },
    z
      .array(z.string().regex(/^[a-z][a-z0-9-]*\.[a-z0-9-]+$/))
      .min(1)
      .max(20)
      .default(["m6i.large"]),
  ),
  minimum: wholeNumber(
    { description: "Fewest system nodes; the first number at creation." },
    { least: 3, most: 100, usual: 3, note: ", at least one per zone" },
  ),
  maximum: wholeNumber(
    { description: "Most system nodes." },
    { least: 3, most: 100, usual: 6, note: ", at least the minimum" },
  ),
  diskGiB: wholeNumber(
    { description: diskDescription, change: "replaces nodes" },
    { least: 20, most: 1000, usual: 50 },
  ),
  dedicated: flag(
    {
      description:
        "Keeps the system nodes for system pods with the taint CriticalAddonsOnly; others then need Karpenter.",
    },
    false,
  ),
});

/** A cluster that this stack makes. */
export const eksCreate = z.strictObject({
  mode: createMode,
  ...eksShared,
  removal: removalSetting,
  network: networkSection(network.prefault({})),
  endpoint: endpointSection(endpoint.prefault({ access: "private" })),
  administrators: setting(
    {
      description: "Roles that administer the cluster, beside the one that creates it: EKS admits that one by itself.",
      allowed: "ARNs of IAM roles, at most 50",
      cure: "name the role's ARN, without the session of an assumed role",
    },
    z
      .array(z.string().regex(/^arn:(aws|aws-cn|aws-us-gov):iam::\d{12}:role\/[\w+=,.@/-]+$/))
      .max(50)
      .default([]),
  ),
  logRetentionDays: logRetentionSetting(
    "the control plane and of the network's traffic",
    logRetentions.join(", "),
    z.literal([...logRetentions]).default(90),
  ),
  nodes: nodesSection(nodes.prefault({})),
  autoscalingRole: setting(
    {
      description: "EC2 Auto Scaling's service-linked role, which decrypts the nodes' disks: one per account.",
      allowed: "existing, or create in an account that has never used Auto Scaling",
    },
    z.enum(["existing", "create"]).default("existing"),
  ),
});
