import type * as k8s from "@pulumi/kubernetes";
import { appLabels, isLabelValue, managedByPulumi } from "../../labels";
import type { Description, Labels } from "../contract";

type ObjectMeta = k8s.types.input.meta.v1.ObjectMeta;

/** Labels that exactly the pods of a service bear within its namespace; they never change. */
export function selectorLabels(service: string): Labels {
  return { [appLabels.name]: service, [appLabels.instance]: service };
}

/** Labels of every object of a workload. */
function objectLabels({ service, partOf }: Description): Labels {
  return {
    ...selectorLabels(service),
    ...(partOf === undefined ? {} : { [appLabels.partOf]: partOf }),
    ...managedByPulumi,
  };
}

/** Labels of what runs the image, and of the pods; they change with its tag. */
export function versionedLabels(description: Description): Record<string, string> {
  const version = versionOf(description.image);
  return { ...objectLabels(description), ...(version === undefined ? {} : { [appLabels.version]: version }) };
}

/** The selector of its pods. */
export function selector({ service }: Description): { matchLabels: Record<string, string> } {
  return { matchLabels: { ...selectorLabels(service) } };
}

export function metadata(description: Description, name = description.service): ObjectMeta {
  return { name, namespace: description.namespace, labels: { ...objectLabels(description) } };
}

/** The tag of an image, if it has one that a label takes. */
function versionOf(image: string): string | undefined {
  const tag = /:([\w][\w.-]*)(@|$)/.exec(image.slice(image.lastIndexOf("/") + 1))?.[1];
  return tag !== undefined && isLabelValue(tag) ? tag : undefined;
}
