import { assertReadiness, condition, fresh } from "../support/live-readiness";
import type { Properties } from "../../offline/providers/values";

const rolledOut = [condition("Available", "True"), condition("Progressing", "True", "NewReplicaSetAvailable")];
const deployed = { observedGeneration: 2, updatedReplicas: 2, readyReplicas: 2, conditions: rolledOut };
const deployment = (status: Properties): Properties => ({ ...fresh, spec: { replicas: 2 }, status });
const settled = { observedGeneration: 2, replicas: 2, readyReplicas: 2, currentReplicas: 2 };
const stateful = (status: Properties, spec: Properties = {}): Properties => ({
  ...fresh,
  spec: { replicas: 2, ...spec },
  status,
});
const onNodes = { observedGeneration: 2, currentNumberScheduled: 3, updatedNumberScheduled: 3, numberReady: 3 };
const running = ["PodScheduled", "Initialized", "Ready"].map((type) => condition(type, "True"));

assertReadiness({
  "apps/v1/Deployment": [
    { when: "its rollout is complete", object: deployment(deployed), state: "ready" },
    {
      when: "it wants no pods",
      object: { ...deployment({ ...deployed, updatedReplicas: 0, readyReplicas: 0 }), spec: { replicas: 0 } },
      state: "ready",
    },
    {
      when: "it has no deadline to progress, hence no such condition",
      object: deployment({ ...deployed, conditions: [condition("Available", "True")] }),
      state: "ready",
    },
    {
      when: "its controller has seen an older generation",
      object: deployment({ ...deployed, observedGeneration: 1 }),
      state: "waiting",
      reason: /controller has not seen/,
    },
    {
      when: "old pods are still the ones that are ready",
      object: deployment({ ...deployed, updatedReplicas: 1 }),
      state: "waiting",
      reason: /1 of 2 pods are of the new version/,
    },
    {
      when: "a pod is not ready",
      object: deployment({ ...deployed, readyReplicas: 1 }),
      state: "waiting",
      reason: /1 of 2 pods are ready/,
    },
    {
      when: "no pod is said to be ready",
      object: deployment({ observedGeneration: 2, updatedReplicas: 2, conditions: rolledOut }),
      state: "waiting",
      reason: /0 of 2/,
    },
    {
      when: "the rollout goes on",
      object: deployment({
        ...deployed,
        conditions: [rolledOut[0], condition("Progressing", "True", "ReplicaSetUpdated")] as Properties[],
      }),
      state: "waiting",
      reason: /ReplicaSetUpdated/,
    },
    {
      when: "it is past its deadline",
      object: deployment({
        ...deployed,
        conditions: [rolledOut[0], condition("Progressing", "False", "ProgressDeadlineExceeded")] as Properties[],
      }),
      state: "waiting",
      reason: /ProgressDeadlineExceeded/,
    },
    {
      when: "too few pods are available",
      object: deployment({ ...deployed, conditions: [condition("Available", "False"), rolledOut[1]] as Properties[] }),
      state: "waiting",
      reason: /Available is False/,
    },
    { when: "nothing is said yet", object: deployment({}), state: "waiting" },
  ],
  "apps/v1/StatefulSet": [
    {
      when: "all pods have the new revision",
      object: stateful({ ...settled, currentRevision: "b", updateRevision: "b" }),
      state: "ready",
    },
    {
      when: "the revisions differ",
      object: stateful({ ...settled, currentRevision: "a", updateRevision: "b" }),
      state: "waiting",
      reason: /update of its pods/,
    },
    { when: "it has no revision yet", object: stateful(settled), state: "waiting", reason: /update of its pods/ },
    {
      when: "a pod is not ready",
      object: stateful({ ...settled, readyReplicas: 1, currentRevision: "b", updateRevision: "b" }),
      state: "waiting",
      reason: /1 of 2 pods are ready/,
    },
    {
      when: "its controller has seen an older generation",
      object: stateful({ ...settled, observedGeneration: 1, currentRevision: "b", updateRevision: "b" }),
      state: "waiting",
    },
    {
      when: "pods are to be deleted by hand, whatever their revision",
      object: stateful(
        { ...settled, currentRevision: "a", updateRevision: "b" },
        { updateStrategy: { type: "OnDelete" } },
      ),
      state: "ready",
    },
  ],
  "apps/v1/DaemonSet": [
    {
      when: "every node has its pod",
      object: { ...fresh, status: { ...onNodes, desiredNumberScheduled: 3, numberAvailable: 3 } },
      state: "ready",
    },
    {
      when: "no node fits",
      object: { ...fresh, status: { observedGeneration: 2, desiredNumberScheduled: 0 } },
      state: "ready",
    },
    {
      when: "a pod is not available",
      object: { ...fresh, status: { ...onNodes, desiredNumberScheduled: 3, numberAvailable: 2 } },
      state: "waiting",
      reason: /2 of 3 pods are available/,
    },
    {
      when: "pods of the old version run",
      object: {
        ...fresh,
        status: { ...onNodes, updatedNumberScheduled: 1, desiredNumberScheduled: 3, numberAvailable: 3 },
      },
      state: "waiting",
      reason: /1 of 3 pods are of the new version/,
    },
    { when: "nodes were not counted", object: { ...fresh, status: {} }, state: "waiting", reason: /not counted/ },
  ],
  "apps/v1/ReplicaSet": [
    {
      when: "its pods are ready",
      object: { ...fresh, spec: { replicas: 1 }, status: { observedGeneration: 2, readyReplicas: 1 } },
      state: "ready",
    },
    {
      when: "a pod is missing",
      object: { ...fresh, spec: { replicas: 2 }, status: { observedGeneration: 2, readyReplicas: 1 } },
      state: "waiting",
      reason: /1 of 2/,
    },
  ],
  "v1/ReplicationController": [
    {
      when: "its pods are available",
      object: { ...fresh, spec: { replicas: 1 }, status: { observedGeneration: 2, availableReplicas: 1 } },
      state: "ready",
    },
    {
      when: "a pod is missing",
      object: { ...fresh, spec: { replicas: 1 }, status: { observedGeneration: 2 } },
      state: "waiting",
    },
  ],
  "v1/Pod": [
    { when: "it is ready", object: { status: { phase: "Running", conditions: running } }, state: "ready" },
    { when: "it has done its work", object: { status: { phase: "Succeeded" } }, state: "ready" },
    {
      when: "it failed",
      object: { status: { phase: "Failed", message: "evicted" } },
      state: "failed",
      reason: /evicted/,
    },
    {
      when: "no node takes it",
      object: {
        status: { phase: "Pending", conditions: [condition("PodScheduled", "False", "Unschedulable", "0/3 nodes")] },
      },
      state: "waiting",
      reason: /Unschedulable.*0\/3 nodes/,
    },
    {
      when: "a probe fails",
      object: {
        status: {
          phase: "Running",
          conditions: [...running.slice(0, 2), condition("Ready", "False", "ContainersNotReady")],
        },
      },
      state: "waiting",
      reason: /ContainersNotReady/,
    },
  ],
  "batch/v1/Job": [
    { when: "it is complete", object: { status: { conditions: [condition("Complete", "True")] } }, state: "ready" },
    {
      when: "it failed",
      object: { status: { conditions: [condition("Failed", "True", "BackoffLimitExceeded", "too often")] } },
      state: "failed",
      reason: /BackoffLimitExceeded.*too often/,
    },
    { when: "its pod runs", object: { status: { active: 1 } }, state: "waiting", reason: /1 active/ },
    { when: "it is suspended", object: { spec: { suspend: true } }, state: "waiting", reason: /suspended/ },
  ],
});
