import { z } from "zod";
import { kubernetes } from "../../../components/shared/versions";
import { dnsLabel, ipv4Range } from "../fields";
import { setting } from "../setting";

const zoneName = (): z.ZodString => z.string().regex(/^[a-z]{2}(-[a-z]+){1,2}-\d[a-z]$/);

/** What every cluster says of itself, made here or adopted. */
export const sharedSettings = {
  name: setting(
    {
      description: "Name of the cluster in AWS.",
      allowed: "up to 63 lower-case letters, digits and `-`, a letter first",
      change: "replaces the cluster",
    },
    dnsLabel(),
  ),
  version: setting(
    {
      description: "Kubernetes minor version; raise it by one minor at a time, it cannot be lowered.",
      allowed: `a version in standard support of EKS: ${kubernetes.supported.eks.join(", ")}`,
    },
    z.enum(kubernetes.supported.eks).default(kubernetes.default),
  ),
  zones: setting(
    {
      description: "Availability zones of nodes, load balancers and databases.",
      allowed: "three zones of the region, such as eu-west-1a",
      change: "replaces the cluster",
    },
    z.array(zoneName()).length(3),
  ),
};

/** Address ranges of every cluster. */
export const rangeSettings = {
  range: setting(
    {
      description: "Addresses of the VPC: nodes, pods and private endpoints.",
      allowed: "an IPv4 range of /16 to /20, on its network address",
      change: "replaces the cluster",
    },
    ipv4Range(16, 20).default("10.0.0.0/16"),
  ),
  services: setting(
    {
      description: "Addresses of Services.",
      allowed: "a private IPv4 range of /12 to /24, on its network address, outside the VPC",
      change: "replaces the cluster",
    },
    ipv4Range(12, 24).default("172.20.0.0/16"),
  ),
};
