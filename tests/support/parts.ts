/** What stands in a manifest at a dotted path, such as `spec.template.spec.containers.0`; undefined where nothing does. */
export function partOf(manifest: unknown, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>(
      (from, key) => (typeof from === "object" && from !== null ? Reflect.get(from, key) : undefined),
      manifest,
    );
}
