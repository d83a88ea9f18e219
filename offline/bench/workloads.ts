import type { Step } from "../report/events";

/** Workloads that obey every pack of the project, ten to a namespace with its quota, limits and budgets. */
export function workloads(count: number): Step[] {
  const namespaces = Array.from({ length: Math.ceil(count / 10) }, (_, index) => `shop-${index}`);
  return [
    step("pulumi:providers:kubernetes", "kubernetes", { kubeconfig: "none", clusterIdentifier: "benchmark" }),
    ...namespaces.flatMap((name) => namespace(name)),
    ...Array.from({ length: count }, (_, index) => workload(`shop-${Math.floor(index / 10)}`, `web-${index}`)).flat(),
  ];
}

function namespace(name: string): Step[] {
  const modes = ["enforce", "audit", "warn"].map((mode) => `pod-security.kubernetes.io/${mode}`);
  const labels = modes.flatMap((mode): [string, string][] => [
    [mode, "restricted"],
    [`${mode}-version`, "latest"],
  ]);
  const hard = {
    "requests.cpu": "50",
    "requests.memory": "100Gi",
    "limits.cpu": "100",
    "limits.memory": "200Gi",
    pods: "100",
  };
  const container = {
    type: "Container",
    default: { cpu: "500m", memory: "512Mi" },
    defaultRequest: { cpu: "250m", memory: "256Mi" },
    max: { cpu: "4", memory: "8Gi" },
  };
  return [
    step("kubernetes:core/v1:Namespace", name, { metadata: { name, labels: Object.fromEntries(labels) } }),
    step("kubernetes:core/v1:ResourceQuota", name, { metadata: { name: "quota", namespace: name }, spec: { hard } }),
    step("kubernetes:core/v1:LimitRange", name, {
      metadata: { name: "limits", namespace: name },
      spec: { limits: [container] },
    }),
  ];
}

function workload(namespace: string, name: string): Step[] {
  const labels = { "app.kubernetes.io/name": name };
  const selector = { matchLabels: labels };
  const spread = {
    maxSkew: 1,
    labelSelector: selector,
    matchLabelKeys: ["pod-template-hash"],
    nodeTaintsPolicy: "Honor",
  };
  const spec = {
    replicas: 2,
    selector,
    template: {
      metadata: { labels },
      spec: {
        serviceAccountName: name,
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: "RuntimeDefault" } },
        affinity: {
          podAntiAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: [
              { topologyKey: "kubernetes.io/hostname", labelSelector: selector },
            ],
          },
        },
        topologySpreadConstraints: [
          { ...spread, topologyKey: "topology.kubernetes.io/zone", whenUnsatisfiable: "DoNotSchedule" },
          { ...spread, topologyKey: "kubernetes.io/hostname", whenUnsatisfiable: "ScheduleAnyway" },
        ],
        containers: ["web", "metrics"].map(container),
        volumes: [{ name: "tmp", emptyDir: {} }],
      },
    },
  };
  return [
    step("kubernetes:apps/v1:Deployment", name, { metadata: { name, namespace, labels }, spec }),
    step("kubernetes:policy/v1:PodDisruptionBudget", name, {
      metadata: { name, namespace, labels },
      spec: { maxUnavailable: 1, selector, unhealthyPodEvictionPolicy: "AlwaysAllow" },
    }),
  ];
}

function container(name: string): object {
  return {
    name,
    image: `registry.example/${name}:1.0`,
    ports: [{ name, containerPort: 8000 }],
    resources: { requests: { cpu: "250m", memory: "256Mi" }, limits: { cpu: "500m", memory: "512Mi" } },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    },
    livenessProbe: { httpGet: { path: "/live", port: name } },
    readinessProbe: { httpGet: { path: "/ready", port: name } },
    volumeMounts: [{ name: "tmp", mountPath: "/tmp" }],
  };
}

function step(type: string, name: string, inputs: Readonly<Record<string, unknown>>): Step {
  return { op: "create", urn: `${type}::${name}`, type, name, parent: "", custom: true, inputs };
}
