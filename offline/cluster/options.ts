import { z } from "zod";

/** How a control plane is made; handed to its supervisor as JSON. */
export const clusterOptions = z.object({
  /** Where its files lie; goes with it. */
  folder: z.string(),
  /** Names of zones, and fake nodes in each. */
  zones: z.array(z.string()).min(1).readonly(),
  nodesPerZone: z.number().int().positive(),
  /** Folders with definitions of custom resources, as YAML. */
  definitions: z.array(z.string()).readonly(),
  /** Whether it runs in a network namespace of its own. */
  isolated: z.boolean(),
  /** A process without which it has no use: it ends with it. */
  until: z.number().optional(),
  /** Paths of the parts' programs, by name. */
  programs: z.record(z.string(), z.string()),
  /** Kubernetes' version. */
  version: z.string(),
});
export type ClusterOptions = z.infer<typeof clusterOptions>;
