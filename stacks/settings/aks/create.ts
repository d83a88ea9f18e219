import { z } from "zod";
import { removals } from "../../clusters/removal";
import { ipv4Range } from "../fields";
import { setting } from "../setting";
import { guid, ranges, shared } from "./shared";

/** Ways in which kubelogin proves to Entra ID who deploys. */
export const logins = ["azurecli", "workloadidentity", "spn", "msi"] as const;

const days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] as const;

const network = z.strictObject({
  ...ranges,
  ingressPorts: setting(
    {
      description: "TCP ports at which load balancers of the cluster admit the internet; none keeps it out.",
      allowed: "up to 20 ports of 1 to 65535, such as 443",
    },
    z.array(z.int().min(1).max(65535)).max(20).default([]),
  ),
  egressAddresses: setting(
    {
      description: "Public addresses that the nodes' outbound connections share; each serves 64,000 at a time.",
      allowed: "1 to 16",
    },
    z.int().min(1).max(16).default(2),
  ),
});

const endpoint = z.discriminatedUnion("access", [
  z.strictObject({
    access: setting(
      {
        description:
          "Who reaches the API server: networks connected to its own, from which stacks are then deployed, or named ranges too.",
        allowed: "private or restricted",
        change: "replaces the cluster",
      },
      z.literal("private"),
    ),
  }),
  z.strictObject({
    access: setting(
      {
        description: "The virtual network and the ranges below reach the API server.",
        allowed: "private or restricted",
        change: "replaces the cluster",
      },
      z.literal("restricted"),
    ),
    authorisedRanges: setting(
      {
        description: "Public addresses, such as those of an office or of CI, that reach the API server.",
        allowed: "1 to 200 public IPv4 ranges of /8 to /32, on their network address",
      },
      z.array(ipv4Range(0, 32)).min(1).max(200),
    ),
  }),
]);

const nodes = z.strictObject({
  size: setting(
    {
      description: "Virtual machine of the system nodes; it must offer encryption at host and trusted launch.",
      allowed: "an Azure size with 4 or more vCPUs, such as Standard_D4ds_v5",
      change: "create time only",
    },
    z
      .string()
      .regex(/^Standard_[A-Z]+\d+[a-z]*(_v\d+)?$/)
      .default("Standard_D4ds_v5"),
  ),
  count: setting(
    { description: "System nodes, spread over the zones; other nodes come and go by themselves.", allowed: "3 to 30" },
    z.int().min(3).max(30).default(3),
  ),
  diskGiB: setting(
    { description: "Encrypted disk of a system node, in GiB.", allowed: "64 to 2048", change: "create time only" },
    z.int().min(64).max(2048).default(128),
  ),
});

const maintenance = z.strictObject({
  day: setting(
    { description: "Day on which patches of Kubernetes and of the nodes' system start.", allowed: days.join(", ") },
    z.enum(days).default("Sunday"),
  ),
  start: setting(
    { description: "Time at which the window opens.", allowed: "HH:MM, 00:00 to 23:59, in quotes" },
    z
      .string()
      .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
      .default("02:00"),
  ),
  utcOffset: setting(
    { description: "Offset of that time from UTC.", allowed: "+HH:MM or -HH:MM, in quotes" },
    z
      .string()
      .regex(/^[+-](0\d|1[0-4]):[0-5]\d$/)
      .default("+00:00"),
  ),
  hours: setting(
    { description: "Length of the window, in hours.", allowed: "4 to 24" },
    z.int().min(4).max(24).default(6),
  ),
});

export const create = z.strictObject({
  mode: setting({ description: "The cluster is made by this stack.", allowed: "create or adopt" }, z.literal("create")),
  ...shared,
  removal: setting(
    {
      description: "What becomes of the cluster when it leaves the program: refused, left running, or deleted.",
      allowed: removals.join(", "),
    },
    z.enum(removals).default("protect"),
  ),
  administrators: setting(
    {
      description: "Groups of Entra ID that administer the cluster; who deploys the stack belongs to one of them.",
      allowed: "1 to 20 object ids of groups",
      cure: "take it from `az ad group show --group NAME --query id`",
    },
    z.array(guid()).min(1).max(20),
  ),
  login: setting(
    {
      description: "How kubelogin proves who deploys; each way but azurecli reads the AZURE_* variables.",
      allowed: logins.join(", "),
    },
    z.enum(logins).default("azurecli"),
  ),
  network: setting(
    { description: "Virtual network of the cluster and its address ranges.", allowed: "a section" },
    network.prefault({}),
  ),
  endpoint: setting(
    { description: "Reach of the API server.", allowed: "a section with the key `access`" },
    endpoint.default({ access: "private" }),
  ),
  nodes: setting({ description: "The node pool of the system pods.", allowed: "a section" }, nodes.prefault({})),
  maintenance: setting(
    { description: "Weekly window of the upgrades that Azure makes by itself.", allowed: "a section" },
    maintenance.prefault({}),
  ),
  logRetentionDays: setting(
    { description: "Days for which audit and control-plane logs are kept.", allowed: "30 to 730" },
    z.int().min(30).max(730).default(90),
  ),
});
