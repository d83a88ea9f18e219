import { z } from "zod";
import {
  adoptedNetworkSection,
  adoptMode,
  capabilitiesSetting,
  existingRange,
  issuerSetting,
  kubeconfigSettings,
} from "../cluster";
import { setting } from "../setting";
import { eksCapabilities, eksRanges, eksShared } from "./shared";

const resourceId = (kind: string): z.ZodString => z.string().regex(new RegExp(`^${kind}-[0-9a-f]{8,17}$`));

/** A cluster that exists: the facts that others attach to. */
export const eksAdopt = z.strictObject({
  mode: adoptMode,
  ...eksShared,
  ...kubeconfigSettings,
  network: adoptedNetworkSection(
    z.strictObject({
      ...eksRanges(existingRange),
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
  volumesKeyArn: setting(
    {
      description: "Customer key of node disks and volumes; without it the account's own key for EBS encrypts them.",
      allowed: "the ARN of a KMS key",
    },
    z
      .string()
      .regex(/^arn:(aws|aws-cn|aws-us-gov):kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/)
      .optional(),
  ),
  issuer: issuerSetting(
    "aws eks describe-cluster --query cluster.identity.oidc.issuer",
    /^https:\/\/[a-z0-9.-]+\/id\/[0-9A-F]+$/,
  ),
  capabilities: capabilitiesSetting("eks", eksCapabilities),
});
