import { z } from "zod";
import { ApiError, Connection, type Exchange } from "./connection";
import { type Json, type KubernetesObject, kubernetesObject, type Reference } from "./objects";

/** How the API server serves one kind. */
export interface ServedKind {
  readonly plural: string;
  readonly namespaced: boolean;
}

export interface ApplyOptions {
  /** Owner of the fields that are applied. */
  readonly manager: string;
  /** Takes fields over that another manager owns; without it they are a Conflict. */
  readonly force?: boolean;
  readonly dryRun?: boolean;
}

export interface ListOptions {
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

/** What becomes of the objects that an object owns. */
export type Propagation = "Foreground" | "Background" | "Orphan";

const discovery = z.object({
  resources: z
    .array(z.looseObject({ name: z.string(), kind: z.string(), namespaced: z.boolean(), verbs: z.array(z.string()) }))
    .default([]),
});
const list = z.looseObject({ items: z.array(z.looseObject({})).default([]) });
const groups = z.object({
  groups: z.array(z.object({ versions: z.array(z.object({ groupVersion: z.string() })) })).default([]),
});

/** A client of any API server, for objects of any kind. Unknown fields are refused by the server, never dropped. */
export class Api {
  private readonly kinds = new Map<string, Promise<ReadonlyMap<string, ServedKind>>>();

  constructor(readonly connection: Connection) {}

  /** @see Connection.open */
  static open(kubeconfig?: string, context?: string): Api {
    return new Api(Connection.open(kubeconfig, context));
  }

  /** How a kind is served; asked anew while it is not, for its definition may have come since. */
  async served(apiVersion: string, kind: string): Promise<ServedKind | undefined> {
    const known = (await this.group(apiVersion)).get(kind);
    if (known !== undefined) return known;
    this.kinds.delete(apiVersion);
    return (await this.group(apiVersion)).get(kind);
  }

  /** Every kind that can be listed: API version, kind and whether it has namespaces. */
  async allKinds(): Promise<{ readonly apiVersion: string; readonly kind: string; readonly namespaced: boolean }[]> {
    const found = groups.parse(await this.json({ method: "GET", path: "/apis" }));
    const versions = ["v1", ...found.groups.flatMap((group) => group.versions.map((each) => each.groupVersion))];
    const perVersion = await Promise.all(
      versions.map(async (apiVersion) =>
        [...(await this.group(apiVersion))].map(([kind, { namespaced }]) => ({ apiVersion, kind, namespaced })),
      ),
    );
    return perVersion.flat();
  }

  /** `undefined` when there is no such object, or no such kind. */
  async get(reference: Reference): Promise<KubernetesObject | undefined> {
    const path = await this.pathOf(reference).catch(absent);
    if (path === undefined) return undefined;
    const found = await this.json({ method: "GET", path }).catch(absent);
    return found === undefined ? undefined : kubernetesObject.parse(found);
  }

  /** Objects of a kind: those of one namespace, or of all. None when the kind is not served. */
  async list(
    apiVersion: string,
    kind: string,
    namespace?: string,
    options: ListOptions = {},
  ): Promise<KubernetesObject[]> {
    const served = await this.served(apiVersion, kind);
    if (served === undefined) return [];
    const path = collection(apiVersion, served, served.namespaced ? namespace : undefined);
    const found = list.parse(await this.json({ method: "GET", path: withQuery(path, { ...options }) }));
    return found.items.map((item) => kubernetesObject.parse({ ...item, apiVersion, kind }));
  }

  /** Server-side apply with strict field validation. */
  async apply(object: KubernetesObject, options: ApplyOptions): Promise<KubernetesObject> {
    const query = {
      fieldManager: options.manager,
      fieldValidation: "Strict",
      ...(options.force === true ? { force: "true" } : {}),
      ...(options.dryRun === true ? { dryRun: "All" } : {}),
    };
    return this.write(
      "PATCH",
      withQuery(await this.pathOfObject(object), query),
      object,
      "application/apply-patch+yaml",
    );
  }

  /** Creates an object that must not exist, with strict field validation. */
  async create(object: KubernetesObject, options: Omit<ApplyOptions, "force">): Promise<KubernetesObject> {
    const served = await this.mustServe(object.apiVersion, object.kind);
    const query = {
      fieldManager: options.manager,
      fieldValidation: "Strict",
      ...(options.dryRun === true ? { dryRun: "All" } : {}),
    };
    const path = collection(object.apiVersion, served, namespaceOf(served, object.metadata.namespace));
    return this.write("POST", withQuery(path, query), object);
  }

  /** Changes parts of an object, by the rules of a merge patch. */
  async merge(reference: Reference, patch: Json, subresource?: string): Promise<KubernetesObject> {
    const path = await this.pathOf(reference);
    const target = subresource === undefined ? path : `${path}/${subresource}`;
    return this.write("PATCH", target, patch, "application/merge-patch+json");
  }

  /** Posts to a subresource, such as an Eviction to a pod's `eviction`. */
  async post(reference: Reference, subresource: string, body: Json): Promise<void> {
    await this.json({
      method: "POST",
      path: `${await this.pathOf(reference)}/${subresource}`,
      body: JSON.stringify(body),
    });
  }

  /** Asks for an object's deletion; false when it does not exist. Its finalizers may keep it for a while. */
  async delete(reference: Reference, propagationPolicy: Propagation = "Background"): Promise<boolean> {
    const path = await this.pathOf(reference).catch(absent);
    if (path === undefined) return false;
    const body = JSON.stringify({ apiVersion: "v1", kind: "DeleteOptions", propagationPolicy });
    return (await this.json({ method: "DELETE", path, body }).catch(absent)) !== undefined;
  }

  /** The plain text of an endpoint such as `/readyz`. */
  async text(path: string): Promise<string> {
    return this.connection.exchange({ method: "GET", path, accept: "*/*" });
  }

  private async write(
    method: Exchange["method"],
    path: string,
    body: Json | KubernetesObject,
    contentType?: string,
  ): Promise<KubernetesObject> {
    const exchange = { method, path, body: JSON.stringify(body) };
    return kubernetesObject.parse(await this.json(contentType === undefined ? exchange : { ...exchange, contentType }));
  }

  private async json(exchange: Exchange): Promise<unknown> {
    return JSON.parse(await this.connection.exchange(exchange));
  }

  private async pathOfObject({ apiVersion, kind, metadata }: KubernetesObject): Promise<string> {
    return this.pathOf({ apiVersion, kind, name: metadata.name, namespace: metadata.namespace });
  }

  private async pathOf({ apiVersion, kind, name, namespace }: Reference): Promise<string> {
    const served = await this.mustServe(apiVersion, kind);
    return `${collection(apiVersion, served, namespaceOf(served, namespace))}/${encodeURIComponent(name)}`;
  }

  private async mustServe(apiVersion: string, kind: string): Promise<ServedKind> {
    const served = await this.served(apiVersion, kind);
    if (served !== undefined) return served;
    throw new ApiError(404, "NotFound", `the API server serves no kind ${kind} in ${apiVersion}`);
  }

  private async group(apiVersion: string): Promise<ReadonlyMap<string, ServedKind>> {
    const known = this.kinds.get(apiVersion) ?? this.discover(apiVersion);
    this.kinds.set(apiVersion, known);
    return known;
  }

  private async discover(apiVersion: string): Promise<ReadonlyMap<string, ServedKind>> {
    const found = await this.json({ method: "GET", path: root(apiVersion) }).catch(absent);
    const { resources } = discovery.parse(found ?? {});
    const listed = resources.filter((each) => !each.name.includes("/") && each.verbs.includes("list"));
    return new Map(listed.map((each) => [each.kind, { plural: each.name, namespaced: each.namespaced }]));
  }
}

/** Swallows that something does not exist. */
export function absent(error: unknown): undefined {
  if (error instanceof ApiError && error.code === 404) return undefined;
  throw error;
}

function root(apiVersion: string): string {
  return apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}

function collection(apiVersion: string, { plural }: ServedKind, namespace: string | undefined): string {
  return `${root(apiVersion)}${namespace === undefined ? "" : `/namespaces/${namespace}`}/${plural}`;
}

function namespaceOf({ namespaced }: ServedKind, namespace: string | undefined): string | undefined {
  return namespaced ? (namespace ?? "default") : undefined;
}

function withQuery(path: string, query: Readonly<Record<string, string>>): string {
  const text = new URLSearchParams({ ...query }).toString();
  return text === "" ? path : `${path}?${text}`;
}
