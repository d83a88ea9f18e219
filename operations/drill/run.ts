import type { Situation, VeleroState } from "./before/situation";
import { uncoveredClaims } from "./before/volumes";
import type { ServedKind } from "./cluster/kinds";
import type { Rest } from "./cluster/rest";
import type { Comparison } from "./compare/namespaces";
import type { KubernetesObject } from "./objects";
import type { Options } from "./options";
import type { BackupNote, Outcome, RestoreNote, Times } from "./outcome";
import type { Lacking } from "./ready";
import { ignoredCounts, type Sorted } from "./record/ignored";
import { computedKinds } from "./record/live";
import type { Velero } from "./velero/client";

/** The drill cannot go on; what was done so far is told. */
export class Stop extends Error {}

/** What a drill works with. */
export interface Tools {
  readonly rest: Rest;
  readonly velero: Velero;
  readonly options: Options;
  readonly situation: Situation;
  readonly state: VeleroState;
  /** Kinds that are recorded. */
  readonly kinds: readonly ServedKind[];
  readonly say: (line: string) => void;
}

/** What is known so far. */
export class Run {
  readonly began = new Date();
  expected: readonly KubernetesObject[] = [];
  sorted: Sorted = { kept: [], ignored: [] };
  expectation: "live" | "backup" = "live";
  backup: BackupNote | undefined;
  restore: RestoreNote | undefined;
  comparison: Comparison | undefined;
  lacking: readonly Lacking[] = [];
  lackedBefore: readonly Lacking[] = [];
  times: Times = {};
  moments: Outcome["moments"] = {};
  /** The namespace was asked to go: from here on something is missing until it is restored. */
  lost = false;
  /** A restore was asked for. */
  restoring = false;
  readonly warnings: string[] = [];
  readonly faults: string[] = [];
  readonly next: string[] = [];
  readonly left: string[] = [];

  constructor(readonly tools: Tools) {}

  get target(): string {
    return this.tools.options.into ?? this.tools.options.namespace;
  }

  /** Runs a stage and notes how long it took, also when it fails. */
  async timed<T>(stage: keyof Times, work: () => Promise<T>): Promise<T> {
    const from = performance.now();
    try {
      return await work();
    } finally {
      this.times = { ...this.times, [stage]: performance.now() - from };
    }
  }

  /** How to get the namespace back, or to get rid of a backup that was not needed. */
  commands(): readonly string[] {
    const { options, velero } = this.tools;
    const { namespace, into, kubeconfig, context, veleroNamespace } = options;
    if (this.backup === undefined) return [];
    const { name, made } = this.backup;
    const flags = (contextFlag: string): readonly string[] => [
      ...(context === undefined ? [] : [`${contextFlag} ${context}`]),
      ...(kubeconfig === "" ? [] : [`--kubeconfig ${kubeconfig}`]),
    ];
    const tool = (words: string): string =>
      [`velero ${words} -n ${velero.namespace}`, ...flags("--kubecontext")].join(" ");
    if (!this.lost && !this.restoring) return made ? [tool(`backup delete ${name}`)] : [];
    const again = [
      "npm run drill --",
      `--namespace ${namespace} --backup ${name}`,
      ...(into === undefined ? [] : [`--into ${into}`]),
      ...(veleroNamespace === undefined ? [] : [`--velero-namespace ${veleroNamespace}`]),
      ...flags("--context"),
    ].join(" ");
    const mapping = into === undefined ? "" : ` --namespace-mappings ${namespace}:${into}`;
    return [again, tool(`restore create --from-backup ${name} --include-namespaces ${namespace}${mapping} --wait`)];
  }

  outcome(): Outcome {
    const { options, situation, state } = this.tools;
    return {
      began: this.began,
      ended: new Date(),
      server: situation.server,
      velero: { namespace: state.namespace, version: typeof state.version === "string" ? state.version : "unknown" },
      namespace: options.namespace,
      into: options.into,
      expectation: this.expectation,
      warnings: this.warnings,
      uncovered: uncoveredClaims(this.expected, situation.storage, state.volumes),
      ignored: ignoredCounts(this.sorted),
      computed: computedKinds(situation.kinds),
      ...(this.backup === undefined ? {} : { backup: this.backup }),
      ...(this.restore === undefined ? {} : { restore: this.restore }),
      recorded: this.expected.length,
      ...(this.comparison === undefined ? {} : { comparison: this.comparison }),
      lacking: this.lacking,
      lackedBefore: this.lackedBefore,
      times: this.times,
      moments: this.moments,
      targets: { rpo: options.rpo, rto: options.rto },
      faults: this.faults,
      next: this.next,
      left: this.left,
    };
  }
}
