import type { Api } from "../../../offline/kubernetes/api";
import { type KubernetesObject, referenceOf } from "../../../offline/kubernetes/objects";
import { eventually } from "../cluster";
import { partOf } from "../parts";
import { baseNamespace } from "./base";
import type { Objects } from "./mutation";
import { type Refusal, refusalOf, type ServerVerdict } from "./refusal";

const manager = "agreement";

/** Kinds that decide what a namespace takes; they come before everything else. */
const fences: ReadonlySet<string> = new Set(["Namespace", "ResourceQuota", "LimitRange"]);

/** Kinds of which the objects of a program stand in no namespace. */
const clusterScoped: ReadonlySet<string> = new Set(["Namespace", "Node", "PersistentVolume"]);

export function isFence({ kind }: KubernetesObject): boolean {
  return fences.has(kind);
}

let opened = 0;

/** What no program of the corpus makes. */
const recounted = "count/leases.coordination.k8s.io";
let recounts = 0;

type Opened = { readonly scene: Scene; readonly refusals: ServerVerdict };

/** A namespace of its own on the cluster of the test, into which a program is put. */
export class Scene {
  private readonly outside: KubernetesObject[] = [];
  /** API versions of the kinds that were applied. */
  private readonly kinds = new Map<string, string>();

  private constructor(
    readonly api: Api,
    readonly namespace: string,
  ) {}

  /** Makes the namespace with its limits and quota, or says why the API server refuses them. */
  static async open(api: Api, objects: Objects): Promise<Opened> {
    const scene = new Scene(api, `agreement-${process.pid}-${++opened}`);
    const own = objects.filter(isFence);
    const [namespace, ...others] = [
      ...own.filter((each) => each.kind === "Namespace"),
      ...own.filter((each) => each.kind !== "Namespace"),
    ];
    if (namespace === undefined) throw new Error("a program needs a Namespace");
    const refusals = await scene.put([namespace]);
    if (refusals.length > 0) return { scene, refusals };
    await scene.exists("ConfigMap", "kube-root-ca.crt");
    await scene.exists("ServiceAccount", "default");
    const refused: Refusal[] = [];
    for (const each of others) {
      refused.push(...(await scene.put([each])));
      await scene.quotasCount();
    }
    return { scene, refusals: refused };
  }

  /** Applies objects one after the other, and gathers what is refused. */
  async put(objects: Objects, options: { readonly dryRun?: boolean } = {}): Promise<ServerVerdict> {
    const refusals: Refusal[] = [];
    for (const each of objects) {
      const object = this.placed(each);
      const refusal = await refusalOf(() => this.api.apply(object, { manager, force: true, ...options }));
      this.kinds.set(object.kind, object.apiVersion);
      if (refusal !== undefined) refusals.push(refusal);
      else if (options.dryRun !== true && clusterScoped.has(object.kind)) this.outside.push(object);
    }
    return refusals;
  }

  /** The object in the namespace of the scene instead of that of the program. */
  placed(object: KubernetesObject): KubernetesObject {
    const text = JSON.stringify(object).replaceAll(`"${baseNamespace}"`, JSON.stringify(this.namespace));
    return JSON.parse(text) as KubernetesObject;
  }

  async list(apiVersion: string, kind: string): Promise<KubernetesObject[]> {
    return this.api.list(apiVersion, kind, this.namespace);
  }

  /** The objects of those of the kinds that were applied. */
  async made(kinds: ReadonlySet<string>): Promise<KubernetesObject[]> {
    const applied = [...this.kinds].filter(([kind]) => kinds.has(kind));
    const lists = await Promise.all(applied.map(([kind, apiVersion]) => this.list(apiVersion, kind)));
    return lists.flat();
  }

  async pods(): Promise<KubernetesObject[]> {
    return this.list("v1", "Pod");
  }

  /** From now on the quota refuses every new pod. */
  async noMorePods(): Promise<void> {
    const quota = { apiVersion: "v1", kind: "ResourceQuota", name: "quota", namespace: this.namespace };
    await this.api.merge(quota, { spec: { hard: { pods: "0" } } });
    await this.quotasCount();
  }

  /**
   * Makes quotas count anew, and controllers try again. A quota that pods come and go under now and then counts one that
   * is gone, for as much as five minutes; a change of what it bounds has it count at once. One with scopes bounds nothing
   * further, so it is left alone.
   */
  async recount(): Promise<void> {
    const quotas = await this.list("v1", "ResourceQuota");
    for (const each of quotas.filter(({ spec }) => !/"scope(s|Selector)"/.test(JSON.stringify(spec)))) {
      await this.api.merge(referenceOf(each), { spec: { hard: { [recounted]: String(1000 + ++recounts) } } });
    }
    await this.quotasCount();
    const annotations = { "agreement/again": String(recounts) };
    for (const each of await this.list("apps/v1", "ReplicaSet")) {
      await this.api.merge(referenceOf(each), { metadata: { annotations } });
    }
  }

  /** Asks for the deletion of all; nobody waits for it. */
  async close(): Promise<void> {
    await Promise.all(this.outside.map((each) => this.api.delete(referenceOf(each))));
  }

  private async exists(kind: string, name: string): Promise<void> {
    const reference = { apiVersion: "v1", kind, name, namespace: this.namespace };
    await eventually(`${kind} ${name}`, async () => (await this.api.get(reference)) !== undefined);
  }

  /** Until then a quota refuses everything. */
  private async quotasCount(): Promise<void> {
    await eventually("status of the quotas", async () => {
      const quotas = await this.list("v1", "ResourceQuota");
      return quotas.every((each) => {
        const keys = (path: string): string => JSON.stringify(partOf(each, path) ?? {});
        return keys("spec.hard") === keys("status.hard") && partOf(each, "status.used") !== undefined;
      });
    });
  }
}

/** Does something with each item, a bounded number at a time; answers in the order of the items. */
export async function inParallel<T, R>(items: readonly T[], width: number, act: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const left = [...items.entries()];
  const worker = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) results[next[0]] = await act(next[1]);
  };
  await Promise.all(Array.from({ length: width }, worker));
  return results;
}
