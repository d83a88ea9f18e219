import { z } from "zod";
import {
  accessSetting,
  authorisedRangesSetting,
  connectedRangesSetting,
  createMode,
  diskDescription,
  endpointSection,
  maintenanceSection,
  networkSection,
  newRange,
  nodesSection,
  removalSetting,
  weekdays,
  windowHoursSetting,
  windowStartSetting,
} from "../cluster";
import { choice, flag, section, wholeNumber } from "../fields";
import { setting } from "../setting";
import { gkeRanges, gkeShared } from "./shared";

/** Release channels, from the newest Kubernetes to the longest support. */
const releaseChannels = ["RAPID", "REGULAR", "STABLE", "EXTENDED"] as const;

/** How eagerly nodes are taken away: late, or as soon as their pods fit elsewhere. */
const autoscalingProfiles = ["BALANCED", "OPTIMIZE_UTILIZATION"] as const;

const accesses = ["private", "dns", "restricted"];

/** GKE takes 50 authorised ranges in all. */
const endpoint = z.discriminatedUnion("access", [
  z.strictObject({ access: accessSetting("private", accesses), connectedRanges: connectedRangesSetting }),
  z.strictObject({ access: accessSetting("dns", accesses), connectedRanges: connectedRangesSetting }),
  z.strictObject({
    access: accessSetting("restricted", accesses),
    connectedRanges: connectedRangesSetting,
    authorisedRanges: authorisedRangesSetting(40),
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
  minimumPerZone: wholeNumber(
    { description: "Fewest system nodes in each zone; the first number at creation." },
    { least: 1, most: 50, usual: 1 },
  ),
  maximumPerZone: wholeNumber(
    { description: "Most system nodes in each zone." },
    { least: 1, most: 50, usual: 3, note: ", at least the minimum" },
  ),
  diskGiB: wholeNumber(
    { description: diskDescription, change: "replaces nodes" },
    { least: 50, most: 2000, usual: 100 },
  ),
});

const autoscaling = z.strictObject({
  profile: choice(
    { description: "How soon nodes are removed: with room to spare, or when their pods fit elsewhere." },
    z.enum(autoscalingProfiles).default("BALANCED"),
  ),
  maximumCpu: wholeNumber(
    { description: "Most vCPUs of all nodes together, system nodes included." },
    { least: 12, most: 100_000, usual: 1000 },
  ),
  maximumMemoryGiB: wholeNumber(
    { description: "Most memory of all nodes together, system nodes included, in GiB." },
    { least: 48, most: 400_000, usual: 4000 },
  ),
});

const maintenance = z.strictObject({
  days: setting(
    {
      description: "Days on which GKE may upgrade the cluster and its nodes.",
      allowed: `one or more of ${weekdays.join(", ")}, each once`,
    },
    z.array(z.enum(weekdays)).min(1).max(7).default(["Saturday", "Sunday"]),
  ),
  start: windowStartSetting("in UTC"),
  hours: windowHoursSetting(8, ", and 12 or more in a week"),
});

/** A cluster that this stack makes. */
export const gkeCreate = z.strictObject({
  mode: createMode,
  ...gkeShared,
  removal: removalSetting,
  releaseChannel: choice(
    { description: "Release channel: GKE upgrades the cluster and its nodes along it, beyond `version` in time." },
    z.enum(releaseChannels).default("REGULAR"),
  ),
  maintenance: maintenanceSection(maintenance.prefault({})),
  network: networkSection(z.strictObject(gkeRanges(newRange)).prefault({})),
  endpoint: endpointSection(endpoint.prefault({ access: "private" })),
  nodes: nodesSection(nodes.prefault({})),
  autoscaling: section("Bounds of node auto-provisioning.", autoscaling.prefault({})),
  workloadLogs: flag(
    {
      description: "Whether Cloud Logging keeps the pods' logs too, beside those of the system and the control plane.",
    },
    true,
  ),
  binaryAuthorization: flag(
    { description: "Whether only images run that the project's Binary Authorization policy admits." },
    false,
  ),
});
