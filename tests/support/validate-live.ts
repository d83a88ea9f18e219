import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Guardrails } from "../../components";
import { Workload } from "../../components/shared/workload/workload";
import type { KubernetesObject } from "../../offline/kubernetes/objects";
import { loadKubeconfig } from "../../operations/shared/kubeconfig";
import type { Check, Status } from "../../operations/validate/check";
import { judge } from "../../operations/validate/judge";
import { connect } from "../../operations/validate/read/connection";
import { gather } from "../../operations/validate/read/gather";
import { eventually, startCluster, type TestCluster } from "./cluster";
import { web } from "./descriptions";
import { clusterHandle } from "./handles";
import { applyAll, objectsOf } from "./live-objects";
import { root } from "./offline";
import { record } from "./record";
import { rolledOut } from "./workload-watch";

/** Definitions of the practices that are judged by their custom resources. */
const folder = process.env["DEFINITIONS"] ?? join(root, "..", "shared", "crds");
const projects = ["istio", "velero", "vpa", "external-secrets", "karpenter"].map((each) => join(folder, each));
export const hasDefinitions = projects.every((each) => existsSync(each));

/** Skips what needs definitions, by name; in CI that is a failure. */
export function needsDefinitions(context: Mocha.Context): void {
  if (hasDefinitions) return;
  const told = `NOT SHOWN: there are no definitions in ${folder}; set DEFINITIONS to a folder that holds them`;
  if (process.env["CI"] !== undefined) throw new Error(told);
  console.error(told);
  context.skip();
}

/** A namespace in which nothing is wrong. */
export const shop = "validate-good";

let shared: Promise<TestCluster> | undefined;

/** A control plane that the tests of `validate` share, for they break what concerns the whole of it. */
export async function live(): Promise<TestCluster> {
  shared ??= startCluster({ definitions: hasDefinitions ? projects : [] }).then(async (cluster) => {
    await guarded(shop, true, {}, cluster);
    return cluster;
  });
  return shared;
}

after(async () => {
  if (shared !== undefined) await (await shared).end();
});

/** Makes a namespace with its guardrails, and if asked for a workload of three. */
export async function guarded(
  namespace: string,
  workload = false,
  quota: Readonly<Record<string, string>> = {},
  on?: TestCluster,
): Promise<void> {
  const { api } = on ?? (await live());
  const { registrations } = await record(() => {
    const handle = clusterHandle("gke");
    new Guardrails(namespace, { cluster: handle, namespace, quota });
    if (workload) new Workload(web.service, { cluster: handle, ...web, namespace, replicas: 3 });
  });
  await applyAll(api, objectsOf(registrations));
  if (workload) await rolledOut(api, namespace, web.service);
}

export async function apply(...objects: readonly object[]): Promise<void> {
  await applyAll((await live()).api, objects as readonly KubernetesObject[]);
}

export interface Result {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

/** The command as people start it. */
export async function command(args: readonly string[]): Promise<Result> {
  const main = join(root, "offline", "main.mjs");
  const child = spawn(process.execPath, [main, "validate", ...args], { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  const texts = { output: "", errors: "" };
  child.stdout.on("data", (chunk: Buffer) => (texts.output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (texts.errors += chunk.toString()));
  return new Promise((resolve) => child.once("close", (code) => resolve({ code: code ?? -1, ...texts })));
}

/** What the command judges, without starting it. */
export async function checks(namespace: string, kubeconfig?: string): Promise<readonly Check[]> {
  const config = loadKubeconfig(kubeconfig ?? (await live()).kubeconfig, undefined);
  return judge(await gather(connect(config, AbortSignal.timeout(30_000)), [namespace]));
}

export function statuses(all: readonly Check[]): Readonly<Record<string, Status>> {
  return Object.fromEntries(all.map(({ id, status }) => [id, status]));
}

/** The check fails with the finding that was looked for, once the controllers have come to it, and with its command. */
export async function finds(namespace: string, id: string, finding: RegExp, next: RegExp): Promise<void> {
  let last: Check | undefined;
  const found = await eventually(
    `${id} says ${String(finding)}`,
    async () => {
      last = (await checks(namespace)).find((each) => each.id === id);
      return last?.status === "fail" && last.findings.find(({ message }) => finding.test(message));
    },
    20,
  ).catch((error: unknown) => assert.fail(`${String(error)}: ${JSON.stringify(last, null, 2)}`));
  assert.match(found.command, next);
}
