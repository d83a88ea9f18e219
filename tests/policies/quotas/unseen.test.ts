import assert from "node:assert/strict";
import { unknownCheckingProxy } from "@pulumi/policy/proxy";
import { deployment, limitsOf, namespace, podOf, quotaOf } from "../../../policies/quotas/examples";
import { containerResources } from "../../../policies/quotas/container-resources";
import { limitRange } from "../../../policies/quotas/limit-range";
import { namespaceLimits } from "../../../policies/quotas/namespace-limits";
import { namespaceQuota } from "../../../policies/quotas/namespace-quota";
import { quotaFit } from "../../../policies/quotas/quota-fit";
import { KubernetesObject } from "../../../policies/shared/objects";
import { knownCarriers } from "../../../policies/shared/pods";
import type { Example, Policy } from "../../../policies/shared/policy";
import { Program } from "../../../policies/shared/program";
import { later, programOf, verdictOf } from "../../support/policies";

const known = "is known only after the update";

function judged(policy: Policy, objects: readonly object[], config: Example["config"] = {}) {
  const program = programOf({ objects, config });
  const verdict = verdictOf(policy, program);
  const unseen = program.objects.flatMap(({ title, unseen }) =>
    [...unseen].map(([path, why]) => `${title}: ${path} ${why}`),
  );
  return { ...verdict, unseen };
}

function web(resources: object, name = "web") {
  return { name, image: "example/web:1", resources };
}

const at = "spec.template.spec.containers[0].resources";

describe("what quotas cannot see", () => {
  it("leaves a sum at least as large as what is seen", () => {
    const hidden = deployment(podOf(web({ requests: { cpu: later } })), {}, "hidden");
    const seen = deployment(podOf(web({ requests: { cpu: "1" } })), { strategy: { type: "Recreate" } });
    assert.deepEqual(judged(quotaFit, [quotaOf({ "requests.cpu": "2", pods: "9" }), hidden, seen]), {
      outcome: "pass",
      faults: [],
      unseen: [`Deployment shop/hidden: ${at}.requests["cpu"] ${known}`],
    });
    assert.deepEqual(judged(quotaFit, [quotaOf({ "requests.cpu": "1", pods: "9" }), hidden, seen]).faults, [
      'spec.hard["requests.cpu"] must be at least 2, and more for what is not known yet (Deployment web: 2 x 1), but is 1',
    ]);
  });

  it("is one number, and not what stands beside it", () => {
    const container = web({ requests: { cpu: later, memory: "1Gi" }, limits: { cpu: "1", memory: "512Mi" } });
    assert.deepEqual(judged(containerResources, [deployment(podOf(container))]), {
      outcome: "fail",
      faults: ['container "web": resources.requests.memory must be at most the limit of 512Mi, but is 1Gi'],
      unseen: [`Deployment shop/web: ${at}.requests["cpu"] ${known}`],
    });
    const bounds = limitsOf(
      { type: "Container", max: { cpu: "500m", memory: "256Mi" } },
      { type: "Pod", max: { memory: "1" } },
    );
    assert.deepEqual(judged(limitRange, [bounds, deployment(podOf(container))]).faults, [
      'container "web": resources.limits.cpu must be at most 500m (LimitRange "limits"), but is 1',
      'container "web": resources.limits.memory must be at most 256Mi (LimitRange "limits"), but is 512Mi',
      'pod: the sum of limits.memory must be at most 1 (LimitRange "limits"), but is 512Mi',
    ]);
  });

  it("is what a pod sets as a whole, and not what its containers say", () => {
    const container = web({ requests: { memory: "1Gi" }, limits: { memory: "512Mi" } });
    assert.deepEqual(
      judged(containerResources, [deployment({ spec: { resources: later, containers: [container] } })]),
      {
        outcome: "fail",
        faults: ['container "web": resources.requests.memory must be at most the limit of 512Mi, but is 1Gi'],
        unseen: [`Deployment shop/web: spec.template.spec.resources ${known}`],
      },
    );
  });

  it("is for every other rule a number that is malformed, which is a fault by itself", () =>
    assert.deepEqual(
      judged(containerResources, [deployment(podOf(web({ limits: { cpu: "1.000.000", memory: "1Gi" } })))]),
      {
        outcome: "fail",
        faults: ['container "web": resources.limits.cpu must be a quantity of 0 or more, but is "1.000.000"'],
        unseen: [
          `Deployment shop/web: ${at}.limits["cpu"] is "1.000.000" and not a quantity of 0 or more, such as 250m or 512Mi`,
        ],
      },
    ));

  it("is told of the object it stands in", () => {
    const unknown = limitsOf({ type: "Container", max: { cpu: later } });
    assert.deepEqual(judged(limitRange, [unknown, deployment()]), {
      outcome: "pass",
      faults: [],
      unseen: [
        `Deployment shop/web: its admission depends on LimitRange shop/limits, whose spec.limits[0].max["cpu"] ${known}`,
      ],
    });
  });

  it("is not missing: a quota or a LimitRange of a namespace that is known later may be there", () => {
    for (const [policy, kind] of [
      [namespaceQuota, "ResourceQuota"],
      [namespaceLimits, "LimitRange"],
    ] as const) {
      assert.equal(judged(policy, [namespace, deployment()]).outcome, "fail", policy.name);
      const elsewhere = new KubernetesObject({
        type: `kubernetes:core/v1:${kind}`,
        urn: "urn",
        name: "more",
        props: unknownCheckingProxy({ metadata: { namespace: later } }),
      });
      const { objects } = programOf({ objects: [namespace, deployment()] });
      const program = new Program({ objects: [...objects, elsewhere], carriers: knownCarriers, today: new Date() });
      assert.equal(verdictOf(policy, program).outcome, "skip", policy.name);
      assert.equal(
        program.namespace("shop")?.unseen.get("its admission"),
        `depends on ${kind} (namespace known later)/more, whose metadata.namespace ${known}`,
      );
    }
  });

  it("is the number of nodes, unless it is configured", () => {
    const daemons = { ...deployment(), kind: "DaemonSet" };
    const objects = [quotaOf({ pods: "2" }), daemons];
    assert.deepEqual(judged(quotaFit, objects), {
      outcome: "pass",
      faults: [],
      unseen: ['DaemonSet shop/web: the number of pods is that of nodes; set "nodes" of quota-fit'],
    });
    assert.deepEqual(judged(quotaFit, objects, { "quota-fit": { nodes: 3 } }).faults, [
      "spec.hard.pods must be at least 3 (DaemonSet web: 3), but is 2",
    ]);
  });

  it("is the class of a claim that the cluster gives it", () => {
    const claim = {
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata: { name: "data", namespace: "shop" },
      spec: { resources: { requests: { storage: "1Gi" } } },
    };
    const key = "gold.storageclass.storage.k8s.io/requests.storage";
    assert.deepEqual(judged(quotaFit, [quotaOf({ [key]: "0" }), claim]), {
      outcome: "pass",
      faults: [],
      unseen: ["PersistentVolumeClaim shop/data: storageClassName is left to the default of the cluster"],
    });
  });

  it("is what an autoscaler may do while its bounds are not known", () => {
    const vertical = {
      apiVersion: "autoscaling.k8s.io/v1",
      kind: "VerticalPodAutoscaler",
      metadata: { name: "web", namespace: "shop" },
      spec: {
        targetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" },
        resourcePolicy: { containerPolicies: [{ containerName: "*", maxAllowed: { cpu: later, memory: "2Gi" } }] },
      },
    };
    const { faults, unseen } = judged(quotaFit, [
      quotaOf({ "requests.cpu": "0", "requests.memory": "1Gi", pods: "2" }),
      deployment(undefined, { replicas: 1 }),
      vertical,
    ]);
    assert.deepEqual(faults, [
      'spec.hard["requests.memory"] must be at least 4Gi (Deployment web: (1 + 1) x 2Gi), but is 1Gi',
    ]);
    assert.deepEqual(unseen, [
      "Deployment shop/web: its admission depends on VerticalPodAutoscaler shop/web, " +
        `whose spec.resourcePolicy.containerPolicies[0].maxAllowed["cpu"] ${known}`,
    ]);
  });
});
