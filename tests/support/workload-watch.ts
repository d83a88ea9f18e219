import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import type { Api } from "../../offline/kubernetes/api";
import { ApiError } from "../../offline/kubernetes/connection";

const pod = z.looseObject({
  metadata: z.looseObject({ name: z.string(), namespace: z.string(), deletionTimestamp: z.string().optional() }),
  spec: z.looseObject({ nodeName: z.string().optional() }),
  status: z.looseObject({
    phase: z.string(),
    conditions: z
      .array(z.looseObject({ type: z.string(), status: z.string(), message: z.string().optional() }))
      .default([]),
  }),
});
type Pod = z.infer<typeof pod>;

const isReady = ({ metadata, status }: Pod): boolean =>
  metadata.deletionTimestamp === undefined &&
  status.conditions.some((each) => each.type === "Ready" && each.status === "True");

/** The pods of one service on the cluster, as a test looks at them. */
export class Pods {
  constructor(
    private readonly api: Api,
    private readonly namespace: string,
    private readonly service: string,
  ) {}

  async all(): Promise<Pod[]> {
    const labelSelector = `app.kubernetes.io/name=${this.service}`;
    return (await this.api.list("v1", "Pod", this.namespace, { labelSelector })).map((each) => pod.parse(each));
  }

  /** Those that are ready, on nodes that exist: of a lost node nobody reports, so its pods look ready to the end. */
  async ready(): Promise<Pod[]> {
    const [pods, nodes] = await Promise.all([this.all(), this.api.list("v1", "Node")]);
    const names = new Set(nodes.map(({ metadata }) => metadata.name));
    return pods.filter((each) => isReady(each) && names.has(each.spec.nodeName ?? ""));
  }

  /** Ready pods per zone, of the zones that have any, from the fewest. */
  async perZone(): Promise<number[]> {
    const nodes = await this.api.list("v1", "Node");
    const zones = new Map(
      nodes.map(({ metadata }) => [metadata.name, metadata.labels?.["topology.kubernetes.io/zone"]]),
    );
    return counts((await this.ready()).map(({ spec }) => zones.get(spec.nodeName ?? "") ?? "none"));
  }

  /** The most ready pods on one node. */
  async onOneNode(): Promise<number> {
    return Math.max(...counts((await this.ready()).map(({ spec }) => spec.nodeName ?? "none")));
  }

  /** The fewest ready pods at any look while something is done. */
  async fewestReadyDuring(work: () => Promise<void>): Promise<number> {
    const look: { fewest: number; over: boolean } = { fewest: Number.POSITIVE_INFINITY, over: false };
    const looking = (async () => {
      while (!look.over) {
        look.fewest = Math.min(look.fewest, (await this.ready()).length);
        await pause(20);
      }
    })();
    try {
      await work();
    } finally {
      look.over = true;
      await looking;
    }
    return look.fewest;
  }
}

function counts(values: readonly string[]): number[] {
  const found = new Map<string, number>();
  for (const value of values) found.set(value, (found.get(value) ?? 0) + 1);
  return [...found.values()].sort((a, b) => a - b);
}

/** Keeps new pods off a node, or lets them on again. */
export async function cordon(api: Api, node: string, unschedulable: boolean): Promise<void> {
  await api.merge({ apiVersion: "v1", kind: "Node", name: node }, { spec: { unschedulable } });
}

/** Evicts every pod of a node, as `kubectl drain` does, waiting for budgets. Fails when it does not end. */
export async function drain(api: Api, node: string, seconds = 60): Promise<void> {
  await cordon(api, node, true);
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const fieldSelector = `spec.nodeName=${node}`;
    const pods = (await api.list("v1", "Pod", undefined, { fieldSelector })).map((each) => pod.parse(each));
    const living = pods.filter(({ status }) => status.phase === "Running" || status.phase === "Pending");
    if (living.length === 0) return;
    const refusals = await Promise.all(living.map((each) => evict(api, each)));
    if (Date.now() > deadline) throw new Error(`the drain of ${node} does not end: ${refusals.join("; ")}`);
    await pause(100);
  }
}

/** What refuses the eviction; empty when nothing does. */
async function evict(api: Api, { metadata: { name, namespace } }: Pod): Promise<string> {
  const body = { apiVersion: "policy/v1", kind: "Eviction", metadata: { name, namespace } };
  try {
    await api.post({ apiVersion: "v1", kind: "Pod", name, namespace }, "eviction", body);
    return "";
  } catch (error) {
    if (error instanceof ApiError && [404, 429].includes(error.code)) return error.message;
    throw error;
  }
}

/** The replicas of a workload, with a new pod template: a rolling update to the end. */
export async function rollOut(api: Api, namespace: string, name: string): Promise<void> {
  const reference = { apiVersion: "apps/v1", kind: "Deployment", name, namespace };
  const annotations = { "kubectl.kubernetes.io/restartedAt": new Date().toISOString() };
  await api.merge(reference, { spec: { template: { metadata: { annotations } } } });
  await rolledOut(api, namespace, name);
}

const deployment = z.looseObject({
  metadata: z.looseObject({ generation: z.number() }),
  spec: z.looseObject({ replicas: z.number() }),
  status: z.looseObject({
    observedGeneration: z.number().default(0),
    replicas: z.number().default(0),
    updatedReplicas: z.number().default(0),
    availableReplicas: z.number().default(0),
    conditions: z
      .array(z.looseObject({ type: z.string(), status: z.string(), reason: z.string(), message: z.string() }))
      .default([]),
  }),
});

/** Waits until every replica is of the newest template and available, and no other is left. */
export async function rolledOut(api: Api, namespace: string, name: string, seconds = 60): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const found = await deploymentOf(api, namespace, name);
    const { metadata, spec, status } = found;
    const numbers = [status.replicas, status.updatedReplicas, status.availableReplicas];
    const observed = status.observedGeneration >= metadata.generation;
    if (observed && numbers.every((number) => number === spec.replicas)) return;
    if (Date.now() > deadline) throw new Error(`${name} is not rolled out: ${JSON.stringify(status)}`);
    await pause(50);
  }
}

export async function deploymentOf(api: Api, namespace: string, name: string): Promise<z.infer<typeof deployment>> {
  return deployment.parse(await api.get({ apiVersion: "apps/v1", kind: "Deployment", name, namespace }));
}

/** Scales a workload without waiting. */
export async function scale(api: Api, namespace: string, name: string, replicas: number): Promise<void> {
  await api.merge({ apiVersion: "apps/v1", kind: "Deployment", name, namespace }, { spec: { replicas } });
}
