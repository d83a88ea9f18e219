import { z } from "zod";
import type { Provision } from "../../../components";
import { kubernetes } from "../../../components/shared/versions";
import { dnsLabel, ipv4Range } from "../fields";
import { setting } from "../setting";

/** A GUID as Azure prints it. */
export const guid = (): z.ZodString => z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);

/** Settings of a cluster, made or adopted. */
export const shared = {
  name: setting(
    {
      description: "Name of the cluster in Azure; its resource group is called after it and the region.",
      allowed: "up to 40 lower-case letters, digits and `-`, a letter first",
      change: "replaces the cluster",
    },
    dnsLabel(40),
  ),
  version: setting(
    {
      description: "Kubernetes minor version; raise it by one minor at a time, it cannot be lowered.",
      allowed: `a version in standard support of AKS: ${kubernetes.supported.aks.join(", ")}`,
    },
    z.enum(kubernetes.supported.aks).default(kubernetes.default),
  ),
  zones: setting(
    {
      description: "Availability zones of nodes and databases, as the nodes' zone label spells them.",
      allowed: "the three zones of the region, such as uksouth-1",
      change: "create time only",
    },
    z.array(z.string().regex(/^[a-z]+\d?-[123]$/)).length(3),
  ),
};

/** Address ranges of a cluster, made or adopted. */
export const ranges = {
  range: setting(
    {
      description: "Addresses of the virtual network: nodes, API server, databases and private endpoints.",
      allowed: "an IPv4 range of /16 to /20, on its network address",
      change: "replaces the cluster",
    },
    ipv4Range(16, 20).default("10.30.0.0/16"),
  ),
  pods: setting(
    {
      description: "Addresses of pods, a /24 for each node; seen within the cluster only.",
      allowed: "an IPv4 range of /10 to /16, on its network address, outside the virtual network",
      change: "replaces the cluster",
    },
    ipv4Range(10, 16).default("10.240.0.0/14"),
  ),
  services: setting(
    {
      description: "Addresses of Services; seen within the cluster only.",
      allowed: "an IPv4 range of /13 to /24, on its network address, outside the virtual network",
      change: "replaces the cluster",
    },
    ipv4Range(13, 24).default("10.31.0.0/20"),
  ),
};

const capability = (description: string, usual: Provision) =>
  setting(
    { description, allowed: "managed (by Azure or others), ours or none" },
    z.enum(["managed", "ours", "none"]).default(usual),
  );

export const capabilities = z.strictObject({
  verticalPodAutoscaler: capability("Vertical Pod Autoscaler.", "managed"),
  metricsServer: capability("Metrics Server.", "managed"),
  snapshotController: capability("Controller of volume snapshots.", "managed"),
  nodeAutoscaling: capability("Autoscaling of nodes (node auto-provisioning).", "managed"),
  networkPolicy: capability("Engine that enforces NetworkPolicies (Cilium).", "managed"),
  gatewayApiCrds: capability("Custom resources of the Gateway API.", "ours"),
});

/** What a cluster made here brings along, and what is assumed of an adopted one. */
export const aksCapabilities = capabilities.parse({});
