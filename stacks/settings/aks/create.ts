import { z } from "zod";
import {
  accessSetting,
  authorisedRangesSetting,
  createMode,
  diskDescription,
  endpointSection,
  logRetentionSetting,
  maintenanceSection,
  networkSection,
  newRange,
  nodesSection,
  removalSetting,
  weekdays,
  windowHoursSetting,
  windowStartSetting,
} from "../cluster";
import { choice, wholeNumber } from "../fields";
import { setting } from "../setting";
import { aksRanges, aksShared, guid } from "./shared";

/** Ways in which kubelogin proves to Entra ID who deploys. */
const logins = ["azurecli", "workloadidentity", "spn", "msi"] as const;

const network = z.strictObject({
  ...aksRanges(newRange),
  ingressPorts: setting(
    {
      description: "TCP ports at which load balancers of the cluster admit the internet; none keeps it out.",
      allowed: "up to 20 ports of 1 to 65535, such as 443",
    },
    z.array(z.int().min(1).max(65535)).max(20).default([]),
  ),
  egressAddresses: wholeNumber(
    { description: "Public addresses that the nodes' outbound connections share; each serves 64,000 at a time." },
    { least: 1, most: 16, usual: 2 },
  ),
});

const accesses = ["private", "restricted"];

/** AKS takes 200 authorised ranges; connected networks need no leave, for its API server stands in the cluster's. */
const endpoint = z.discriminatedUnion("access", [
  z.strictObject({ access: accessSetting("private", accesses) }),
  z.strictObject({
    access: accessSetting("restricted", accesses),
    authorisedRanges: authorisedRangesSetting(200),
  }),
]);

const nodes = z.strictObject({
  machineType: setting(
    {
      description: "Machine type (VM size) of the system nodes; it must offer encryption at host and trusted launch.",
      allowed: "an Azure size with 4 or more vCPUs, such as Standard_D4ds_v5",
      change: "create time only",
    },
    z
      .string()
      .regex(/^Standard_[A-Z]+\d+[a-z]*(_v\d+)?$/)
      .default("Standard_D4ds_v5"),
  ),
  count: wholeNumber(
    { description: "System nodes, spread over the zones; other nodes come and go by themselves." },
    { least: 3, most: 30, usual: 3 },
  ),
  diskGiB: wholeNumber(
    { description: diskDescription, change: "create time only" },
    { least: 64, most: 2048, usual: 128 },
  ),
});

const maintenance = z.strictObject({
  day: choice(
    { description: "Day on which Azure may upgrade the cluster and its nodes." },
    z.enum(weekdays).default("Sunday"),
  ),
  start: windowStartSetting("at `utcOffset`"),
  utcOffset: setting(
    { description: "Offset of that time from UTC.", allowed: "+HH:MM or -HH:MM, in quotes" },
    z
      .string()
      .regex(/^[+-](0\d|1[0-4]):[0-5]\d$/)
      .default("+00:00"),
  ),
  hours: windowHoursSetting(6),
});

/** A cluster that this stack makes. */
export const aksCreate = z.strictObject({
  mode: createMode,
  ...aksShared,
  removal: removalSetting,
  administrators: setting(
    {
      description: "Groups of Entra ID that administer the cluster; who deploys the stack belongs to one of them.",
      allowed: "1 to 20 object ids of groups",
      cure: "take it from `az ad group show --group NAME --query id`",
    },
    z.array(guid()).min(1).max(20),
  ),
  login: choice(
    { description: "How kubelogin proves who deploys; each way but azurecli reads the AZURE_* variables." },
    z.enum(logins).default("azurecli"),
  ),
  network: networkSection(network.prefault({})),
  endpoint: endpointSection(endpoint.prefault({ access: "private" })),
  nodes: nodesSection(nodes.prefault({})),
  maintenance: maintenanceSection(maintenance.prefault({})),
  logRetentionDays: logRetentionSetting("the control plane", "30 to 730", z.int().min(30).max(730).default(90)),
});
