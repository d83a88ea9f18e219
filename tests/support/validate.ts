import assert from "node:assert/strict";
import type { Check, Status } from "../../operations/validate/check";
import type { DatabaseAnswer } from "../../operations/validate/database/answers";
import { Facts } from "../../operations/validate/facts";
import { judge } from "../../operations/validate/judge";
import type { Kind } from "../../operations/validate/read/kinds";
import type { Readings, Snapshot } from "../../operations/validate/snapshot";

/** Objects by kind; a string is why the kind could not be read. What is not named, the cluster does not know. */
export type Read = { readonly [K in Kind]?: readonly object[] | string };

/** The moment of every snapshot. */
export const now = new Date("2026-11-24T12:00:00Z");

export const before = (hours: number): Date => new Date(now.getTime() - hours * 3_600_000);

const shop = "shop";

/** A snapshot of a cluster whose namespace `shop` is checked. */
export function snapshotOf(read: Read, more: Partial<Snapshot> = {}): Snapshot {
  const readings = Object.entries(read).map(([kind, items]) => [
    kind,
    typeof items === "string" ? { state: "unreadable", why: items } : { state: "read", items },
  ]);
  return {
    at: now,
    server: { url: "https://127.0.0.1", version: "v1.36.3", milliseconds: 12 },
    scope: { namespaces: [shop], named: [] },
    databases: [],
    read: Object.fromEntries(readings) as Readings,
    ...more,
  };
}

export const factsOf = (read: Read): Facts => new Facts(snapshotOf(read));

export function checkOf(id: string, snapshot: Snapshot, required: readonly string[] = []): Check {
  const found = judge(snapshot, required).find((each) => each.id === id);
  assert.ok(found !== undefined, `there is no check ${id}`);
  return found;
}

/** What a check must say of a snapshot. */
export interface Row {
  readonly rule: string;
  readonly read: Read;
  readonly status: Status;
  readonly evidence?: RegExp;
  /** What a finding must say, and the command below it. */
  readonly finding?: RegExp;
  readonly command?: RegExp;
  readonly databases?: readonly DatabaseAnswer[];
}

/** A test for each row. */
export function judges(id: string, rows: readonly Row[]): void {
  for (const { rule, read, status, evidence, finding, command, databases = [] } of rows) {
    it(rule, () => {
      const check = checkOf(id, snapshotOf(read, { databases }));
      const told = JSON.stringify(check, null, 2);
      assert.equal(check.status, status, told);
      if (evidence !== undefined) assert.match(check.evidence, evidence);
      if (status === "pass") assert.deepEqual(check.findings, []);
      if (finding !== undefined) {
        const found = check.findings.find(({ message }) => finding.test(message));
        assert.ok(found !== undefined, `${String(finding)} in ${told}`);
        assert.match(found.command, command ?? /^kubectl /);
      }
    });
  }
}

export function node(name: string, zone: string, more: object = {}): object {
  return {
    metadata: { name, labels: { "topology.kubernetes.io/zone": zone } },
    spec: {},
    status: { conditions: [{ type: "Ready", status: "True" }], nodeInfo: { kubeletVersion: "v1.36.3" } },
    ...more,
  };
}

export const threeNodes = [node("n1", "a"), node("n2", "b"), node("n3", "c")];

interface PodOptions {
  readonly name?: string;
  readonly on?: string;
  readonly owner?: { readonly kind: string; readonly name: string; readonly uid: string };
  readonly metadata?: object;
  readonly spec?: object;
  readonly status?: object;
}

const restricted = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
  runAsNonRoot: true,
  seccompProfile: { type: "RuntimeDefault" },
};

/** A pod that runs, is ready, and keeps to `restricted`. */
export function pod({ name = "web-1", on = "n1", owner, metadata, spec, status }: PodOptions = {}): object {
  return {
    metadata: {
      name,
      namespace: shop,
      labels: { app: "web" },
      ownerReferences: owner === undefined ? [] : [{ ...owner, controller: true }],
      ...metadata,
    },
    spec: { nodeName: on, containers: [{ name: "app", securityContext: restricted }], ...spec },
    status: status ?? {
      phase: "Running",
      conditions: [{ type: "Ready", status: "True" }],
      containerStatuses: [{ name: "app", ready: true, restartCount: 0, state: { running: {} } }],
    },
  };
}

export const setOwner = { kind: "ReplicaSet", name: "web-5d", uid: "set" };

/** A Deployment `web` with its ReplicaSet, and pods on these nodes. */
export function deployed(nodes: readonly string[], status: object = {}, spec: object = {}): Read {
  const number = nodes.length;
  return {
    deployments: [
      {
        metadata: { name: "web", namespace: shop, uid: "deployment", generation: 1 },
        spec: {
          replicas: number,
          selector: { matchLabels: { app: "web" } },
          template: { metadata: { labels: { app: "web" } }, spec: { containers: [] } },
          ...spec,
        },
        status: { readyReplicas: number, updatedReplicas: number, observedGeneration: 1, ...status },
      },
    ],
    replicaSets: [
      {
        metadata: {
          name: setOwner.name,
          namespace: shop,
          uid: setOwner.uid,
          ownerReferences: [{ kind: "Deployment", name: "web", uid: "deployment", controller: true }],
        },
        spec: { replicas: number },
      },
    ],
    pods: nodes.map((on, index) => pod({ name: `web-${index + 1}`, on, owner: setOwner })),
  };
}

/** A workload whose container has this environment. */
export const connecting = (env: Readonly<Record<string, string>>, more: object = {}): Read => ({
  deployments: [
    {
      metadata: { name: "web", namespace: "shop", uid: "web" },
      spec: {
        template: {
          spec: {
            containers: [{ name: "app", env: Object.entries(env).map(([name, value]) => ({ name, value })), ...more }],
          },
        },
      },
    },
  ],
});
export const rds = "production-database.c9akciq32.eu-west-1.rds.amazonaws.com";
export const flexible = "production-database.postgres.database.azure.com";
export const verified = (host: string): Read => connecting({ PGHOST: host, PGSSLMODE: "verify-full" });
