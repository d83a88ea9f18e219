import { add, all, initContainer, manifest, pod, resources, sidecarContainer, workload } from "../changes";
import { amounts, claim, claimOf, quota } from "../fences";
import { type Change, type Mutation, rowsOf } from "../mutation";

/** ResourceQuota: what a namespace holds at the maximum of all that is in it. */

const { accepted, refused } = rowsOf("quotas");

/** Amounts that three pods and one more in a rollout just fit, and what is a little less. */
const ofPods: readonly (readonly [key: string, enough: string, tooLittle: string, forReplicas: string])[] = [
  ["requests.cpu", "1", "999m", "749m"],
  ["limits.cpu", "2", "1999m", "1499m"],
  ["requests.memory", "1Gi", "1023Mi", "767Mi"],
  ["limits.memory", "2Gi", "2047Mi", "1535Mi"],
  ["requests.ephemeral-storage", "1Gi", "1023Mi", "700Mi"],
  ["limits.ephemeral-storage", "1Gi", "1023Mi", "700Mi"],
  ["pods", "4", "3", "2"],
  ["count/pods", "4", "3", "2"],
];

const peaks = ofPods.flatMap(([key, enough, tooLittle, forReplicas]) => [
  accepted(`just enough ${key} for a rollout`, quota({ [key]: enough })),
  refused(`too little ${key} for a rollout`, quota({ [key]: tooLittle })),
  refused(`too little ${key} for the replicas`, quota({ [key]: forReplicas })),
]);

const strategy = (over: object | null): Change =>
  workload({ strategy: { type: "RollingUpdate", rollingUpdate: over } });
const cpuForReplicas = quota({ "requests.cpu": "750m" });

const rollouts: readonly Mutation[] = [
  accepted(
    "cpu for the replicas where the old ones go first",
    all(cpuForReplicas, workload({ strategy: { type: "Recreate", rollingUpdate: null } })),
  ),
  accepted(
    "cpu for the replicas of a rollout without surge",
    all(cpuForReplicas, strategy({ maxSurge: 0, maxUnavailable: 1 })),
  ),
  accepted(
    "cpu for the replicas of a rollout that could do without its surge",
    all(cpuForReplicas, strategy({ maxSurge: 3, maxUnavailable: 1 })),
  ),
  refused(
    "cpu for half a rollout that doubles the pods",
    all(quota({ "requests.cpu": "700m" }), strategy({ maxSurge: "100%", maxUnavailable: 0 })),
  ),
  accepted(
    "cpu for a rollout that doubles the pods",
    all(quota({ "requests.cpu": "1500m" }), strategy({ maxSurge: "100%", maxUnavailable: 0 })),
  ),
];

const scaling: readonly Mutation[] = [
  accepted("pods for the maximum of an autoscaler", quota({ pods: "10" }), "scaled"),
  refused("pods for the maximum of an autoscaler, but not for its rollout", quota({ pods: "8" }), "scaled"),
  refused("cpu for the minimum of an autoscaler alone", quota({ "requests.cpu": "1" }), "scaled"),
  refused("memory for one pod less than an autoscaler may ask for", quota({ "limits.memory": "3584Mi" }), "scaled"),
];

const second = (objects: Parameters<Change>[0], cpu: string) =>
  objects
    .filter((each) => each.kind === "Deployment" || each.kind === "PodDisruptionBudget")
    .map((each) => {
      const text = JSON.stringify(each).replaceAll('"web"', '"api"').replaceAll('"cpu":"250m"', `"cpu":"${cpu}"`);
      return JSON.parse(text.replaceAll('"serviceAccountName":"api"', '"serviceAccountName":"web"'));
    });
const withSecond =
  (cpu: string): Change =>
  (objects) => [...objects, ...second(objects, cpu)];

const sums: readonly Mutation[] = [
  accepted("cpu for two workloads", all(withSecond("400m"), quota({ "requests.cpu": "2600m" }))),
  refused(
    "cpu for each of two workloads, but not for both",
    all(withSecond("400m"), quota({ "requests.cpu": "1900m" })),
  ),
  accepted("cpu for a sidecar, too", all(sidecarContainer(), quota({ "requests.cpu": "2" }))),
  refused("cpu for the container without its sidecar", all(sidecarContainer(), quota({ "requests.cpu": "1" }))),
  accepted(
    "cpu for an init container, which is gone when others run",
    all(initContainer(), quota({ "requests.cpu": "1" })),
  ),
  refused(
    "cpu for the containers, but not for a larger init container",
    all(initContainer({ resources: amounts({ cpu: "500m" }, {}) }), quota({ "requests.cpu": "1" })),
  ),
  accepted(
    "cpu for a larger init container",
    all(initContainer({ resources: amounts({ cpu: "500m" }, {}) }), quota({ "requests.cpu": "2" })),
  ),
  accepted(
    "cpu for a sidecar beside an init container before it",
    all(initContainer({ resources: amounts({ cpu: "500m" }, {}) }), sidecarContainer(), quota({ "requests.cpu": "2" })),
  ),
  refused(
    "cpu for a sidecar, but not for the init container after it",
    all(sidecarContainer(), initContainer({ resources: amounts({ cpu: "500m" }, {}) }), quota({ "requests.cpu": "2" })),
  ),
  accepted(
    "cpu of the pod as a whole, which is less than the limits of its containers",
    all(
      pod({ resources: amounts({ cpu: "300m" }, { cpu: "600m" }) }),
      quota({ "requests.cpu": "1200m", "limits.cpu": "2400m" }),
    ),
  ),
  refused(
    "cpu of the containers, but not of the pod as a whole",
    all(pod({ resources: amounts({ cpu: "300m" }, { cpu: "600m" }) }), quota({ "requests.cpu": "1" })),
  ),
  accepted(
    "cpu that a LimitRange fills in",
    all(resources({ requests: null, limits: null }), quota({ "requests.cpu": "1", "limits.cpu": "2" })),
  ),
  refused(
    "too little cpu for what a LimitRange fills in",
    all(resources({ requests: null, limits: null }), quota({ "requests.cpu": "700m" })),
  ),
  refused(
    "too little cpu for limits that are requests, too",
    all(resources({ requests: { cpu: null } }), quota({ "requests.cpu": "1" })),
  ),
];

const batch = {
  restartPolicy: "Never",
  containers: [
    {
      name: "load",
      image: "registry.example/load:1",
      resources: amounts({ cpu: "250m", memory: "256Mi" }, { cpu: "500m", memory: "512Mi" }),
      securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
    },
  ],
  securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: "RuntimeDefault" } },
};
const job = manifest("batch/v1", "Job", "load", {
  spec: { parallelism: 2, completions: 2, template: { spec: batch } },
});
const cronJob = manifest("batch/v1", "CronJob", "report", {
  spec: { schedule: "0 2 29 2 *", jobTemplate: { spec: { template: { spec: batch } } } },
});
const labels = { app: "agent" };
const daemons = manifest("apps/v1", "DaemonSet", "agent", {
  spec: {
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { ...batch, restartPolicy: "Always" } },
  },
});

const others: readonly Mutation[] = [
  accepted("pods for a Job beside the workload", all(add(job), quota({ pods: "6" }))),
  refused("pods for the workload, but for no Job", all(add(job), quota({ "requests.cpu": "800m" }))),
  accepted("cpu for a CronJob", all(add(cronJob), quota({ "requests.cpu": "1250m" }))),
  refused("cpu for the workload, but for no CronJob", all(add(cronJob), quota({ "requests.cpu": "800m" }))),
  accepted("pods for a DaemonSet on every node", all(add(daemons), quota({ pods: "13" }))),
  refused("pods for a DaemonSet on some nodes", all(add(daemons), quota({ pods: "11" }))),
];

const service = (name: string, spec: object) =>
  manifest("v1", "Service", name, { spec: { selector: { app: name }, ...spec } });
const ports = [
  { name: "a", port: 80 },
  { name: "b", port: 443 },
];
const balancer = service("front", { type: "LoadBalancer", ports });
const internal = service("front", { type: "LoadBalancer", allocateLoadBalancerNodePorts: false, ports });
const nodePorts = service("front", { type: "NodePort", ports });
const configMap = (name: string) => manifest("v1", "ConfigMap", name, { data: { a: "b" } });
const secret = (name: string) => manifest("v1", "Secret", name, { stringData: { a: "b" } });

/** Objects that the quota counts: enough for them, and too little. */
const counted: readonly (readonly [title: string, key: string, enough: string, tooLittle: string, change?: Change])[] =
  [
    ["Services", "services", "1", "0"],
    ["Services", "count/services", "2", "1", add(nodePorts)],
    ["load balancers", "services.loadbalancers", "1", "0", add(balancer)],
    ["node ports of a load balancer", "services.nodeports", "2", "1", add(balancer)],
    ["node ports of a Service", "services.nodeports", "2", "1", add(nodePorts)],
    ["ConfigMaps beside that of the cluster", "configmaps", "3", "2", add(configMap("a"), configMap("b"))],
    ["Secrets", "secrets", "2", "1", add(secret("a"), secret("b"))],
    ["claims", "persistentvolumeclaims", "2", "1", add(claim("a", "1Gi"), claim("b", "1Gi"))],
    ["storage of claims", "requests.storage", "3Gi", "2Gi", add(claim("a", "1Gi"), claim("b", "2Gi"))],
    [
      "claims of a class",
      "agreement.storageclass.storage.k8s.io/persistentvolumeclaims",
      "1",
      "0",
      add(claim("a", "1Gi")),
    ],
    [
      "storage of a class",
      "agreement.storageclass.storage.k8s.io/requests.storage",
      "2Gi",
      "1Gi",
      add(claim("a", "1Gi"), claim("b", "1Gi")),
    ],
    ["Deployments", "count/deployments.apps", "1", "0"],
    ["budgets", "count/poddisruptionbudgets.policy", "1", "0"],
    ["network policies", "count/networkpolicies.networking.k8s.io", "3", "2"],
    ["service accounts beside that of the cluster", "count/serviceaccounts", "2", "1"],
    ["Jobs", "count/jobs.batch", "1", "0", add(job)],
    ["CronJobs", "count/cronjobs.batch", "1", "0", add(cronJob)],
    [
      "quotas",
      "resourcequotas",
      "2",
      "1",
      add(manifest("v1", "ResourceQuota", "second", { spec: { hard: { pods: "100" } } })),
    ],
  ];

const objects = counted.flatMap(([title, key, enough, tooLittle, change = (same) => same]) => [
  accepted(`enough ${title} (${key})`, all(change, quota({ [key]: enough }))),
  refused(`too few ${title} (${key})`, all(change, quota({ [key]: tooLittle }))),
]);

const noPorts: readonly Mutation[] = [
  accepted("a load balancer that takes no node ports", all(add(internal), quota({ "services.nodeports": "0" }))),
];

const storage: readonly Mutation[] = [
  accepted("enough claims for a StatefulSet", quota({ persistentvolumeclaims: "3" }), "stored"),
  refused("too few claims for a StatefulSet", quota({ persistentvolumeclaims: "2" }), "stored"),
  accepted("enough storage for a StatefulSet", all(claimOf("20Gi"), quota({ "requests.storage": "60Gi" })), "stored"),
  refused(
    "too little storage for a StatefulSet",
    all(claimOf("20Gi"), quota({ "requests.storage": "59Gi" })),
    "stored",
  ),
  accepted("pods for a StatefulSet, which takes one away first", quota({ pods: "3" }), "stored"),
  refused("too few pods for a StatefulSet", quota({ pods: "2" }), "stored"),
  accepted(
    "storage of a class that the claims are not of",
    quota({ "other.storageclass.storage.k8s.io/requests.storage": "0" }),
    "stored",
  ),
];

const scoped = (hard: object, spec: object): Change =>
  add(manifest("v1", "ResourceQuota", "scoped", { spec: { hard, ...spec } }));
const ofPriority = {
  scopeSelector: {
    matchExpressions: [{ scopeName: "PriorityClass", operator: "In", values: ["system-cluster-critical"] }],
  },
};

const scopes: readonly Mutation[] = [
  refused("too few pods that run on", scoped({ pods: "2" }, { scopes: ["NotTerminating"] })),
  accepted("no pods that end by themselves", scoped({ pods: "0" }, { scopes: ["Terminating"] })),
  refused(
    "no pods that end by themselves, beside a Job that does",
    all(
      add(
        manifest("batch/v1", "Job", "load", { spec: { template: { spec: { ...batch, activeDeadlineSeconds: 60 } } } }),
      ),
      scoped({ pods: "0" }, { scopes: ["Terminating"] }),
    ),
  ),
  accepted("no pods without requests", scoped({ pods: "0" }, { scopes: ["BestEffort"] })),
  refused("too few pods with requests", scoped({ pods: "2" }, { scopes: ["NotBestEffort"] })),
  accepted("no pods of a high priority", scoped({ pods: "0" }, ofPriority)),
  refused(
    "no pods of a high priority, beside some that have it",
    all(pod({ priorityClassName: "system-cluster-critical" }), scoped({ pods: "0" }, ofPriority)),
  ),
  refused(
    "two quotas, one of which is too small",
    add(manifest("v1", "ResourceQuota", "more", { spec: { hard: { pods: "2" } } })),
  ),
  refused(
    "a quota of what containers do not name and nothing fills in",
    all(
      quota({ "limits.example.com/gpu": null, "requests.example.com/gpu": "0" }),
      resources(amounts({ "example.com/gpu": "1" }, { "example.com/gpu": "1" })),
    ),
  ),
];

const absent: readonly Mutation[] = [
  accepted("no quota at all", (all) => all.filter((each) => each.kind !== "ResourceQuota")),
  accepted("a quota that leaves cpu open", quota({ "requests.cpu": null })),
  accepted("a quota that allows no quota", quota({ resourcequotas: "0" })),
  accepted("a quota that holds the revisions of one rollout alone", quota({ "count/replicasets.apps": "2" })),
];

export const quotas: readonly Mutation[] = [
  ...peaks,
  ...rollouts,
  ...scaling,
  ...sums,
  ...others,
  ...objects,
  ...noPorts,
  ...storage,
  ...scopes,
  ...absent,
];
