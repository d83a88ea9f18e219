import { z } from "zod";
import { setting } from "../setting";
import { capabilities, rangeSettings, sharedSettings } from "./shared";

const selfLink = (path: string): z.ZodString =>
  z.string().regex(new RegExp(`^https://www\\.googleapis\\.com/compute/v1/projects/[^/]+/${path}/[^/]+$`));

/** A cluster that exists: the facts that others attach to. Its issuer follows from project, region and name. */
export const gkeAdopt = z.strictObject({
  mode: setting(
    { description: "The cluster exists and is left alone.", allowed: "create or adopt" },
    z.literal("adopt"),
  ),
  ...sharedSettings,
  kubeconfig: setting(
    {
      description: "Path of a kubeconfig; without it the variable KUBECONFIG says where, then `~/.kube/config`.",
      allowed: "a path",
    },
    z.string().min(1).optional(),
  ),
  context: setting(
    { description: "Context of that kubeconfig; without it the current one.", allowed: "a name" },
    z.string().min(1).optional(),
  ),
  network: setting(
    { description: "The VPC that the cluster stands in.", allowed: "a section" },
    z.strictObject({
      ...rangeSettings,
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
  capabilities: setting(
    { description: "What the cluster runs already; nothing managed is installed again.", allowed: "a section" },
    capabilities.prefault({}),
  ),
});
