import { spawn } from "node:child_process";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Api } from "../../offline/kubernetes/api";
import type { KubernetesObject } from "../../offline/kubernetes/objects";
import { Rest } from "../../operations/drill/cluster/rest";
import { drill } from "../../operations/drill/drill";
import { readOptions } from "../../operations/drill/options";
import type { Outcome } from "../../operations/drill/outcome";
import { type Verdict, verdictOf } from "../../operations/drill/verdict";
import { loadKubeconfig } from "../../operations/shared/kubeconfig";
import { eventually, type TestCluster } from "./cluster";
import { applyAll } from "./live-objects";
import { root } from "./offline";

const hold = "drill.example.com/hold";
export const storageClass = "drill";

/** The class of volumes that a namespace needs. */
export const volumes: KubernetesObject = {
  apiVersion: "storage.k8s.io/v1",
  kind: "StorageClass",
  metadata: { name: storageClass },
  provisioner: "drill.example.com/volumes",
};

/** A kind of the application's own. Velero looks for kinds when it starts, and every five minutes. */
export const definition: KubernetesObject = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "orders.drill.example.com" },
  spec: {
    group: "drill.example.com",
    scope: "Namespaced",
    names: { kind: "Order", plural: "orders", singular: "order", listKind: "OrderList" },
    versions: ["v1", "v1beta1"].map((name) => ({
      name,
      served: true,
      storage: name === "v1",
      schema: { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
    })),
  },
};

/** An application of every kind that one has. */
export function application(namespace: string): readonly KubernetesObject[] {
  const labels = { app: "web" };
  const container = {
    name: "app",
    image: "example.com/web:1",
    ports: [{ containerPort: 8080 }],
    resources: { requests: { cpu: "50m", memory: "64Mi" }, limits: { memory: "64Mi" } },
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] }, runAsNonRoot: true },
  };
  const pod = {
    metadata: { labels },
    spec: {
      serviceAccountName: "web",
      // A namespace that is deleted is looked at again only after half of it.
      terminationGracePeriodSeconds: 1,
      securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
      containers: [container],
    },
  };
  const claims = [
    {
      metadata: { name: "data" },
      spec: {
        storageClassName: storageClass,
        accessModes: ["ReadWriteOnce"],
        resources: { requests: { storage: "1Gi" } },
      },
    },
  ];
  const stateful = {
    metadata: { labels: { app: "db" } },
    spec: { ...pod.spec, containers: [{ ...container, volumeMounts: [{ name: "data", mountPath: "/data" }] }] },
  };
  const job = { ...pod, metadata: {}, spec: { ...pod.spec, restartPolicy: "Never" } };
  const rbac = "rbac.authorization.k8s.io";
  const all: readonly (readonly [string, string, string, object])[] = [
    ["v1", "ServiceAccount", "web", { automountServiceAccountToken: false }],
    ["v1", "ConfigMap", "settings", { data: { colour: "blue" } }],
    ["v1", "ConfigMap", "fixed", { data: { version: "1" }, immutable: true }],
    ["v1", "Secret", "password", { type: "Opaque", stringData: { password: "hunter2" } }],
    ["v1", "Service", "web", { spec: { selector: labels, type: "NodePort", ports: [{ port: 80, targetPort: 8080 }] } }],
    ["v1", "Service", "db", { spec: { selector: { app: "db" }, clusterIP: "None", ports: [{ port: 5432 }] } }],
    ["v1", "ResourceQuota", "quota", { spec: { hard: { pods: "20", "requests.cpu": "4" } } }],
    ["v1", "LimitRange", "limits", { spec: { limits: [{ type: "Container", max: { cpu: "2" } }] } }],
    ["apps/v1", "Deployment", "web", { spec: { replicas: 3, selector: { matchLabels: labels }, template: pod } }],
    [
      "apps/v1",
      "StatefulSet",
      "db",
      {
        spec: {
          replicas: 1,
          serviceName: "db",
          selector: { matchLabels: { app: "db" } },
          template: stateful,
          volumeClaimTemplates: claims,
        },
      },
    ],
    ["batch/v1", "CronJob", "nightly", { spec: { schedule: "0 3 1 1 *", jobTemplate: { spec: { template: job } } } }],
    [
      "autoscaling/v2",
      "HorizontalPodAutoscaler",
      "web",
      {
        spec: {
          scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" },
          minReplicas: 3,
          maxReplicas: 5,
        },
      },
    ],
    ["policy/v1", "PodDisruptionBudget", "web", { spec: { minAvailable: 2, selector: { matchLabels: labels } } }],
    [
      "networking.k8s.io/v1",
      "NetworkPolicy",
      "deny",
      { spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] } },
    ],
    [
      "networking.k8s.io/v1",
      "Ingress",
      "web",
      { spec: { defaultBackend: { service: { name: "web", port: { number: 80 } } } } },
    ],
    [`${rbac}/v1`, "Role", "reader", { rules: [{ apiGroups: [""], resources: ["configmaps"], verbs: ["get"] }] }],
    [
      `${rbac}/v1`,
      "RoleBinding",
      "reader",
      {
        roleRef: { apiGroup: rbac, kind: "Role", name: "reader" },
        subjects: [{ kind: "ServiceAccount", name: "web", namespace }],
      },
    ],
    ["drill.example.com/v1", "Order", "first", { spec: { lines: [{ item: "tea", number: 2 }] } }],
  ];
  const level = { "pod-security.kubernetes.io/enforce": "restricted" };
  return [
    {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name: namespace, labels: level, annotations: { team: "shop" } },
    },
    ...all.map(([apiVersion, kind, name, more]) => ({ apiVersion, kind, metadata: { name, namespace }, ...more })),
    { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "held", namespace, finalizers: [hold] } },
  ];
}

/** Plays what no cluster on this machine has: a provisioner of volumes, and the controller behind a finalizer. */
export class Helpers {
  private running = true;
  private readonly ended: Promise<void>;

  constructor(
    private readonly api: Api,
    private readonly every: (api: Api) => Promise<void> = () => Promise.resolve(),
  ) {
    this.ended = this.work();
  }

  async end(): Promise<void> {
    this.running = false;
    await this.ended;
  }

  private async work(): Promise<void> {
    while (this.running) {
      // An object may go between its list and its change.
      await this.once().catch(() => undefined);
      await pause(100);
    }
  }

  private async once(): Promise<void> {
    await this.every(this.api);
    for (const claim of await this.api.list("v1", "PersistentVolumeClaim")) {
      if (at(claim, "status", "phase") !== "Pending") continue;
      const { name, namespace = "", uid } = claim.metadata as { name: string; namespace?: string; uid: string };
      const volume = {
        apiVersion: "v1",
        kind: "PersistentVolume",
        metadata: { name: `pv-${uid}` },
        spec: {
          capacity: { storage: "1Gi" },
          accessModes: ["ReadWriteOnce"],
          storageClassName: storageClass,
          persistentVolumeReclaimPolicy: "Delete",
          hostPath: { path: `/volumes/${uid}` },
          claimRef: { apiVersion: "v1", kind: "PersistentVolumeClaim", name, namespace },
        },
      };
      await applyAll(this.api, [volume]);
    }
    for (const held of await this.api.list("v1", "ConfigMap")) {
      const { name, namespace, finalizers, deletionTimestamp } = held.metadata as KubernetesObject["metadata"] & {
        readonly finalizers?: readonly string[];
        readonly deletionTimestamp?: string;
      };
      if (deletionTimestamp === undefined || finalizers?.includes(hold) !== true) continue;
      await this.api.merge(
        { apiVersion: "v1", kind: "ConfigMap", name, namespace },
        { metadata: { finalizers: null } },
      );
    }
  }
}

export function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, key) => (inner as Readonly<Record<string, unknown>> | undefined)?.[key], value);
}

/** Makes an application and waits until it runs. */
export async function runApplication(api: Api, namespace: string): Promise<void> {
  await applyAll(api, application(namespace));
  await eventually(`${namespace} runs`, async () => {
    const web = await api.get({ apiVersion: "apps/v1", kind: "Deployment", name: "web", namespace });
    const db = await api.get({ apiVersion: "apps/v1", kind: "StatefulSet", name: "db", namespace });
    return at(web, "status", "availableReplicas") === 3 && at(db, "status", "readyReplicas") === 1;
  });
}

export interface Drilled {
  readonly outcome: Outcome;
  readonly verdict: Verdict;
  readonly lines: readonly string[];
}

/** The drill without its command; `answer` is that of a person at a terminal. */
export async function drilled(
  { kubeconfig }: TestCluster,
  args: readonly string[],
  answer?: boolean,
): Promise<Drilled> {
  const lines: string[] = [];
  const rest = Rest.open(loadKubeconfig(kubeconfig, undefined));
  const outcome = await drill(rest, readOptions(["--timeout", "90s", ...args], answer !== undefined), {
    say: (line) => void lines.push(line),
    agrees: () => Promise.resolve(answer === true),
    atInterrupt: () => undefined,
  });
  return { outcome, verdict: verdictOf(outcome), lines };
}

export interface Result {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

/** The command as people start it; ended by Ctrl-C once `until` is over, where it is given. */
export async function drillCommand(
  kubeconfig: string,
  args: readonly string[],
  until?: () => Promise<unknown>,
): Promise<Result> {
  const main = join(root, "offline", "main.mjs");
  const all = [main, "drill", "--kubeconfig", kubeconfig, ...args];
  const child = spawn(process.execPath, all, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  const texts = { output: "", errors: "" };
  child.stdout.on("data", (chunk: Buffer) => (texts.output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (texts.errors += chunk.toString()));
  const ended = new Promise<Result>((resolve) =>
    child.once("close", (code) => resolve({ code: code ?? -1, ...texts })),
  );
  await until?.();
  if (until !== undefined) child.kill("SIGINT");
  return ended;
}
