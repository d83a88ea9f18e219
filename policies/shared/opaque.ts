import { knownCarriers } from "./pods";
import type { Opaque } from "./program";

/** A resource of the program, as far as it matters here. */
export interface Seen {
  readonly type: string;
  readonly urn: string;
  readonly name: string;
  readonly parent: string | undefined;
}

const release = "kubernetes:helm.sh/v3:Release";
const chart = /^kubernetes:helm\.sh\/v\d+:Chart$/;
const patch = /^kubernetes:(?:core\/v1|(?<group>[a-z.]+)\/v1):(?<kind>[A-Za-z]+)(?:Patch|List)$/;

/** The resources that hide Kubernetes objects from every pack. */
export function opaqueResources(resources: readonly Seen[]): Opaque[] {
  const parents = new Set(resources.map((each) => each.parent));
  return resources.flatMap((each) => {
    const why = reason(each, parents.has(each.urn));
    return why === undefined ? [] : [{ urn: each.urn, title: `${lastOf(each.type)} ${each.name}`, why }];
  });
}

function reason({ type }: Seen, hasChildren: boolean): string | undefined {
  if (type === release) return "is a Helm release, which hides its objects; a Chart shows them";
  if (chart.test(type)) return hasChildren ? undefined : "was not rendered, so its objects are hidden";
  const { group, kind } = patch.exec(type)?.groups ?? {};
  const carrier = kind !== undefined && (group === undefined ? kind : `${group}/${kind}`) in knownCarriers;
  return carrier ? "shows a part of its objects only" : undefined;
}

function lastOf(type: string): string {
  return type.split(":").at(-1) ?? type;
}
