import type { Fault } from "../shared/messages";
import { programPolicy } from "../shared/policy";
import { quantity, quantityText, type Quantity } from "../shared/quantity";
import { integer, map, setting } from "../shared/shape";
import { at } from "./amounts";
import { usesIn } from "./demand";
import { container, deployment, limits, modest, podOf, quota, quotaOf } from "./examples";
import { exempt, namespaceOf } from "./namespaces";
import { quotaOf as readQuota } from "./resource-quotas";
import { sumUnder, termsText, type Sum } from "./sums";

function faultsUnder(key: string, hard: Quantity, { lines, total, isWhole, endless }: Sum): readonly Fault[] {
  const field = at("spec.hard", key);
  const rising = endless.map((found) => ({ field, must: "cover what autoscalers may ask for", found }));
  if (total <= hard) return rising;
  const more = isWhole ? "" : ", and more for what is not known yet";
  const must = `be at least ${quantityText(total, key)}${more} (${termsText(lines, key)})`;
  return [{ field, must, found: `is ${quantityText(hard, key)}` }, ...rising];
}

const horizontal = {
  apiVersion: "autoscaling/v2",
  kind: "HorizontalPodAutoscaler",
  metadata: { name: "web", namespace: "shop" },
  spec: { scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" }, minReplicas: 2, maxReplicas: 16 },
};

function vertical(maxAllowed?: object) {
  const containerPolicies = [{ containerName: "*", ...(maxAllowed === undefined ? {} : { maxAllowed }) }];
  return {
    apiVersion: "autoscaling.k8s.io/v1",
    kind: "VerticalPodAutoscaler",
    metadata: { name: "web", namespace: "shop" },
    spec: {
      targetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" },
      resourcePolicy: { containerPolicies },
    },
  };
}

const balancer = {
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: "web", namespace: "shop" },
  spec: { type: "LoadBalancer", ports: [{ port: 80 }, { port: 443 }] },
};

export const quotaFit = programPolicy({
  name: "quota-fit",
  description:
    "What the program puts into a namespace fits its ResourceQuotas at its maximum: every replica, every rollout and every Job.",
  enforcement: "mandatory",
  why: "Mandatory, as a quota that is too small shows when it hurts most: at the peak of the load, and in the middle of a rollout.",
  source: "https://kubernetes.io/docs/concepts/policy/resource-quotas/",
  cure: "Raise the quota, or lower replicas, maxReplicas, maxSurge, parallelism or what each pod requests.",
  settings: {
    nodes: setting(integer, "Nodes on which a DaemonSet runs a pod; without it DaemonSets count as unseen."),
    overlap: setting(integer, "Runs of a CronJob at a time where its concurrencyPolicy is Allow.", 1),
    others: setting(
      map(quantity),
      "What each namespace holds that the program does not register, by key of the quota, such as secrets of an operator.",
      {},
    ),
    exempt,
  },
  judge: (program, { nodes, overlap = 1, others = {}, exempt = [] }) =>
    program.ofKind("ResourceQuota").flatMap((subject) => {
      const faults = subject.attempt(() => {
        const namespace = namespaceOf(subject);
        if (exempt.includes(namespace)) return undefined;
        const read = readQuota(subject);
        const uses = usesIn(program, namespace, { nodes, overlap });
        return [...read.hard].flatMap(
          ([key, hard]) =>
            subject.attempt(() => faultsUnder(key, hard(), sumUnder(key, read, uses, others[key]))) ?? [],
        );
      });
      return faults === undefined ? [] : [{ subject, faults }];
    }),
  examples: {
    pass: [
      { title: "replicas and a rollout that fit", objects: [quota, deployment()] },
      {
        title: "an autoscaler whose maximum fits",
        objects: [quotaOf({ "requests.cpu": "5" }), deployment(), horizontal],
      },
      {
        title: "a load balancer without node ports",
        objects: [
          quotaOf({ "services.loadbalancers": "1", "services.nodeports": "0" }),
          { ...balancer, spec: { ...balancer.spec, allocateLoadBalancerNodePorts: false } },
        ],
      },
    ],
    fail: [
      {
        title: "an autoscaler whose maximum does not fit during a rollout",
        objects: [quotaOf({ "requests.cpu": "4", pods: "16" }), deployment(), horizontal],
        faults: [
          'spec.hard["requests.cpu"] must be at least 5 (Deployment web: (16 + 4) x 250m), but is 4',
          "spec.hard.pods must be at least 20 (Deployment web: 16 + 4), but is 16",
        ],
      },
      {
        title: "runs of Jobs beside a workload, with defaults of the LimitRange",
        objects: [
          quotaOf({ "limits.memory": "2Gi" }),
          limits,
          deployment(podOf(container()), { strategy: { type: "Recreate" } }),
          {
            apiVersion: "batch/v1",
            kind: "CronJob",
            metadata: { name: "report", namespace: "shop" },
            spec: { schedule: "0 2 * * *", jobTemplate: { spec: { parallelism: 3, template: podOf(container()) } } },
          },
        ],
        faults: [
          'spec.hard["limits.memory"] must be at least 2560Mi (CronJob report: 3 x 512Mi; Deployment web: 2 x 512Mi), but is 2Gi',
        ],
      },
      {
        title: "what a VerticalPodAutoscaler may ask for",
        objects: [
          quotaOf({ "requests.cpu": "4", "limits.cpu": "8" }),
          deployment(podOf(container(modest)), { strategy: { type: "Recreate" } }),
          vertical({ cpu: "3", memory: "1Gi" }),
        ],
        faults: [
          'spec.hard["requests.cpu"] must be at least 6 (Deployment web: 2 x 3), but is 4',
          'spec.hard["limits.cpu"] must be at least 12 (Deployment web: 2 x 6), but is 8',
        ],
      },
      {
        title: "a VerticalPodAutoscaler that nothing bounds",
        objects: [quotaOf({ "requests.cpu": "4" }), deployment(), vertical()],
        faults: [
          'spec.hard["requests.cpu"] must cover what autoscalers may ask for, but VerticalPodAutoscaler shop/web has no maxAllowed.cpu for container "web"',
        ],
      },
      {
        title: "the node ports of a load balancer",
        objects: [quotaOf({ "services.nodeports": "1" }), balancer],
        faults: ['spec.hard["services.nodeports"] must be at least 2 (Service web: 2), but is 1'],
      },
      {
        title: "a volume for each replica, and what others hold",
        config: { "quota-fit": { others: { "requests.storage": "5Gi" } } },
        objects: [
          quotaOf({ "requests.storage": "30Gi", persistentvolumeclaims: "3" }),
          {
            ...deployment(
              podOf(container(modest)),
              {
                replicas: 3,
                volumeClaimTemplates: [
                  { metadata: { name: "data" }, spec: { resources: { requests: { storage: "10Gi" } } } },
                ],
              },
              "store",
            ),
            kind: "StatefulSet",
          },
        ],
        faults: [
          'spec.hard["requests.storage"] must be at least 35Gi (StatefulSet store: 3 x 10Gi; others: 5Gi), but is 30Gi',
        ],
      },
    ],
    skip: [
      { title: "a program without a quota", objects: [deployment()] },
      {
        title: "a namespace that is exempt",
        config: { "quota-fit": { exempt: ["shop"] } },
        objects: [quotaOf({ pods: "1" }), deployment()],
      },
    ],
  },
});
