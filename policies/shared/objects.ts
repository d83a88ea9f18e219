import { map, object, text, Unseen, valueAt, type Shape } from "./shape";

/** A resource as CrossGuard hands it over. */
export interface Registered {
  /** The type token, such as `kubernetes:apps/v1:Deployment`. */
  readonly type: string;
  readonly urn: string;
  /** The name that the program gave the resource; not the object's own. */
  readonly name: string;
  readonly props: object;
  /** Namespace of objects that name none. */
  readonly defaultNamespace?: string;
}

const metadata = object({ name: text, namespace: text, labels: map(text), annotations: map(text) });
const token = /^kubernetes:(?<group>[^/:]+)\/(?<version>[^:]+):(?<kind>[A-Za-z0-9]+)$/;

/** What the provider adds to the API: charts, releases and files, whose objects are resources of their own. */
const notOfTheApi: ReadonlySet<string> = new Set(["helm.sh", "kustomize", "yaml"]);

/** True for objects of the Kubernetes API. */
export function isKubernetesObject(type: string): boolean {
  const group = token.exec(type)?.groups?.["group"];
  return group !== undefined && !notOfTheApi.has(group);
}

/** An object of the Kubernetes API that a program registers. */
export class KubernetesObject {
  readonly urn: string;
  /** The API group; empty for core. */
  readonly group: string;
  readonly kind: string;
  /** The kind with its group, such as `apps/Deployment`; core kinds stand alone, such as `Pod`. */
  readonly groupKind: string;
  /** The object's own name, or the resource's where Pulumi makes one up. */
  readonly name: string;
  /** What policies looked at in vain: path and reason. */
  readonly unseen = new Map<string, string>();
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  private readonly props: object;
  private readonly cache = new Map<Shape<unknown>, Map<string, unknown>>();
  private readonly ownNamespace: string | undefined;
  private resolvedNamespace: string | undefined;

  constructor(resource: Registered) {
    const { group = "", kind = resource.type } = token.exec(resource.type)?.groups ?? {};
    this.urn = resource.urn;
    this.group = group === "core" ? "" : group;
    this.kind = kind;
    this.groupKind = this.group === "" ? kind : `${this.group}/${kind}`;
    this.props = resource.props;
    const own = this.read(metadata, "metadata") ?? {};
    this.name = this.attempt(() => own.name) ?? resource.name;
    this.ownNamespace = seen(() => own.namespace ?? resource.defaultNamespace ?? "default");
    this.labels = this.attempt(() => own.labels) ?? {};
    this.annotations = this.attempt(() => own.annotations) ?? {};
  }

  /** Makes an object of a manifest, for examples and tests. */
  static of(manifest: object): KubernetesObject {
    const { apiVersion = "v1", kind = "" } = object({ apiVersion: text, kind: text }).read(manifest, "");
    const type = `kubernetes:${apiVersion.includes("/") ? apiVersion : `core/${apiVersion}`}:${kind}`;
    const { name = "unnamed", namespace = "" } = metadata.read(Reflect.get(manifest, "metadata") ?? {}, "metadata");
    return new KubernetesObject({
      type,
      urn: `urn:pulumi:dev::example::${type}::${namespace}/${name}`,
      name,
      props: manifest,
    });
  }

  /** The namespace, unless it is not known yet. For kinds without one it says nothing. */
  get namespace(): string | undefined {
    return this.ownNamespace ?? this.resolvedNamespace;
  }

  /** Says which namespace it is when the name itself is known only later. */
  resolveNamespace(name: string): void {
    this.resolvedNamespace = name;
  }

  /** `Deployment shop/web`, as messages name it. */
  get title(): string {
    return this.isNamespaced
      ? `${this.kind} ${this.namespace ?? "(namespace known later)"}/${this.name}`
      : `${this.kind} ${this.name}`;
  }

  /** Reads a part of the object; undefined when it is missing or, noted in `unseen`, cannot be read. */
  read<T>(shape: Shape<T>, ...path: readonly string[]): T | undefined;
  read(shape: Shape<unknown>, ...path: readonly string[]): unknown {
    const at = path.join(".");
    const cached = this.cache.get(shape) ?? new Map<string, unknown>();
    this.cache.set(shape, cached);
    if (!cached.has(at)) {
      const raw = this.attempt(() => this.raw(...path));
      cached.set(at, raw === undefined ? undefined : this.attempt(() => shape.read(raw, at)));
    }
    return cached.get(at);
  }

  /** What stands at a path, as it was registered. @throws Unseen when it is not known yet. */
  raw(...path: readonly string[]): unknown {
    let value: unknown = this.props;
    for (const [index, key] of path.entries()) {
      if (typeof value !== "object" || value === null) return undefined;
      value = valueAt(value, key, path.slice(0, index + 1).join("."));
    }
    return value ?? undefined;
  }

  /** Looks at something; when it cannot be seen this is noted, and the answer is undefined. */
  attempt<T>(look: () => T): T | undefined {
    try {
      return look();
    } catch (error) {
      if (!(error instanceof Unseen)) throw error;
      this.unseen.set(error.path, error.why);
      return undefined;
    }
  }

  private get isNamespaced(): boolean {
    return !clusterScoped.has(this.groupKind);
  }
}

/** Kinds that messages name without a namespace. */
const clusterScoped: ReadonlySet<string> = new Set(["Namespace", "Node", "PersistentVolume"]);

function seen<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    if (error instanceof Unseen) return undefined;
    throw error;
  }
}
