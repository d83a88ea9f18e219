import { z } from "zod";
import type { Provision } from "../../../components";
import { setting } from "../setting";
import { rangeSettings, sharedSettings } from "./shared";

const resourceId = (kind: string): z.ZodString => z.string().regex(new RegExp(`^${kind}-[0-9a-f]{8,17}$`));
const capability = (description: string, usual: Provision) =>
  setting(
    { description, allowed: "managed (by AWS or others), ours or none" },
    z.enum(["managed", "ours", "none"]).default(usual),
  );

const capabilities = z.strictObject({
  verticalPodAutoscaler: capability("Vertical Pod Autoscaler.", "ours"),
  metricsServer: capability("Metrics Server.", "managed"),
  snapshotController: capability("Controller of volume snapshots.", "managed"),
  nodeAutoscaling: capability("Autoscaling of nodes (Karpenter).", "ours"),
  networkPolicy: capability("Engine that enforces NetworkPolicies.", "managed"),
  gatewayApiCrds: capability("Custom resources of the Gateway API.", "ours"),
});

/** What a cluster made here brings along, and what is assumed of an adopted one. */
export const eksCapabilities = capabilities.parse({});

/** A cluster that exists: the facts that others attach to. */
export const eksAdopt = z.strictObject({
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
      vpcId: setting({ description: "Id of the VPC.", allowed: "vpc-…" }, resourceId("vpc")),
      privateSubnetIds: setting(
        {
          description: "Private subnets of the three zones: nodes and databases.",
          allowed: "at least three ids subnet-…",
        },
        z.array(resourceId("subnet")).min(3),
      ),
      clusterSecurityGroupId: setting(
        { description: "Security group that EKS made for control plane and nodes.", allowed: "sg-…" },
        resourceId("sg"),
      ),
    }),
  ),
  issuer: setting(
    {
      description: "OIDC issuer of the cluster: `aws eks describe-cluster --query cluster.identity.oidc.issuer`.",
      allowed: "an https address",
    },
    z.string().regex(/^https:\/\/[a-z0-9.-]+\/id\/[0-9A-F]+$/),
  ),
  capabilities: setting(
    { description: "What the cluster runs already; nothing managed is installed again.", allowed: "a section" },
    capabilities.prefault({}),
  ),
});
