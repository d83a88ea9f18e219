import { at } from "../../differences";
import type { Properties } from "../../values";
import {
  all,
  condition,
  describe,
  failed,
  isObserved,
  isTrue,
  mapsAt,
  numberAt,
  once,
  ready,
  type Readiness,
  type Sight,
  textAt,
  type Verdict,
  waiting,
} from "./verdict";

/** Readiness of the kinds that run pods, by API version and kind. */
export const workloads: Readonly<Record<string, Readiness>> = {
  "apps/v1/Deployment": { verdict: deployment, onRead: true, ownsPods: true },
  "apps/v1/StatefulSet": { verdict: statefulSet, onRead: true, ownsPods: true },
  "apps/v1/DaemonSet": { verdict: daemonSet, onRead: true, ownsPods: true },
  "apps/v1/ReplicaSet": { verdict: replicas("readyReplicas"), ownsPods: true },
  "v1/ReplicationController": { verdict: replicas("availableReplicas"), ownsPods: true },
  "v1/Pod": { verdict: pod, onRead: true, ownsPods: true },
  "batch/v1/Job": { verdict: job, onRead: true, ownsPods: true },
};

function deployment({ object }: Sight): Verdict {
  const wanted = numberAt(object, "spec.replicas") ?? 1;
  const progressing = condition(object, "Progressing");
  const rolledOut =
    progressing === undefined || (progressing.status === "True" && progressing.reason === "NewReplicaSetAvailable");
  return all(
    isObserved(object),
    count(object, "updatedReplicas", wanted, "pods are of the new version"),
    count(object, "readyReplicas", wanted, "pods are ready"),
    rolledOut ? ready : waiting(describe(progressing)),
    isTrue(object, "Available"),
  );
}

function statefulSet({ object }: Sight): Verdict {
  const wanted = numberAt(object, "spec.replicas") ?? 1;
  const [current, update] = [textAt(object, "status.currentRevision"), textAt(object, "status.updateRevision")];
  // With OnDelete pods keep the old revision until someone deletes them.
  const byHand =
    textAt(object, "spec.updateStrategy.type") === "OnDelete" && (numberAt(object, "metadata.generation") ?? 0) > 1;
  const revision = byHand
    ? []
    : [
        once(current !== undefined && current === update, "the update of its pods is not through"),
        count(object, "currentReplicas", wanted, "pods are of the new version"),
      ];
  return all(
    isObserved(object),
    count(object, "replicas", wanted, "pods exist"),
    count(object, "readyReplicas", wanted, "pods are ready"),
    ...revision,
  );
}

function daemonSet({ object }: Sight): Verdict {
  const wanted = numberAt(object, "status.desiredNumberScheduled");
  if (wanted === undefined) return waiting("its controller has not counted the nodes yet");
  return all(
    isObserved(object),
    count(object, "currentNumberScheduled", wanted, "nodes have its pod"),
    count(object, "updatedNumberScheduled", wanted, "pods are of the new version"),
    count(object, "numberAvailable", wanted, "pods are available"),
    count(object, "numberReady", wanted, "pods are ready"),
  );
}

function replicas(counter: string): (sight: Sight) => Verdict {
  return ({ object }) =>
    all(isObserved(object), count(object, counter, numberAt(object, "spec.replicas") ?? 1, "pods are ready"));
}

function pod({ object }: Sight): Verdict {
  const phase = textAt(object, "status.phase");
  if (phase === "Succeeded") return ready;
  if (phase === "Failed") {
    return failed(
      `the pod failed: ${textAt(object, "status.message") ?? textAt(object, "status.reason") ?? "no reason"}`,
    );
  }
  return all(isTrue(object, "PodScheduled"), isTrue(object, "Initialized"), isTrue(object, "Ready"));
}

function job({ object }: Sight): Verdict {
  const failure = condition(object, "Failed");
  if (failure?.status === "True") return failed(describe(failure));
  if (condition(object, "Complete")?.status === "True") return ready;
  const tally = ["active", "succeeded", "failed"].map((each) => `${numberAt(object, `status.${each}`) ?? 0} ${each}`);
  const suspended = at(object, "spec.suspend") === true ? "it is suspended; " : "";
  return waiting(`${suspended}pods: ${tally.join(", ")}`);
}

function count(object: Properties, counter: string, wanted: number, what: string): Verdict {
  const found = numberAt(object, `status.${counter}`) ?? 0;
  return once(found >= wanted, `${found} of ${wanted} ${what}`);
}

/** What keeps a pod from running, in its own words. */
export function troubles(object: Properties): string[] {
  const name = textAt(object, "metadata.name") ?? "";
  const unscheduled = condition(object, "PodScheduled");
  const containers = [...mapsAt(object, "status.initContainerStatuses"), ...mapsAt(object, "status.containerStatuses")];
  return [
    ...(unscheduled?.status === "False" ? [`pod ${name}: ${unscheduled.message}`] : []),
    ...containers.flatMap((each) => containerTroubles(each).map((line) => `pod ${name}: ${line}`)),
  ];
}

function containerTroubles(status: Properties): string[] {
  const name = textAt(status, "name") ?? "";
  const because = (path: string): string =>
    [textAt(status, `${path}.reason`), textAt(status, `${path}.message`)].filter(Boolean).join(": ");
  const reason = textAt(status, "state.waiting.reason");
  const code = numberAt(status, "state.terminated.exitCode") ?? numberAt(status, "lastState.terminated.exitCode");
  return [
    ...(reason === undefined || reason === "ContainerCreating" || reason === "PodInitializing"
      ? []
      : [`container ${name} waits: ${because("state.waiting")}`]),
    ...(code === undefined || code === 0 ? [] : [`container ${name} ended with exit code ${code}`]),
  ];
}
