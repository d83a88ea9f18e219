import assert from "node:assert/strict";
import { quotaFit } from "../../../policies/quotas/quota-fit";
import { programOf, verdictOf } from "../../support/policies";

/** Nodes that DaemonSets run on. */
export const nodes = 3;

export function quotaOf(hard: object, spec: object = {}) {
  return object("v1", "ResourceQuota", "quota", { hard, ...spec });
}

/** The least that a quota must have under a key, found by asking for nothing and reading the fault. */
export function least(key: string, objects: readonly object[], spec: object = {}, config: object = {}): string {
  const program = programOf({
    objects: [quotaOf({ [key]: "0" }, spec), ...objects],
    config: { "quota-fit": { nodes, ...config } },
  });
  const [fault = "0", ...rest] = verdictOf(quotaFit, program).faults;
  assert.deepEqual(rest, []);
  return /must be at least (?<amount>.*), but is 0$/.exec(fault)?.groups?.["amount"] ?? fault;
}

export function object(apiVersion: string, kind: string, name: string, spec: object = {}, more: object = {}) {
  return { apiVersion, kind, metadata: { name, namespace: "shop", ...more }, spec };
}

export function pod(name: string, spec: object = {}, cpu = "1") {
  return object("v1", "Pod", name, { containers: [{ name: "web", resources: { limits: { cpu } } }], ...spec });
}

export function service(name: string, type: string, ports: number, more: object = {}) {
  return object("v1", "Service", name, { type, ports: Array.from({ length: ports }, () => ({ port: 80 })), ...more });
}

export function claim(name: string, storage: string, spec: object = {}, annotations: object = {}) {
  return object(
    "v1",
    "PersistentVolumeClaim",
    name,
    { resources: { requests: { storage } }, ...spec },
    { annotations },
  );
}

export function workloadOf(kind: string, spec: object, apiVersion = "apps/v1") {
  return object(apiVersion, kind, "web", { template: { spec: pod("").spec }, ...spec });
}

/** What is summed up, the key, what there is, and the least that the quota must have, with its terms. */
export type Row = readonly [title: string, key: string, objects: readonly object[], amount: string];

export function itSums(rows: readonly Row[]): void {
  for (const [title, key, objects, amount] of rows) {
    it(`${title} (${key})`, () => assert.equal(least(key, objects), amount));
  }
}
