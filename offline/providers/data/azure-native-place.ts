import type { ResourceBehaviour, Subject } from "../behaviour";
import type { Properties } from "../values";
import { text } from "../values";

export const subscription = (provider: Properties): string =>
  text(provider["subscriptionId"]) ?? "00000000-0000-0000-0000-000000000000";
export const tenant = (provider: Properties): string =>
  text(provider["tenantId"]) ?? "00000000-0000-0000-0000-000000000001";

/** `/subscriptions/…/resourceGroups/…` of the resource's group. */
export const group = (subject: Subject): string =>
  `/subscriptions/${subscription(subject.provider)}/resourceGroups/${text(subject.inputs["resourceGroupName"]) ?? ""}`;

/** A resource of a group: its path in ARM, where `{}` names its parents, and its name. Either replaces it. */
export const arm = (path: string, nameProperty: string, more: ResourceBehaviour = {}): ResourceBehaviour => ({
  autoname: nameProperty,
  id: (subject) => `${group(subject)}/providers/${filled(path, subject)}/${subject.physicalName}`,
  ...more,
  replaces: ["resourceGroupName", nameProperty, ...parents(path), ...(more.replaces ?? [])],
});

/** One with a location of its own. */
export const located = (path: string, nameProperty: string, more: ResourceBehaviour = {}): ResourceBehaviour =>
  arm(path, nameProperty, { ...more, replaces: ["location", ...(more.replaces ?? [])] });

/** `Microsoft.Network/virtualNetworks/{virtualNetworkName}/subnets` with its inputs filled in. */
function filled(path: string, subject: Subject): string {
  return path.replace(/\{(\w+)\}/g, (_all, input: string) => text(subject.inputs[input]) ?? "");
}

/** `virtualNetworkName` of such a path. */
function parents(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].flatMap(([, input]) => input ?? []);
}
