import type * as k8s from "@pulumi/kubernetes";
import type { Description } from "../contract";
import { scaleOf } from "../defaults";
import { workloadMetadata } from "./deployment";
import { selector } from "./labels";
import { podTemplate } from "./pod";
import { headlessName } from "./service";
import { volumeClaims } from "./volumes";

type StatefulSetManifest = k8s.types.input.apps.v1.StatefulSet;

export function statefulSet(description: Description): StatefulSetManifest {
  return {
    metadata: workloadMetadata(description),
    spec: {
      replicas: scaleOf(description.replicas).minimum,
      serviceName: headlessName(description),
      selector: selector(description),
      // A pod that is lost with its zone keeps no other from coming back.
      podManagementPolicy: "Parallel",
      updateStrategy: { type: "RollingUpdate" },
      persistentVolumeClaimRetentionPolicy: { whenDeleted: "Retain", whenScaled: "Retain" },
      template: podTemplate(description),
      volumeClaimTemplates: volumeClaims(description),
    },
  };
}
