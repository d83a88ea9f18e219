import type { Api } from "../../offline/kubernetes/api";
import type { KubernetesObject } from "../../offline/kubernetes/objects";
import { apply, finds, guarded, live } from "../support/validate-live";

describe("validate on a real control plane", () => {
  let api: Api;
  before(async () => {
    ({ api } = await live());
  });

  const deployment = (
    namespace: string,
    replicas: number,
    pod: object = {},
    container: object = {},
  ): KubernetesObject => ({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "plain", namespace },
    spec: {
      replicas,
      selector: { matchLabels: { app: "plain" } },
      template: { metadata: { labels: { app: "plain" } }, spec: { ...podSpec(container), ...pod } },
    },
  });
  const podSpec = (container: object): object => ({
    securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: "RuntimeDefault" } },
    containers: [
      {
        name: "app",
        image: "registry.example/plain:1",
        securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
        ...container,
      },
    ],
  });
  describe("of a broken one", () => {
    it("finds that default deny is missing", async () => {
      const namespace = "validate-open";
      await guarded(namespace);
      await api.delete({ apiVersion: "networking.k8s.io/v1", kind: "NetworkPolicy", namespace, name: "default-deny" });
      const next = /kubectl .*get networkpolicies -n validate-open -o wide$/;
      await finds(namespace, "network-policies", /no default deny for ingress and egress among 2 policies/, next);
    });

    it("finds a full quota, with the resource", async () => {
      const namespace = "validate-full";
      await guarded(namespace, true, { pods: "3" });
      const next = /describe resourcequota -n validate-full quota$/;
      await finds(namespace, "quotas", /full: validate-full pods 3 of 3 \(100 %\)/, next);
    });

    it("finds a workload whose pods a LimitRange refuses, with the API server's words", async () => {
      const namespace = "validate-refused";
      await guarded(namespace);
      await apply(deployment(namespace, 2, {}, { resources: { requests: { cpu: "50m" }, limits: { cpu: "100m" } } }));
      const refusal =
        /plain: 0 of 2 pods ready; refused: .*minimum cpu usage per Container is 100m, but request is 50m/;
      await finds(namespace, "workloads", refusal, /describe replicaset -n validate-refused plain-/);
    });

    it("finds a StatefulSet whose pods Pod Security refuses", async () => {
      const namespace = "validate-unsafe";
      await guarded(namespace);
      const spec = { hostNetwork: true };
      await apply({ ...deployment(namespace, 1, spec), kind: "StatefulSet" });
      const refusal =
        /StatefulSet validate-unsafe\/plain: 0 of 1 pods ready; refused: .*violates PodSecurity "restricted/;
      await finds(namespace, "workloads", refusal, /describe statefulset -n validate-unsafe plain$/);
    });

    it("finds pods that cannot be scheduled, and workloads in one zone or without a budget", async () => {
      const namespace = "validate-crowded";
      await guarded(namespace);
      const terms = [
        { matchExpressions: [{ key: "topology.kubernetes.io/zone", operator: "In", values: ["zone-a"] }] },
      ];
      const affinity = {
        nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms } },
        podAntiAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [
            { topologyKey: "kubernetes.io/hostname", labelSelector: { matchLabels: { app: "plain" } } },
          ],
        },
      };
      await apply(deployment(namespace, 4, { affinity }));
      const pods = /1 pod of Deployment plain \(plain-\S+\): Unschedulable: 0\/9 nodes are available: /;
      await finds(namespace, "pods", pods, /describe pod -n validate-crowded plain-/);
      const zones = /plain: pods per zone zone-a 3, zone-b 0, zone-c 0: skew 3/;
      await finds(namespace, "spread", zones, /get pods -n validate-crowded -l app=plain -o wide$/);
      const budget = /plain: 4 pods and no budget/;
      await finds(namespace, "disruption-budgets", budget, /get poddisruptionbudgets -n validate-crowded$/);
    });

    it("finds a budget that blocks every drain", async () => {
      const namespace = "validate-blocked";
      await guarded(namespace, true);
      const budgets = await api.list("policy/v1", "PodDisruptionBudget", namespace);
      for (const { metadata } of budgets) {
        const spec = { maxUnavailable: null, minAvailable: 3 };
        await api.merge(
          { apiVersion: "policy/v1", kind: "PodDisruptionBudget", namespace, name: metadata.name },
          { spec },
        );
      }
      const next = /describe poddisruptionbudget -n validate-blocked/;
      await finds(namespace, "disruption-budgets", /allows 0 disruptions with 3 of 3 pods healthy/, next);
    });

    it("finds an exemption that has expired, and a pod that was there before its level", async () => {
      const namespace = "validate-late";
      const labels = (level: string): object => ({
        "pod-security.kubernetes.io/enforce": level,
        "pod-security.kubernetes.io/enforce-version": "v1.36",
      });
      const of = (level: string, annotations: object = {}): object => ({
        apiVersion: "v1",
        kind: "Namespace",
        metadata: { name: namespace, labels: labels(level), annotations },
      });
      const exemption = "kubernetes-best-practices/exemption-";
      await apply(
        of("privileged", {
          [`${exemption}owner`]: "platform",
          [`${exemption}reason`]: "agents of nodes",
          [`${exemption}expires`]: "2025-01-31",
        }),
        {
          apiVersion: "v1",
          kind: "Pod",
          metadata: { name: "old", namespace },
          spec: { hostNetwork: true, containers: [{ name: "app", image: "registry.example/old:1" }] },
        },
      );
      const expired = /privileged, an exemption of platform, expired on 2025-01-31/;
      await finds(namespace, "pod-security", expired, /get namespace validate-late -o yaml$/);
      await apply(of("restricted"));
      const broken = /pod old breaks restricted: hostNetwork; runAsNonRoot is not true \(app\); .*seccompProfile/;
      await finds(namespace, "pod-security", broken, /get pod -n validate-late old -o yaml$/);
    });

    it("finds a claim that is not bound", async () => {
      const namespace = "validate-claim";
      await guarded(namespace);
      await apply({
        apiVersion: "v1",
        kind: "PersistentVolumeClaim",
        metadata: { name: "data", namespace },
        spec: {
          storageClassName: "no-such-class",
          accessModes: ["ReadWriteOnce"],
          resources: { requests: { storage: "1Gi" } },
        },
      });
      const pending = /validate-claim\/data \(1Gi\) is Pending: there is no StorageClass no-such-class/;
      await finds(namespace, "volume-claims", pending, /describe pvc -n validate-claim data$/);
    });

    it("finds a namespace that a finalizer keeps from going", async () => {
      const namespace = "validate-stuck";
      const name = "kept";
      await apply(
        { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } },
        { apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace, finalizers: ["example.com/keep"] } },
      );
      await api.delete({ apiVersion: "v1", kind: "Namespace", name: namespace });
      const kept = /validate-stuck is being deleted for .*example\.com\/keep in 1 resource instances/;
      await finds(namespace, "stuck-namespaces", kept, /get namespace validate-stuck -o jsonpath=/);
      await api.merge({ apiVersion: "v1", kind: "ConfigMap", namespace, name }, { metadata: { finalizers: null } });
    });
  });
});
