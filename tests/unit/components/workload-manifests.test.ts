import assert from "node:assert/strict";
import type { Description } from "../../../components/shared/workload/contract";
import { scaleOf } from "../../../components/shared/workload/defaults";
import { autoscaler } from "../../../components/shared/workload/manifests/autoscaler";
import { deployment } from "../../../components/shared/workload/manifests/deployment";
import { disruptionBudget } from "../../../components/shared/workload/manifests/disruption-budget";
import { selectorLabels } from "../../../components/shared/workload/manifests/labels";
import { headlessService, service } from "../../../components/shared/workload/manifests/service";
import { serviceAccount } from "../../../components/shared/workload/manifests/service-account";
import { statefulSet } from "../../../components/shared/workload/manifests/stateful-set";
import { web } from "../../support/descriptions";
import { partOf } from "../../support/parts";

const selector = { "app.kubernetes.io/name": "web", "app.kubernetes.io/instance": "web" };
const labels = { ...selector, "app.kubernetes.io/managed-by": "pulumi" };
const versioned = { ...labels, "app.kubernetes.io/version": "1.4.2" };
const metadata = (name = "web"): object => ({ name, namespace: "shop", labels });
const persistentPaths = {
  data: { path: "/data", size: "10Gi" },
  log: { path: "/log", size: "1Gi", storageClass: "fast" },
};
const spread = { maxSkew: 1, nodeTaintsPolicy: "Honor", labelSelector: { matchLabels: selector } };

describe("the Deployment of a workload", () => {
  it("is complete from the shortest description", () => {
    assert.deepEqual(deployment(web), {
      metadata: { ...metadata(), labels: versioned },
      spec: {
        replicas: 3,
        selector: { matchLabels: selector },
        strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: "25%", maxUnavailable: 0 } },
        template: {
          metadata: { labels: versioned },
          spec: {
            serviceAccountName: "web",
            automountServiceAccountToken: false,
            enableServiceLinks: false,
            terminationGracePeriodSeconds: 45,
            securityContext: {
              runAsNonRoot: true,
              runAsUser: 10001,
              runAsGroup: 10001,
              fsGroup: 10001,
              fsGroupChangePolicy: "OnRootMismatch",
              seccompProfile: { type: "RuntimeDefault" },
            },
            affinity: {
              podAntiAffinity: {
                requiredDuringSchedulingIgnoredDuringExecution: [
                  {
                    topologyKey: "kubernetes.io/hostname",
                    labelSelector: { matchLabels: selector },
                    matchLabelKeys: ["pod-template-hash"],
                  },
                ],
              },
            },
            topologySpreadConstraints: [
              {
                ...spread,
                topologyKey: "topology.kubernetes.io/zone",
                whenUnsatisfiable: "DoNotSchedule",
                matchLabelKeys: ["pod-template-hash"],
              },
              {
                ...spread,
                topologyKey: "kubernetes.io/hostname",
                whenUnsatisfiable: "ScheduleAnyway",
                matchLabelKeys: ["pod-template-hash"],
              },
            ],
            containers: [
              {
                name: "web",
                image: "registry.example/web:1.4.2",
                imagePullPolicy: "IfNotPresent",
                ports: [{ name: "http", containerPort: 8000, protocol: "TCP" }],
                env: [],
                resources: {
                  requests: { cpu: "250m", memory: "256Mi", "ephemeral-storage": "256Mi" },
                  limits: { cpu: "500m", memory: "512Mi", "ephemeral-storage": "256Mi" },
                },
                readinessProbe: {
                  httpGet: { path: "/ready", port: "http" },
                  periodSeconds: 10,
                  timeoutSeconds: 3,
                  failureThreshold: 3,
                },
                lifecycle: { preStop: { sleep: { seconds: 15 } } },
                securityContext: {
                  allowPrivilegeEscalation: false,
                  capabilities: { drop: ["ALL"] },
                  privileged: false,
                  readOnlyRootFilesystem: true,
                  runAsNonRoot: true,
                  seccompProfile: { type: "RuntimeDefault" },
                },
                terminationMessagePolicy: "FallbackToLogsOnError",
                volumeMounts: [],
              },
            ],
            volumes: [],
          },
        },
      },
    });
  });

  it("runs one pod at most, and says why, where there may be one only", () => {
    const made = deployment({ ...web, replicas: 1, singleton: "keeps its state in memory" });
    assert.deepEqual(partOf(made, "metadata.annotations"), {
      "kubernetes-best-practices/singleton": "keeps its state in memory",
    });
    assert.deepEqual(partOf(made, "spec.strategy"), { type: "Recreate" });
    assert.equal(partOf(made, "spec.template.spec.affinity"), undefined);
    assert.equal(partOf(made, "spec.template.spec.topologySpreadConstraints"), undefined);
  });

  it("begins with the fewest pods that its autoscaler leaves", () =>
    assert.equal(partOf(deployment({ ...web, replicas: { minimum: 4, maximum: 9 } }), "spec.replicas"), 4));
});

describe("the anti-affinity of a workload", () => {
  const kinds = (part: Partial<Description>): readonly string[] =>
    Object.keys(partOf(deployment({ ...web, ...part }), "spec.template.spec.affinity.podAntiAffinity") ?? {});
  const required = ["requiredDuringSchedulingIgnoredDuringExecution"];
  const preferred = ["preferredDuringSchedulingIgnoredDuringExecution"];

  const cases: readonly [string, Partial<Description>, readonly string[]][] = [
    ["is required where nothing bounds the nodes", { replicas: 30 }, required],
    ["is required with as many nodes as pods", { replicas: 6, nodes: 6 }, required],
    ["is a preference with fewer nodes than pods", { replicas: 6, nodes: 5 }, preferred],
    ["counts the most pods of an autoscaler", { replicas: { minimum: 2, maximum: 6 }, nodes: 5 }, preferred],
  ];
  for (const [title, part, expected] of cases) it(title, () => assert.deepEqual(kinds(part), expected));
});

describe("the StatefulSet of a workload", () => {
  const made = statefulSet({ ...web, persistentPaths });

  it("brings each pod back by itself, and keeps the claims", () => {
    assert.equal(partOf(made, "spec.podManagementPolicy"), "Parallel");
    assert.equal(partOf(made, "spec.serviceName"), "web-headless");
    assert.deepEqual(partOf(made, "spec.updateStrategy"), { type: "RollingUpdate" });
    assert.deepEqual(partOf(made, "spec.persistentVolumeClaimRetentionPolicy"), {
      whenDeleted: "Retain",
      whenScaled: "Retain",
    });
  });

  it("claims a volume for each persistent path, by nothing that changes", () => {
    const claim = (name: string): object => ({
      name,
      labels: { ...selector, "app.kubernetes.io/managed-by": "pulumi" },
    });
    assert.deepEqual(partOf(made, "spec.volumeClaimTemplates"), [
      {
        metadata: claim("data"),
        spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "10Gi" } } },
      },
      {
        metadata: claim("log"),
        spec: {
          accessModes: ["ReadWriteOnce"],
          resources: { requests: { storage: "1Gi" } },
          storageClassName: "fast",
        },
      },
    ]);
  });

  it("is spread without the label that only pods of Deployments bear", () =>
    assert.deepEqual(partOf(made, "spec.template.spec.topologySpreadConstraints"), [
      { ...spread, topologyKey: "topology.kubernetes.io/zone", whenUnsatisfiable: "DoNotSchedule" },
      { ...spread, topologyKey: "kubernetes.io/hostname", whenUnsatisfiable: "ScheduleAnyway" },
    ]));
});

describe("the objects beside the pods of a workload", () => {
  it("are a Service by names of ports", () => {
    const ports = {
      http: { port: 8000, servicePort: 80, appProtocol: "http" },
      dns: { port: 5353, protocol: "UDP" },
    } as const;
    assert.deepEqual(service({ ...web, ports }), {
      metadata: metadata(),
      spec: {
        type: "ClusterIP",
        selector,
        ports: [
          { name: "http", port: 80, targetPort: "http", protocol: "TCP", appProtocol: "http" },
          { name: "dns", port: 5353, targetPort: "dns", protocol: "UDP" },
        ],
      },
    });
  });

  it("are a headless Service that names pods while they start", () =>
    assert.deepEqual(headlessService({ ...web, persistentPaths }), {
      metadata: metadata("web-headless"),
      spec: {
        clusterIP: "None",
        publishNotReadyAddresses: true,
        selector,
        ports: [{ name: "http", port: 8000, targetPort: "http", protocol: "TCP" }],
      },
    }));

  it("are a headless Service without ports where there are none", () =>
    assert.deepEqual(headlessService({ ...web, ports: {}, persistentPaths }).spec, {
      clusterIP: "None",
      publishNotReadyAddresses: true,
      selector,
    }));

  it("are a budget of one pod at a time, or any that has failed", () =>
    assert.deepEqual(disruptionBudget(web), {
      metadata: metadata(),
      spec: {
        maxUnavailable: 1,
        selector: { matchLabels: selector },
        unhealthyPodEvictionPolicy: "AlwaysAllow",
      },
    }));

  it("are an autoscaler by the CPU of the main container", () => {
    const description: Description = { ...web, persistentPaths, replicas: { minimum: 2, maximum: 9 } };
    assert.deepEqual(autoscaler(description, scaleOf(description.replicas), 60), {
      metadata: metadata(),
      spec: {
        scaleTargetRef: { apiVersion: "apps/v1", kind: "StatefulSet", name: "web" },
        minReplicas: 2,
        maxReplicas: 9,
        metrics: [
          {
            type: "ContainerResource",
            containerResource: {
              name: "cpu",
              container: "web",
              target: { type: "Utilization", averageUtilization: 60 },
            },
          },
        ],
      },
    });
  });

  it("are a service account without token, with the annotations of its identity", () =>
    assert.deepEqual(serviceAccount({ ...web, serviceAccountAnnotations: { "eks.amazonaws.com/role": "web" } }), {
      metadata: { ...metadata(), annotations: { "eks.amazonaws.com/role": "web" } },
      automountServiceAccountToken: false,
    }));
});

describe("the labels of a workload", () => {
  it("are name and instance where pods are selected, and these never change", () =>
    assert.deepEqual(selectorLabels("web"), selector));

  const cases: readonly [string, Partial<Description>, object][] = [
    [
      "name the application that it belongs to",
      { partOf: "shop" },
      { ...versioned, "app.kubernetes.io/part-of": "shop" },
    ],
    [
      "name no version of an image without tag",
      { image: `registry.example:5000/web@sha256:${"0".repeat(64)}` },
      labels,
    ],
    [
      "name the version of an image with tag and digest",
      { image: `registry.example:5000/web:v2@sha256:${"0".repeat(64)}` },
      { ...labels, "app.kubernetes.io/version": "v2" },
    ],
    ["name no version that a label does not take", { image: `web:${"1".repeat(64)}` }, labels],
  ];
  for (const [title, part, expected] of cases)
    it(title, () => assert.deepEqual(deployment({ ...web, ...part }).metadata, { ...metadata(), labels: expected }));

  it("name the version only on what runs it, so that a new one changes nothing else", () =>
    assert.deepEqual(service({ ...web, image: "web:2" }), service(web)));
});
