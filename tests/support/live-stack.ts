import { join } from "node:path";
import type { Cloud } from "../../components";
import type { Api } from "../../offline/kubernetes/api";
import { display, referenceOf } from "../../offline/kubernetes/objects";
import { adopted } from "./adopted";
import { startCluster, type TestCluster } from "./cluster";
import { definitionsFolder } from "./definitions";
import { TemporaryProject } from "./project";
import { applyAll } from "./live-objects";
import { findLocations, snapshotClassDefinition } from "./backups";
import { passwordDefinition, SecretsOperator } from "./secrets-operator";

/** A control plane with what the stacks need of others: definitions, and stand-ins of External Secrets and of Velero. */
export class StackCluster {
  private constructor(
    readonly cluster: TestCluster,
    private readonly operator: SecretsOperator,
  ) {}

  static async start(): Promise<StackCluster> {
    const definitions = ["external-secrets", "velero"].map((each) => join(definitionsFolder(), each));
    const cluster = await startCluster({ definitions });
    await applyAll(cluster.api, [passwordDefinition, snapshotClassDefinition]);
    return new StackCluster(cluster, new SecretsOperator(cluster.api, findLocations));
  }

  async end(): Promise<void> {
    await this.operator.end();
    await this.cluster.end();
  }
}

/** One cloud's stack with its cluster adopted: Kubernetes objects on the control plane, the rest simulated. */
export class LiveStack {
  readonly project = new TemporaryProject();
  readonly sandbox = this.project.sandbox();
  readonly env: Readonly<Record<string, string>>;

  constructor(
    readonly cloud: Cloud,
    { cluster }: StackCluster,
  ) {
    // Charts bring webhooks, whose pods are fake here; those of the chart tests are not needed.
    this.env = { KUBECONFIG: cluster.kubeconfig, OFFLINE_CHARTS: join(this.project.folder, "no-charts") };
    this.write();
  }

  write(settings: Parameters<typeof adopted>[1] = []): void {
    this.project.write(this.cloud, adopted(this.cloud, settings));
  }

  /** Runs a command on the stack and returns what it printed; fails unless it succeeds. */
  async run(command: string, ...args: readonly string[]): Promise<string> {
    return this.sandbox.succeed([command, "--stack", this.cloud, ...args], this.env);
  }

  async up(...args: readonly string[]): Promise<string> {
    return this.run("up", "--yes", "--skip-preview", ...args);
  }

  remove(): void {
    this.sandbox.remove();
    this.project.remove();
  }
}

/** Names of every object on a cluster, but those that only tell what happened or who leads. */
export async function everything(api: Api): Promise<string[]> {
  const kinds = (await api.allKinds()).filter(({ kind }) => !["Event", "Lease", "ComponentStatus"].includes(kind));
  const found = await Promise.all(kinds.map(async ({ apiVersion, kind }) => api.list(apiVersion, kind)));
  return [...new Set(found.flat().map((object) => display(referenceOf(object))))].sort();
}
