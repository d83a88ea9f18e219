/** Where a setting stands in a stack file: keys of sections and positions in lists, outermost first. */
export type Path = readonly (string | number)[];

const plainKey = /^[A-Za-z_][\w-]*$/;

/** `["cluster", "zones", 1]` as `cluster.zones[1]`, the way `pulumi config set --path` takes it. */
export function formatPath(path: Path): string {
  return path
    .map((step, position) => {
      if (typeof step === "number") return `[${step}]`;
      if (!plainKey.test(step)) return `[${JSON.stringify(step)}]`;
      return position === 0 ? step : `.${step}`;
    })
    .join("");
}

/** The reverse of `formatPath`. */
export function parsePath(text: string): Path {
  return [...text.matchAll(/\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]|([^.[\]]+)/g)].map(([, position, quoted, plain]) => {
    if (position !== undefined) return Number(position);
    return quoted === undefined ? (plain ?? "") : String(JSON.parse(`"${quoted}"`));
  });
}

export function isSection(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What stands at a path; `undefined` when nothing does. */
export function valueAt(value: unknown, path: Path): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (Array.isArray(value) && typeof step === "number") return valueAt(value[step], rest);
  return isSection(value) && Object.hasOwn(value, step) ? valueAt(value[step], rest) : undefined;
}

/** True when one path is the other or lies within it. */
export function related(a: Path, b: Path): boolean {
  return a.slice(0, b.length).every((step, position) => step === b[position]);
}
