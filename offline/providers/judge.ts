import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { closest } from "fastest-levenshtein";
import type { Properties, Value } from "./values";
import { isObject, isResourceReference, isSecret, parseJson, secret, unknown } from "./values";

/** A type in Pulumi's package schema, as far as inputs are judged by it. */
interface Spec {
  readonly type?: string;
  readonly $ref?: string;
  readonly oneOf?: readonly Spec[];
  readonly items?: Spec;
  readonly additionalProperties?: Spec;
  readonly const?: unknown;
  readonly enum?: readonly { readonly value: unknown }[];
  readonly properties?: Readonly<Record<string, Spec>>;
  readonly required?: readonly string[];
}

interface ResourceSpec {
  readonly inputProperties?: Readonly<Record<string, Spec>>;
  readonly requiredInputs?: readonly string[];
}

interface PackageSchema {
  readonly provider?: ResourceSpec;
  readonly resources: Readonly<Record<string, ResourceSpec>>;
  readonly types: Readonly<Record<string, Spec>>;
  readonly functions: Readonly<Record<string, { readonly inputs?: Spec }>>;
}

/** One thing wrong with an input. */
export interface Finding {
  readonly path: string;
  readonly reason: string;
}

/** What JavaScript calls the schema's scalar types. */
const scalars: Readonly<Record<string, string>> = {
  string: "string",
  boolean: "boolean",
  integer: "number",
  number: "number",
};

/** Holds inputs against the package schemas of the providers, nested properties too. */
export class Judge {
  private readonly packages = new Map<string, PackageSchema | undefined>();

  /** @param folder holds `<package>.json` or `<package>.json.gz`, in the form of `pulumi package get-schema`. */
  constructor(private readonly folder: string) {}

  resource(type: string, inputs: Properties): Finding[] {
    if (type.startsWith("pulumi:providers:")) {
      const name = type.slice("pulumi:providers:".length);
      const provider = this.load(name)?.provider;
      return provider === undefined ? [] : this.properties(provider, decoded(provider, inputs), "", name);
    }
    const schema = this.load(packageOf(type));
    if (schema === undefined) return [];
    const spec = schema.resources[type];
    if (spec !== undefined) return this.properties(spec, inputs, "", type);
    if (!hasModule(schema.resources, type)) return [];
    return [
      { path: "", reason: `the schema has no resource "${type}"${suggestion(type, Object.keys(schema.resources))}` },
    ];
  }

  function(token: string, args: Properties): Finding[] {
    const schema = this.load(packageOf(token));
    if (schema === undefined) return [];
    const spec = schema.functions[token];
    if (spec === undefined) {
      if (!hasModule(schema.functions, token)) return [];
      return [
        {
          path: "",
          reason: `the schema has no function "${token}"${suggestion(token, Object.keys(schema.functions))}`,
        },
      ];
    }
    return spec.inputs === undefined ? [] : this.object(spec.inputs, args, "", token);
  }

  private properties(spec: ResourceSpec, inputs: Properties, path: string, owner: string): Finding[] {
    return this.object(
      { properties: spec.inputProperties ?? {}, required: spec.requiredInputs ?? [] },
      inputs,
      path,
      owner,
    );
  }

  private object(spec: Spec, value: Properties, path: string, owner: string): Finding[] {
    const known = spec.properties ?? {};
    const missing = (spec.required ?? [])
      .filter((name) => value[name] === undefined || value[name] === null)
      .map((name) => ({ path: step(path, name), reason: "is required and missing" }));
    const wrong = Object.entries(value).flatMap(([name, each]) => {
      const property = Object.hasOwn(known, name) ? known[name] : undefined;
      if (property !== undefined) return this.value(property, each, step(path, name), owner);
      if (name.startsWith("__")) return [];
      return [{ path: step(path, name), reason: `is unknown${suggestion(name, Object.keys(known))}` }];
    });
    return [...missing, ...wrong];
  }

  private value(spec: Spec, marked: Value, path: string, owner: string): Finding[] {
    const value = opened(marked);
    if (value === unknown || value === null || isResourceReference(value)) return [];
    if (spec.oneOf !== undefined) return this.anyOf(spec.oneOf, marked, path, owner);
    if (spec.$ref !== undefined) return this.reference(spec.$ref, marked, path, owner);
    if (spec.const !== undefined) return allowed([spec.const], marked, path);
    if (spec.type === "array") return this.list(spec.items ?? {}, marked, path, owner);
    if (spec.type === "object") return this.map(spec.additionalProperties ?? {}, marked, path, owner);
    const scalar = scalars[spec.type ?? ""];
    return scalar === undefined || typeof value === scalar ? [] : [mismatch(path, `a ${scalar}`, marked)];
  }

  private list(items: Spec, marked: Value, path: string, owner: string): Finding[] {
    const value = opened(marked);
    if (!Array.isArray(value)) return [mismatch(path, "a list", marked)];
    return value.flatMap((each, index) => this.value(items, each, `${path}[${index}]`, owner));
  }

  private map(items: Spec, marked: Value, path: string, owner: string): Finding[] {
    const value = opened(marked);
    if (!isObject(value)) return [mismatch(path, "a map", marked)];
    return Object.entries(value).flatMap(([name, each]) => this.value(items, each, step(path, name), owner));
  }

  /**
   * Any alternative will do. When none fits, the closest explains best: one of the right kind, where the fault lies
   * deeper than the value itself, and of those the one with the fewest findings.
   */
  private anyOf(alternatives: readonly Spec[], marked: Value, path: string, owner: string): Finding[] {
    const findings = alternatives.map((each) => this.value(each, marked, path, owner));
    const distance = (found: readonly Finding[]): number =>
      found.some((each) => each.path === path) ? Number.POSITIVE_INFINITY : found.length;
    return findings.reduce((best, each) => (distance(each) < distance(best) ? each : best), findings[0] ?? []);
  }

  private reference(reference: string, marked: Value, path: string, owner: string): Finding[] {
    const [file = "", pointer = ""] = reference.split("#");
    if (!pointer.startsWith("/types/")) return [];
    const token = decodeURIComponent(pointer.slice("/types/".length));
    const spec = this.load(file === "" ? packageOf(owner) : packageOf(token))?.types[token];
    if (spec === undefined) return [];
    if (spec.enum !== undefined) {
      return allowed(
        spec.enum.map((each) => each.value),
        marked,
        path,
      );
    }
    const value = opened(marked);
    if (!isObject(value)) return [mismatch(path, "a map", marked)];
    return this.object(spec, value, path, file === "" ? owner : token);
  }

  private load(name: string): PackageSchema | undefined {
    if (!this.packages.has(name)) this.packages.set(name, read(join(this.folder, `${name}.json`)));
    return this.packages.get(name);
  }
}

/** Of modules that a folder of schemas leaves out nothing can be said, nor of the groups of custom kinds. */
function hasModule(section: Readonly<Record<string, unknown>>, token: string): boolean {
  const module = token.slice(0, token.search(/\/|:[^:]*$/) + 1);
  return Object.keys(section).some((each) => each.startsWith(module));
}

/** A value without its mark of secrecy; what lies in a secret is as secret. */
function opened(marked: Value): Value {
  if (!isSecret(marked)) return marked;
  const { value } = marked;
  if (Array.isArray(value)) return value.map(secret);
  if (!isObject(value) || isResourceReference(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, secret(each)]));
}

/** The engine passes a provider's configuration as text, JSON where it is no text, and adds entries of its own. */
function decoded(provider: ResourceSpec, inputs: Properties): Properties {
  const { version: _version, pluginDownloadURL: _url, ...own } = inputs;
  return Object.fromEntries(
    Object.entries(own).map(([name, marked]) => {
      const isText = provider.inputProperties?.[name]?.type === "string";
      const value = opened(marked);
      if (isText || typeof value !== "string" || value === unknown) return [name, marked];
      return [name, isSecret(marked) ? secret(parseValue(value)) : parseValue(value)];
    }),
  );
}

/** The value that a text stands for, or the text itself. */
function parseValue(json: string): Value {
  try {
    return parseJson(json);
  } catch {
    return json;
  }
}

function read(path: string): PackageSchema | undefined {
  if (existsSync(path)) return parse(readFileSync(path, "utf8"));
  return existsSync(`${path}.gz`) ? parse(gunzipSync(readFileSync(`${path}.gz`)).toString("utf8")) : undefined;
}

function parse(json: string): PackageSchema {
  const schema: unknown = JSON.parse(json);
  if (!isPackageSchema(schema)) throw new Error("a provider schema has resources, types and functions");
  return schema;
}

/** Schemas are made by machines: that the sections are there is enough to trust the rest. */
function isPackageSchema(value: unknown): value is PackageSchema {
  return (
    typeof value === "object" && value !== null && ["resources", "types", "functions"].every((key) => key in value)
  );
}

/** `aws` of `aws:rds/instance:Instance`. */
function packageOf(token: string): string {
  return token.split(":")[0] ?? token;
}

function suggestion(name: string, known: readonly string[]): string {
  return known.length === 0 ? "" : `; did you mean "${closest(name, [...known])}"?`;
}

function allowed(values: readonly unknown[], marked: Value, path: string): Finding[] {
  if (values.includes(opened(marked))) return [];
  const list = values.map((each) => JSON.stringify(each)).join(", ");
  return [mismatch(path, values.length === 1 ? list : `one of ${list}`, marked)];
}

function mismatch(path: string, expected: string, value: Value): Finding {
  return { path, reason: `must be ${expected}, not ${show(value)}` };
}

/** A value for its reader, who may not see what is secret in it. */
function show(value: Value): string {
  const json = JSON.stringify(value, (_key, each: Value) => (isSecret(each) ? "[secret]" : each));
  return json.length > 60 ? `${json.slice(0, 57)}...` : json;
}

function step(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}
