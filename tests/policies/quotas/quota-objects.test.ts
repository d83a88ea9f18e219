import { claim, itSums, object, pod, service, workloadOf } from "./sums";

const defaultClass = {
  apiVersion: "storage.k8s.io/v1",
  kind: "StorageClass",
  metadata: { name: "gold", annotations: { "storageclass.kubernetes.io/is-default-class": "true" } },
};

describe("a quota of objects and storage", () => {
  itSums([
    [
      "a load balancer takes a node port for each port",
      "services.nodeports",
      [service("a", "LoadBalancer", 3), service("b", "ClusterIP", 2)],
      "3 (Service a: 3)",
    ],
    [
      "a load balancer can be told to take none but those written",
      "services.nodeports",
      [
        service("a", "LoadBalancer", 3, {
          allocateLoadBalancerNodePorts: false,
          ports: [{ port: 1 }, { port: 2, nodePort: 30000 }],
        }),
      ],
      "1 (Service a: 1)",
    ],
    [
      "a NodePort Service takes them in any case",
      "services.nodeports",
      [service("a", "NodePort", 2, { allocateLoadBalancerNodePorts: false })],
      "2 (Service a: 2)",
    ],
    [
      "load balancers count",
      "services.loadbalancers",
      [service("a", "LoadBalancer", 1), service("b", "NodePort", 1)],
      "1 (Service a: 1)",
    ],
    [
      "every Service counts",
      "count/services",
      [service("a", "LoadBalancer", 1), service("b", "ExternalName", 0)],
      "2 (2 x Service)",
    ],
    [
      "storage counts in whole bytes",
      "requests.storage",
      [claim("a", "1Gi"), claim("b", "1500m")],
      "1073741826 (PersistentVolumeClaim a: 1Gi; PersistentVolumeClaim b: 2)",
    ],
    [
      "claims of one class count",
      "gold.storageclass.storage.k8s.io/requests.storage",
      [
        claim("a", "1Gi", { storageClassName: "gold" }),
        claim("b", "2Gi", { storageClassName: "tin" }),
        claim("c", "4Gi", { storageClassName: "" }),
      ],
      "1Gi (PersistentVolumeClaim a: 1Gi)",
    ],
    [
      "the older annotation names the class before the field",
      "gold.storageclass.storage.k8s.io/persistentvolumeclaims",
      [claim("a", "1Gi", { storageClassName: "tin" }, { "volume.beta.kubernetes.io/storage-class": "gold" })],
      "1 (PersistentVolumeClaim a: 1)",
    ],
    [
      "a claim without a class is of the default one",
      "gold.storageclass.storage.k8s.io/persistentvolumeclaims",
      [claim("a", "1Gi"), defaultClass],
      "1 (PersistentVolumeClaim a: 1)",
    ],
    [
      "volumes that come with each pod count",
      "persistentvolumeclaims",
      [
        workloadOf("StatefulSet", { replicas: 2, volumeClaimTemplates: [claim("data", "1Gi")] }),
        pod("b", {
          volumes: [
            { name: "scratch", ephemeral: { volumeClaimTemplate: claim("scratch", "1Gi") } },
            { name: "tmp", emptyDir: {} },
          ],
        }),
      ],
      "3 (StatefulSet web: 2; Pod b: 1)",
    ],
    ["Kubernetes puts a ConfigMap everywhere", "configmaps", [object("v1", "ConfigMap", "a")], "2 (2 x ConfigMap)"],
    [
      "what Kubernetes makes counts once where the program makes it, too",
      "count/serviceaccounts",
      [object("v1", "ServiceAccount", "default")],
      "1 (ServiceAccount default: 1)",
    ],
    [
      "kinds of other groups count",
      "count/networkpolicies.networking.k8s.io",
      [object("networking.k8s.io/v1", "NetworkPolicy", "a")],
      "1 (NetworkPolicy a: 1)",
    ],
    [
      "kinds count under the plural of their definition",
      "count/oxen.example.com",
      [
        object("example.com/v1", "Ox", "a"),
        {
          apiVersion: "apiextensions.k8s.io/v1",
          kind: "CustomResourceDefinition",
          metadata: { name: "oxen.example.com" },
          spec: { group: "example.com", names: { kind: "Ox", plural: "oxen" } },
        },
      ],
      "1 (Ox a: 1)",
    ],
    [
      "old and new ReplicaSets count",
      "count/replicasets.apps",
      [workloadOf("Deployment", { revisionHistoryLimit: 3 })],
      "5 (Deployment web: 5)",
    ],
    [
      "Jobs that run and ran count",
      "count/jobs.batch",
      [object("batch/v1", "CronJob", "a", { jobTemplate: {} }), object("batch/v1", "Job", "b", {})],
      "6 (CronJob a: 5; Job b: 1)",
    ],
    ["secrets count", "secrets", [object("v1", "Secret", "a")], "1 (Secret a: 1)"],
  ]);
});
