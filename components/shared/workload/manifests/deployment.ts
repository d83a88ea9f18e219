import type * as k8s from "@pulumi/kubernetes";
import { singletonAnnotation } from "../../labels";
import type { Description } from "../contract";
import { isReplicated, scaleOf } from "../defaults";
import { metadata, selector, versionedLabels } from "./labels";
import { podTemplate } from "./pod";

type DeploymentManifest = k8s.types.input.apps.v1.Deployment;
type DeploymentStrategy = k8s.types.input.apps.v1.DeploymentStrategy;
type ObjectMeta = k8s.types.input.meta.v1.ObjectMeta;

export function deployment(description: Description): DeploymentManifest {
  return {
    metadata: workloadMetadata(description),
    spec: {
      replicas: scaleOf(description.replicas).minimum,
      selector: selector(description),
      strategy: strategy(description),
      template: podTemplate(description),
    },
  };
}

/** New pods come before old ones go; of what may only run once the old one goes first. */
function strategy(description: Description): DeploymentStrategy {
  return isReplicated(description)
    ? { type: "RollingUpdate", rollingUpdate: { maxSurge: "25%", maxUnavailable: 0 } }
    : { type: "Recreate" };
}

/** Says why there is one pod where there is one. */
export function workloadMetadata(description: Description): ObjectMeta {
  const { singleton } = description;
  return {
    ...metadata(description),
    labels: versionedLabels(description),
    ...(singleton === undefined ? {} : { annotations: { [singletonAnnotation]: singleton } }),
  };
}
