import { z } from "zod";
import { removals } from "../../clusters/removal";
import { ipv4Range } from "../fields";
import { setting } from "../setting";
import { rangeSettings, sharedSettings } from "./shared";

/** Images of the system nodes, as EKS names them. */
export const nodeImages = [
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
  ...rangeSettings,
  nat: setting(
    {
      description: "NAT gateways: one per zone, or a single one that costs a third and fails with its zone.",
      allowed: "per-zone or single",
    },
    z.enum(["per-zone", "single"]).default("per-zone"),
  ),
});

const endpoint = z.discriminatedUnion("access", [
  z.strictObject({
    access: setting(
      {
        description:
          "Who reaches the API server: the VPC alone, from which stacks are then deployed, or named ranges too.",
        allowed: "private or restricted",
      },
      z.literal("private"),
    ),
  }),
  z.strictObject({
    access: setting(
      { description: "The VPC and the ranges below reach the API server.", allowed: "private or restricted" },
      z.literal("restricted"),
    ),
    authorisedRanges: setting(
      {
        description: "Public addresses, such as those of an office or of CI, that reach the API server.",
        allowed: "1 to 40 public IPv4 ranges of /8 to /32, on their network address",
      },
      z.array(ipv4Range(0, 32)).min(1).max(40),
    ),
  }),
]);

const nodes = z.strictObject({
  image: setting(
    {
      description: "Image of the system nodes; EKS keeps its release current within the Kubernetes version.",
      allowed: nodeImages.join(", "),
      change: "replaces nodes",
    },
    z.enum(nodeImages).default("AL2023_x86_64_STANDARD"),
  ),
  instanceTypes: setting(
    {
      description: "Instance types of the system nodes, in order of preference.",
      allowed: "1 to 20 EC2 instance types of the image's processor, such as m6i.large",
      change: "replaces nodes",
    },
    z
      .array(z.string().regex(/^[a-z][a-z0-9-]*\.[a-z0-9-]+$/))
      .min(1)
      .max(20)
      .default(["m6i.large"]),
  ),
  minimum: setting(
    { description: "Fewest system nodes; the first number at creation.", allowed: "3 (one per zone) to 100" },
    z.int().min(3).max(100).default(3),
  ),
  maximum: setting(
    { description: "Most system nodes.", allowed: "3 to 100, at least the minimum" },
    z.int().min(3).max(100).default(6),
  ),
  diskGiB: setting(
    { description: "Encrypted disk of a node, in GiB.", allowed: "20 to 1000", change: "replaces nodes" },
    z.int().min(20).max(1000).default(50),
  ),
  dedicated: setting(
    {
      description:
        "Keeps the system nodes for system pods with the taint CriticalAddonsOnly; others then need Karpenter.",
      allowed: "true or false",
    },
    z.boolean().default(false),
  ),
});

/** A cluster that this stack makes. */
export const eksCreate = z.strictObject({
  mode: setting({ description: "The cluster is made by this stack.", allowed: "create or adopt" }, z.literal("create")),
  ...sharedSettings,
  removal: setting(
    {
      description: "What becomes of the cluster when it leaves the program: refused, left running, or deleted.",
      allowed: removals.join(", "),
    },
    z.enum(removals).default("protect"),
  ),
  network: setting(
    { description: "VPC of the cluster and its address ranges.", allowed: "a section" },
    network.prefault({}),
  ),
  endpoint: setting(
    { description: "Reach of the API server.", allowed: "a section with the key `access`" },
    endpoint.default({ access: "private" }),
  ),
  admins: setting(
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
  logRetentionDays: setting(
    { description: "Days for which control-plane and flow logs are kept.", allowed: logRetentions.join(", ") },
    z.literal([...logRetentions]).default(90),
  ),
  nodes: setting(
    { description: "The managed node group of the system pods.", allowed: "a section" },
    nodes.prefault({}),
  ),
  autoscalingRole: setting(
    {
      description: "EC2 Auto Scaling's service-linked role, which decrypts the nodes' disks: one per account.",
      allowed: "existing, or create in an account that has never used Auto Scaling",
    },
    z.enum(["existing", "create"]).default("existing"),
  ),
});
