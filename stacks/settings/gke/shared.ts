import { z } from "zod";
import type { Provision } from "../../../components/shared/cloud";
import { kubernetes } from "../../../components/shared/versions";
import { dnsLabel, ipv4Range } from "../fields";
import { setting } from "../setting";

export const regionName = (): z.ZodString => z.string().regex(/^[a-z]+(-[a-z]+)+\d{1,2}$/);
const zoneName = (): z.ZodString => z.string().regex(/^[a-z]+(-[a-z]+)+\d{1,2}-[a-z]$/);

/** What every cluster says of itself, made here or adopted. */
export const sharedSettings = {
  name: setting(
    {
      description: "Name of the cluster in Google Cloud.",
      allowed: "up to 40 lower-case letters, digits and `-`, a letter first",
      change: "replaces the cluster",
    },
    dnsLabel(40),
  ),
  version: setting(
    {
      description:
        "Kubernetes minor version that the cluster has at least; raise it by one minor at a time. The release channel raises it by itself, too.",
      allowed: `a version in standard support of GKE: ${kubernetes.supported.gke.join(", ")}`,
    },
    z.enum(kubernetes.supported.gke).default(kubernetes.default),
  ),
  zones: setting(
    {
      description: "Zones of nodes and databases.",
      allowed: "three zones of the region, such as europe-west1-b",
      change: "replaces nodes",
    },
    z.array(zoneName()).length(3),
  ),
};

/** Address ranges of every cluster. */
export const rangeSettings = {
  range: setting(
    {
      description:
        "Addresses of nodes, API server and private endpoints. Of a new cluster the first half is the nodes' and the second that of managed databases.",
      allowed: "an IPv4 range of /16 to /22, on its network address",
      change: "replaces the cluster",
    },
    ipv4Range(16, 22).default("10.20.0.0/16"),
  ),
  pods: setting(
    {
      description: "Addresses of pods, a /24 for each node.",
      allowed: "an IPv4 range of /10 to /20, on its network address, outside the other ranges",
      change: "replaces the cluster",
    },
    ipv4Range(10, 20).default("10.24.0.0/14"),
  ),
  services: setting(
    {
      description: "Addresses of Services; seen within the cluster only.",
      allowed: "an IPv4 range of /16 to /24, on its network address, outside the other ranges",
      change: "replaces the cluster",
    },
    ipv4Range(16, 24).default("10.28.0.0/20"),
  ),
};

const capability = (description: string, usual: Provision) =>
  setting(
    { description, allowed: "managed (by Google or others), ours or none" },
    z.enum(["managed", "ours", "none"]).default(usual),
  );

export const capabilities = z.strictObject({
  verticalPodAutoscaler: capability("Vertical Pod Autoscaler.", "managed"),
  metricsServer: capability("Metrics Server.", "managed"),
  snapshotController: capability("Controller of volume snapshots.", "managed"),
  nodeAutoscaling: capability("Autoscaling of nodes (node auto-provisioning).", "managed"),
  networkPolicy: capability("Engine that enforces NetworkPolicies (Dataplane V2).", "managed"),
  gatewayApiCrds: capability("Custom resources of the Gateway API.", "managed"),
});

/** What a cluster made here brings along, and what is assumed of an adopted one. */
export const gkeCapabilities = capabilities.parse({});
