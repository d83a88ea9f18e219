import {
  type ChartValues,
  confinedContainer,
  nonRoot,
  resources,
  smallResources,
  zoneSpread,
} from "../shared/chart/values";
import { appLabels, scrapeAnnotations } from "../shared/labels";
import type { Labels } from "../shared/service-graph/contract";
import type { CompleteRedis } from "./defaults";
import { separateNodes } from "./spread";

/** Ports of the pods: clients and replication, and the exporter. */
export const redisPorts = { redis: { port: 6379 }, metrics: { port: 9121 } } as const;

/** Key of the password in the Secret. */
export const redisPasswordKey = "password";

/** Name of the release, of its objects and of the Secret. */
export function redisRelease(service: string): string {
  return `${service}-redis`;
}

/** Labels that exactly the pods of the release bear. */
export function redisPods(service: string): Labels {
  return { [appLabels.name]: "valkey", [appLabels.instance]: redisRelease(service) };
}

/** Values with which the pods are admitted at level restricted and by the default LimitRange. Pure. */
export function redisValues(service: string, redis: CompleteRedis): ChartValues {
  const name = redisRelease(service);
  const pods = redisPods(service);
  return {
    fullnameOverride: name,
    replica: { enabled: true, replicas: redis.copies, persistence: { size: redis.storage } },
    auth: {
      enabled: true,
      usersExistingSecret: name,
      aclUsers: { default: { permissions: "~* &* +@all", passwordKey: redisPasswordKey } },
    },
    resources: resources(redis.resources),
    initResources: smallResources,
    // Without it a pod counts as ready before it answers, and a rollout takes away the next one.
    readinessProbe: { enabled: true },
    podAnnotations: {
      [scrapeAnnotations.scrape]: "true",
      [scrapeAnnotations.port]: String(redisPorts.metrics.port),
      [scrapeAnnotations.path]: "/metrics",
    },
    podDisruptionBudget: { enabled: true, maxUnavailable: 1, unhealthyPodEvictionPolicy: "AlwaysAllow" },
    affinity: separateNodes(pods),
    topologySpreadConstraints: [zoneSpread({ labels: pods, perRollout: false })],
    metrics: {
      enabled: true,
      exporter: {
        resources: smallResources,
        securityContext: { ...confinedContainer, ...nonRoot(59000), readOnlyRootFilesystem: true },
      },
    },
  };
}
