import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { down, up, type UpOptions } from "../../offline/cluster/lifecycle";
import { defaultNodes } from "../../offline/cluster/nodes";
import { placeAt } from "../../offline/cluster/place";
import type { Status } from "../../offline/cluster/status";
import { Api } from "../../offline/kubernetes/api";
import { root } from "./offline";

/** A control plane of a test's own. */
export interface TestCluster {
  readonly folder: string;
  /** Path of the kubeconfig. */
  readonly kubeconfig: string;
  /** As the administrator. */
  readonly api: Api;
  readonly status: Status;
  readonly end: () => Promise<void>;
}

/** Starts a control plane that ends with this process, if not before. */
export async function startCluster(options: Partial<UpOptions> = {}): Promise<TestCluster> {
  const parent = mkdtempSync(join(tmpdir(), "kbp-cluster-"));
  const folder = join(parent, "cluster");
  const status = await up({
    root,
    folder,
    ...defaultNodes,
    definitions: [],
    until: process.pid,
    report: (line) => process.env["CI"] === undefined || console.error(line),
    ...options,
  });
  const { kubeconfig } = placeAt(folder);
  const api = Api.open(kubeconfig);
  const end = async (): Promise<void> => {
    api.connection.close();
    await down(folder);
    rmSync(parent, { recursive: true, force: true });
  };
  return { folder, kubeconfig, api, status, end };
}

let shared: Promise<TestCluster> | undefined;

/** The control plane that all files of the tier share: nine nodes in three zones. Its nodes are left alone. */
export async function cluster(): Promise<TestCluster> {
  shared ??= startCluster();
  return shared;
}

// Imported by a file of tests, this stands beside its outermost suites and runs when all are done.
after(async () => {
  if (shared !== undefined) await (await shared).end();
});

/** Asks until the answer is neither false nor undefined; fails with what was waited for. */
export async function eventually<T>(what: string, ask: () => Promise<T | false | undefined>, seconds = 60): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > deadline) throw new Error(`not within ${seconds} s: ${what}`);
    await pause(100);
  }
}
