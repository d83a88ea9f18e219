import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Api } from "../../offline/kubernetes/api";
import { type KubernetesObject, kubernetesObject } from "../../offline/kubernetes/objects";
import { type Described, make, type Program } from "../cluster/programs/objects/program";
import { cluster } from "./cluster";
import { type Result, root, run, Sandbox, type State } from "./offline";

export type { Described, Program } from "../cluster/programs/objects/program";

/** A program of described objects, run by the real engine against the control plane that the tier shares. */
export class LiveProgram {
  readonly folder = join(root, "tests", "cluster", "programs", "objects");
  private readonly sandbox = new Sandbox(this.folder, make);
  /** What was last described; later commands need no more. */
  private program: Program = {};

  private constructor(
    readonly api: Api,
    private readonly kubeconfig: string,
  ) {}

  static async start(): Promise<LiveProgram> {
    const { api, kubeconfig } = await cluster();
    return new LiveProgram(api, kubeconfig);
  }

  /** Sets what the next commands run. */
  describe(program: Program): void {
    this.program = program;
  }

  /** Runs a command of the CLI on the stack. */
  async run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Result> {
    return this.runAnywhere([...args, "--stack", "dev"], env);
  }

  /** Runs a command of the CLI that takes no stack. */
  async runAnywhere(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Result> {
    return this.sandbox.pulumi(args, { ...this.environment(), ...env });
  }

  /** Updates, and tells the engine to stop, as Ctrl-C does, once it has printed something. */
  async interrupted(program: Program, after: RegExp): Promise<Result> {
    this.describe(program);
    const child = this.sandbox.start(["up", "--yes", "--skip-preview", "--stack", "dev"], this.environment());
    let seen = "";
    const listen = (chunk: Buffer): void => {
      seen += chunk.toString();
      if (!after.test(seen)) return;
      child.stdout?.off("data", listen);
      for (const pid of childrenOf(child.pid ?? 0)) process.kill(pid, "SIGINT");
    };
    child.stdout?.on("data", listen);
    return run(child);
  }

  async up(program: Program, ...args: readonly string[]): Promise<Result> {
    this.describe(program);
    return this.run(["up", "--yes", "--skip-preview", ...args]);
  }

  async preview(program: Program, ...args: readonly string[]): Promise<Result> {
    this.describe(program);
    return this.run(["preview", ...args]);
  }

  async destroy(env: Readonly<Record<string, string>> = {}): Promise<Result> {
    return this.run(["destroy", "--yes", "--skip-preview"], env);
  }

  state(): State {
    return this.sandbox.exportState("dev");
  }

  /** The state's resource of a name in the program. */
  held(name: string): State["resources"][number] | undefined {
    return this.state().resources.find((each) => each.urn.endsWith(`::${name}`));
  }

  remove(): void {
    this.sandbox.remove();
  }

  private environment(): Record<string, string> {
    return { KUBECONFIG: this.kubeconfig, PROGRAM: JSON.stringify(this.program) };
  }
}

function childrenOf(pid: number): number[] {
  const list = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8");
  return list.split(" ").filter(Boolean).map(Number);
}

/** An object as a program describes it, named after its kind and name. */
export function described(object: object, more: Partial<Described> = {}): Described {
  const { apiVersion, kind, metadata, ...rest } = kubernetesObject.parse(object);
  const group = apiVersion.includes("/") ? apiVersion : `core/${apiVersion}`;
  return {
    type: `kubernetes:${group}:${kind}`,
    name: metadata.name,
    inputs: { apiVersion, kind, metadata, ...rest },
    ...more,
    // Shorter than the tests' own limits, so that a test that fails leaves no engine behind.
    options: { customTimeouts: { create: "60s", update: "60s", delete: "60s" }, ...more.options },
  };
}

export function namespace(name: string, labels: Record<string, string> = {}): KubernetesObject {
  return { apiVersion: "v1", kind: "Namespace", metadata: { name, labels } };
}

export function configMap(namespace: string, name: string, data: Record<string, string>): KubernetesObject {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace }, data };
}

/** A Deployment whose pods become ready by decree; `template` replaces parts of its pods' specification. */
export function deployment(
  namespace: string,
  name: string,
  spec: object = {},
  template: object = {},
): KubernetesObject {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: {
          containers: [{ name: "main", image: "none", resources: { requests: { cpu: "1000m", memory: "0.25Gi" } } }],
          ...template,
        },
      },
      ...spec,
    },
  };
}
