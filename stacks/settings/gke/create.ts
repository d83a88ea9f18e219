import { z } from "zod";
import { removals } from "../../clusters/removal";
import { ipv4Range } from "../fields";
import { setting } from "../setting";
import { rangeSettings, sharedSettings } from "./shared";

/** Release channels, from the newest Kubernetes to the longest support. */
export const releaseChannels = ["RAPID", "REGULAR", "STABLE", "EXTENDED"] as const;

/** How eagerly nodes are taken away: late, or as soon as their pods fit elsewhere. */
export const autoscalingProfiles = ["BALANCED", "OPTIMIZE_UTILIZATION"] as const;

export const days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] as const;

const access = (description: string) => ({ description, allowed: "private, dns or restricted" });

/** GKE takes 50 authorised ranges in all. */
const connectedRanges = setting(
  {
    description:
      "Private addresses beside the nodes' own, such as those of a VPN, that reach the API server privately.",
    allowed: "up to 10 private IPv4 ranges, on their network address",
  },
  z.array(ipv4Range(0, 32)).max(10).default([]),
);

const endpoint = z.discriminatedUnion("access", [
  z.strictObject({
    access: setting(
      access(
        "Who reaches the API server: the nodes' network alone, from which stacks are then deployed; by dns also whom IAM admits; or named ranges.",
      ),
      z.literal("private"),
    ),
    connectedRanges,
  }),
  z.strictObject({
    access: setting(
      access("The nodes' network, and from anywhere at a DNS name whom IAM admits (container.clusters.connect)."),
      z.literal("dns"),
    ),
    connectedRanges,
  }),
  z.strictObject({
    access: setting(access("The nodes' network and the ranges below reach the API server."), z.literal("restricted")),
    connectedRanges,
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
  machineType: setting(
    {
      description: "Machine type of the system nodes; it must be offered in all three zones.",
      allowed: "a Compute Engine machine type with 2 or more vCPUs, such as e2-standard-4",
      change: "replaces nodes",
    },
    z
      .string()
      .regex(/^[a-z]\d[a-z]*-[a-z]+(-[a-z0-9]+)*$/)
      .default("e2-standard-4"),
  ),
  minimumPerZone: setting(
    { description: "Fewest system nodes in each zone; the first number at creation.", allowed: "1 to 50" },
    z.int().min(1).max(50).default(1),
  ),
  maximumPerZone: setting(
    { description: "Most system nodes in each zone.", allowed: "1 to 50, at least the minimum" },
    z.int().min(1).max(50).default(3),
  ),
  diskGiB: setting(
    { description: "Encrypted disk of a node, in GiB.", allowed: "50 to 2000", change: "replaces nodes" },
    z.int().min(50).max(2000).default(100),
  ),
});

const autoscaling = z.strictObject({
  profile: setting(
    {
      description: "How soon nodes are removed: with room to spare, or when their pods fit elsewhere.",
      allowed: autoscalingProfiles.join(" or "),
    },
    z.enum(autoscalingProfiles).default("BALANCED"),
  ),
  maximumCpu: setting(
    { description: "Most vCPUs of all nodes together, system nodes included.", allowed: "12 to 100000" },
    z.int().min(12).max(100_000).default(1000),
  ),
  maximumMemoryGiB: setting(
    { description: "Most memory of all nodes together, system nodes included, in GiB.", allowed: "48 to 400000" },
    z.int().min(48).max(400_000).default(4000),
  ),
});

const maintenance = z.strictObject({
  days: setting(
    {
      description: "Days on which GKE may upgrade the cluster and its nodes.",
      allowed: `one or more of ${days.join(", ")}, each once`,
    },
    z.array(z.enum(days)).min(1).max(7).default(["Saturday", "Sunday"]),
  ),
  start: setting(
    { description: "Time at which the window opens, in UTC.", allowed: "HH:MM, 00:00 to 23:59, in quotes" },
    z
      .string()
      .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
      .default("02:00"),
  ),
  hours: setting(
    { description: "Length of the window, in hours.", allowed: "4 to 24, and 12 or more in a week" },
    z.int().min(4).max(24).default(8),
  ),
});

/** A cluster that this stack makes. */
export const gkeCreate = z.strictObject({
  mode: setting({ description: "The cluster is made by this stack.", allowed: "create or adopt" }, z.literal("create")),
  ...sharedSettings,
  removal: setting(
    {
      description: "What becomes of the cluster when it leaves the program: refused, left running, or deleted.",
      allowed: removals.join(", "),
    },
    z.enum(removals).default("protect"),
  ),
  releaseChannel: setting(
    {
      description: "Release channel: which Kubernetes GKE upgrades the cluster and its nodes to.",
      allowed: releaseChannels.join(", "),
    },
    z.enum(releaseChannels).default("REGULAR"),
  ),
  maintenance: setting(
    { description: "Weekly window of the upgrades that GKE makes by itself.", allowed: "a section" },
    maintenance.prefault({}),
  ),
  network: setting(
    { description: "VPC of the cluster and its address ranges.", allowed: "a section" },
    z.strictObject(rangeSettings).prefault({}),
  ),
  endpoint: setting(
    { description: "Reach of the API server.", allowed: "a section with the key `access`" },
    endpoint.prefault({ access: "private" }),
  ),
  nodes: setting({ description: "The node pool of the system pods.", allowed: "a section" }, nodes.prefault({})),
  autoscaling: setting(
    { description: "Bounds of node auto-provisioning.", allowed: "a section" },
    autoscaling.prefault({}),
  ),
  workloadLogs: setting(
    {
      description: "Whether Cloud Logging keeps the pods' logs too, beside those of the system and the control plane.",
      allowed: "true or false",
    },
    z.boolean().default(true),
  ),
  binaryAuthorization: setting(
    {
      description: "Whether only images run that the project's Binary Authorization policy admits.",
      allowed: "true or false",
    },
    z.boolean().default(false),
  ),
});
