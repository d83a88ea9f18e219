import type * as k8s from "@pulumi/kubernetes";
import type { Description } from "../contract";
import { kindOf, type Scale } from "../defaults";
import { metadata } from "./labels";

type HorizontalPodAutoscalerManifest = k8s.types.input.autoscaling.v2.HorizontalPodAutoscaler;

/** Looks at the main container alone: sidecars idle while it is busy. */
export function autoscaler(
  description: Description,
  { minimum, maximum }: Scale,
  cpuPercent: number,
): HorizontalPodAutoscalerManifest {
  return {
    metadata: metadata(description),
    spec: {
      scaleTargetRef: { apiVersion: "apps/v1", kind: kindOf(description), name: description.service },
      minReplicas: minimum,
      maxReplicas: maximum,
      metrics: [
        {
          type: "ContainerResource",
          containerResource: {
            name: "cpu",
            container: description.service,
            target: { type: "Utilization", averageUtilization: cpuPercent },
          },
        },
      ],
    },
  };
}
