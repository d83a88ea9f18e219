import { workloads } from "../../offline/bench/workloads";

export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly [key: string]: unknown;
}

/** New values by dotted path, such as `spec.template.spec.containers.0.image`; undefined takes away. */
export type Changes = Readonly<Record<string, unknown>>;

/** Manifests of a namespace with its limits and a workload with its budget, which obey every pack. */
export function shop(changes: Readonly<Record<string, Changes>> = {}): Manifest[] {
  const manifests = workloads(1).flatMap(({ type, inputs }) => {
    const [, group = "", kind = ""] = type.split(":");
    return group === "providers"
      ? []
      : [{ apiVersion: group.replace(/^core\//, ""), kind, ...structuredClone(inputs) }];
  });
  for (const [kind, values] of Object.entries(changes)) {
    const manifest = manifests.find((each) => each.kind === kind);
    for (const [path, value] of Object.entries(values)) set(manifest, path.split("."), value);
  }
  return manifests;
}

function set(target: unknown, [key = "", ...rest]: readonly string[], value: unknown): void {
  if (typeof target !== "object" || target === null) throw new Error(`the shop has nothing to hold ${key}`);
  if (rest.length > 0) set(Reflect.get(target, key), rest, value);
  else if (value === undefined) Reflect.deleteProperty(target, key);
  else Reflect.set(target, key, value);
}
