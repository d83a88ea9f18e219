import { join } from "node:path";
import { repositorySecretOf } from "../../components/backup-suite/velero/manifests";
import { schedules } from "../../components/backup-suite/velero/schedules";
import { kubernetesObject, type KubernetesObject } from "../../offline/kubernetes/objects";
import { defaultSettings } from "./backup-settings";
import { application } from "./drill-live";
import { type Described, described, type Program } from "./live";
import { root, Sandbox } from "./offline";
import { make } from "../cluster/programs/objects/program";
import { serverObjects, veleroNamespace } from "./velero";

/** A stack in small: Velero with its locations and schedules, and an application, by the provider settings of the stacks. */
export class RestoreStack {
  readonly name = "dev";
  readonly folder = join(root, "tests", "cluster", "programs", "objects");
  private readonly sandbox = new Sandbox(this.folder, make);

  /** What a shell needs to run `pulumi` on it. */
  environment(kubeconfig: string, program: Program): Readonly<Record<string, string>> {
    return { ...this.sandbox.shell, KUBECONFIG: kubeconfig, PROGRAM: JSON.stringify(program) };
  }

  /** Runs a command of the CLI on it, as the runbook does not. */
  async run(kubeconfig: string, program: Program, ...args: readonly string[]): Promise<string> {
    return this.sandbox.succeed([...args, "--stack", this.name], this.environment(kubeconfig, program));
  }

  remove(): void {
    this.sandbox.remove();
  }
}

/** What the program of an application leaves to others: its operator's objects, and what waits for a cloud. */
export const isForeign = ({ kind, metadata }: KubernetesObject): boolean =>
  kind === "Order" || kind === "Ingress" || metadata.name === "held";

export interface Stack {
  /** Whether it has its application already. */
  readonly application: boolean;
  readonly locations: readonly KubernetesObject[];
  readonly password: string;
}

/** Namespace of the application. */
export const shop = "shop";

export function programOf({ application: withApplication, locations, password }: Stack): Program {
  const itself = { apiVersion: "v1", kind: "Namespace", metadata: { name: veleroNamespace } };
  const [first, ...rest] = application(shop).filter((each) => !isForeign(each));
  return {
    provider: { enableServerSideApply: true, enablePatchForce: true, upsertExistingObjects: true },
    objects: [
      ...inside(itself, veleroOf(locations, password)),
      ...(withApplication && first !== undefined ? inside(first, rest) : []),
    ],
  };
}

function veleroOf(locations: readonly KubernetesObject[], password: string): readonly KubernetesObject[] {
  const secret = { apiVersion: "v1", kind: "Secret", ...repositorySecretOf(veleroNamespace, password) };
  const custom = [...locations, ...Object.values(schedules(defaultSettings, { namespaces: [shop], hooks: [] }))];
  return [
    ...serverObjects().filter(({ kind }) => kind !== "Namespace"),
    kubernetesObject.parse(secret),
    ...custom.map((each) => {
      // The server sets the status, and starts after the program here, so that nothing can wait for it.
      const { status: _, ...object } = kubernetesObject.parse(each);
      const { annotations: __, ...metadata } = object.metadata;
      return { ...object, metadata };
    }),
  ];
}

/** A namespace, and what stands in it. */
function inside(first: KubernetesObject, rest: readonly KubernetesObject[]): readonly Described[] {
  const { name } = first.metadata;
  const named = (object: KubernetesObject): string => `${name}-${object.kind}-${object.metadata.name}`;
  return [
    described(first, { name: named(first) }),
    ...rest.map((each) =>
      described(each, {
        name: named(each),
        dependsOn: [named(first)],
        secrets: Object.keys(Object(each["stringData"] ?? {})).map((key) => `stringData.${key}`),
      }),
    ),
  ];
}
