import { z } from "zod";
import { adoptedNetworkSection, adoptMode, capabilitiesSetting, existingRange, kubeconfigSettings } from "../cluster";
import { setting } from "../setting";
import { gkeCapabilities, gkeRanges, gkeShared } from "./shared";

const selfLink = (path: string): z.ZodString =>
  z.string().regex(new RegExp(`^https://www\\.googleapis\\.com/compute/v1/projects/[^/]+/${path}/[^/]+$`));

/** A cluster that exists: the facts that others attach to. Its issuer follows from project, region and name. */
export const gkeAdopt = z.strictObject({
  mode: adoptMode,
  ...gkeShared,
  ...kubeconfigSettings,
  network: adoptedNetworkSection(
    z.strictObject({
      ...gkeRanges(existingRange),
      vpc: setting(
        {
          description: "Self link of the VPC; private services access must be set up in it.",
          allowed: "https://www.googleapis.com/compute/v1/projects/…/global/networks/NAME",
          cure: "take it from `gcloud compute networks describe NAME --format='value(selfLink)'`",
        },
        selfLink("global/networks"),
      ),
      subnetwork: setting(
        {
          description: "Self link of the nodes' subnetwork.",
          allowed: "https://www.googleapis.com/compute/v1/projects/…/regions/REGION/subnetworks/NAME",
          cure: "take it from `gcloud compute networks subnets describe NAME --format='value(selfLink)'`",
        },
        selfLink("regions/[^/]+/subnetworks"),
      ),
    }),
  ),
  capabilities: capabilitiesSetting("gke", gkeCapabilities),
});
