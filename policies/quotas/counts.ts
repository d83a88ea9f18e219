import type { KubernetesObject } from "../shared/objects";
import type { Program } from "../shared/program";
import { known } from "../shared/known";
import { object, text } from "../shared/shape";

/** Resources that quotas counted before `count/…` came, and still count under their bare names. */
const bareNames: ReadonlySet<string> = new Set([
  "configmaps",
  "persistentvolumeclaims",
  "pods",
  "replicationcontrollers",
  "resourcequotas",
  "secrets",
  "services",
]);

/** The keys under which a quota counts a resource such as `configmaps` or `deployments.apps`. */
export function countKeys(resource: string): readonly string[] {
  return bareNames.has(resource) ? [`count/${resource}`, resource] : [`count/${resource}`];
}

/** The resource of an object: `configmaps`, `deployments.apps`. @throws Unseen */
export function resourceOf(object: KubernetesObject, program: Program): string {
  const { group, kind } = object;
  if (group === "") return regularPlural(kind);
  return `${pluralsOf(program).get(object.groupKind)?.() ?? regularPlural(kind)}.${group}`;
}

/** As all kinds of Kubernetes form it; others mostly do, too. */
function regularPlural(kind: string): string {
  const name = kind.toLowerCase();
  if (name === "endpoints") return name;
  if (/[^aeiou]y$/.test(name)) return `${name.slice(0, -1)}ies`;
  return /(?:s|x|ch|sh)$/.test(name) ? `${name}es` : `${name}s`;
}

const definition = object({ group: text, names: object({ kind: text, plural: text }) });
const plurals = new WeakMap<Program, ReadonlyMap<string, () => string | undefined>>();

/** What the program's own CustomResourceDefinitions say. */
function pluralsOf(program: Program): ReadonlyMap<string, () => string | undefined> {
  const cached = plurals.get(program);
  if (cached !== undefined) return cached;
  const read = program.ofKind("apiextensions.k8s.io/CustomResourceDefinition").flatMap((crd) => {
    const found = crd.attempt(() => {
      const spec = known(crd, definition, "spec");
      return [`${spec?.group ?? ""}/${spec?.names?.kind ?? ""}`, () => spec?.names?.plural] as const;
    });
    return found === undefined ? [] : [found];
  });
  const result = new Map(read);
  plurals.set(program, result);
  return result;
}
