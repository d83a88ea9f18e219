import { z } from "zod";
import type { State } from "./offline";

const links = z.looseObject({
  custom: z.boolean().default(false),
  parent: z.string().optional(),
  dependencies: z.array(z.string()).default([]),
  propertyDependencies: z.record(z.string(), z.array(z.string()).nullable()).default({}),
  deletedWith: z.string().optional(),
});
type Links = z.infer<typeof links>;

/**
 * What the engine makes before a resource, and deletes after it: by its dependencies, its parents, and of a component
 * among them all children.
 */
export class Dependencies {
  private readonly byUrn: ReadonlyMap<string, Links>;
  private readonly children = new Map<string, string[]>();
  private readonly found = new Map<string, ReadonlySet<string>>();

  constructor(state: State) {
    this.byUrn = new Map(state.resources.map((each) => [each.urn, links.parse(each)]));
    for (const [urn, { parent }] of this.byUrn)
      if (parent !== undefined) this.children.set(parent, [...(this.children.get(parent) ?? []), urn]);
  }

  /** All URNs that come before. */
  of(urn: string): ReadonlySet<string> {
    const known = this.found.get(urn);
    if (known !== undefined) return known;
    const before = new Set<string>();
    const open = [...this.direct(urn)];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (before.has(next)) continue;
      before.add(next);
      open.push(...this.direct(next));
    }
    this.found.set(urn, before);
    return before;
  }

  private direct(urn: string): readonly string[] {
    const own = this.byUrn.get(urn);
    if (own === undefined) return [];
    const named = [
      ...own.dependencies,
      ...Object.values(own.propertyDependencies).flatMap((each) => each ?? []),
      ...(own.deletedWith === undefined ? [] : [own.deletedWith]),
    ];
    const withChildren = named.flatMap((each) => [each, ...this.descendants(each)]);
    return own.parent === undefined ? withChildren : [...withChildren, own.parent];
  }

  private descendants(urn: string): readonly string[] {
    if (this.byUrn.get(urn)?.custom !== false) return [];
    return (this.children.get(urn) ?? []).flatMap((child) => [child, ...this.descendants(child)]);
  }
}

const object = z.looseObject({ metadata: z.looseObject({ name: z.string(), namespace: z.string().optional() }) });

/** Objects that may be made before their namespace, or deleted after it. */
export function beforeTheirNamespace(state: State): readonly string[] {
  const order = new Dependencies(state);
  const objects = state.resources.flatMap(({ urn, type, inputs }) => {
    const { data } = object.safeParse(inputs);
    return type.startsWith("kubernetes:") && data !== undefined ? [{ urn, type, ...data.metadata }] : [];
  });
  const namespaces = new Map(
    objects.filter(({ type }) => type === "kubernetes:core/v1:Namespace").map(({ name, urn }) => [name, urn]),
  );
  return objects
    .filter(({ urn, namespace }) => {
      const own = namespace === undefined ? undefined : namespaces.get(namespace);
      return own !== undefined && !order.of(urn).has(own);
    })
    .map(({ urn }) => urn);
}
