import type { Fault } from "../shared/messages";
import { eachContainer, type PodCarrier } from "../shared/pods";
import { objectPolicy } from "../shared/policy";
import { known } from "../shared/known";
import type { KubernetesObject } from "../shared/objects";
import { amountsOf } from "./amounts";
import { claimShape, claimTemplates, type Claim } from "./claims";
import { container, deployment, limits, limitsOf, modest, podOf } from "./examples";
import { defaulted, limitsIn, type LimitItem } from "./limit-ranges";
import { claimChecks, containerChecks, faultsOf, podChecks } from "./limit-rules";
import { attemptOf, exempt, namespaceOf } from "./namespaces";
import { limitedResources, podResources, podShape, written } from "./pods";

function podFaults(carrier: PodCarrier, items: readonly LimitItem[]): readonly Fault[] {
  const { object } = carrier;
  const attempt = attemptOf(object);
  const spec = known(object, podShape, ...carrier.path)?.spec ?? {};
  const ofContainers = eachContainer(carrier, spec, (each, part) =>
    faultsOf(attempt, containerChecks(items, defaulted(written(each), items))).map((fault) => ({ ...fault, part })),
  );
  const together = attempt(() => faultsOf(attempt, podChecks(items, limitedResources(podResources(spec, items)))));
  const volumes = attempt(() => spec.volumes) ?? [];
  const ofVolumes = attempt(() =>
    volumes.flatMap(({ name = "", ephemeral }) =>
      claimFaults(object, items, ephemeral?.volumeClaimTemplate, `volume ${JSON.stringify(name)}`),
    ),
  );
  return [...ofContainers, ...(together ?? []).map((fault) => ({ ...fault, part: "pod" })), ...(ofVolumes ?? [])];
}

function claimFaults(
  object: KubernetesObject,
  items: readonly LimitItem[],
  claim: Claim | undefined,
  part?: string,
): readonly Fault[] {
  if (claim === undefined) return [];
  const faults = faultsOf(attemptOf(object), claimChecks(items, amountsOf(claim.spec?.resources?.requests)));
  return faults.map((fault) => ({ ...fault, part }));
}

function templateFaults(object: KubernetesObject, items: readonly LimitItem[]): readonly Fault[] {
  if (object.groupKind !== "apps/StatefulSet") return [];
  const faults = object.attempt(() =>
    claimTemplates(object).flatMap((claim) =>
      claimFaults(object, items, claim, `volume claim ${JSON.stringify(claim.metadata?.name ?? "")}`),
    ),
  );
  return faults ?? [];
}

const many = limitsOf(
  { type: "Container", max: { cpu: "2", memory: "2Gi" } },
  { type: "Pod", max: { cpu: "2", memory: "2Gi" } },
  { type: "PersistentVolumeClaim", min: { storage: "1Gi" }, max: { storage: "100Gi" } },
);

function claim(storage: string, name = "data") {
  return { metadata: { name, namespace: "shop" }, spec: { resources: { requests: { storage } } } };
}

export const limitRange = objectPolicy({
  name: "limit-range",
  description:
    "No container, pod or claim goes against a LimitRange of its namespace: minimum, maximum, ratio of limit to request.",
  enforcement: "mandatory",
  why: "Mandatory, as the API server refuses pods and claims that do, and only when they are made: the workload is accepted and never runs.",
  source: "https://kubernetes.io/docs/concepts/policy/limit-range/",
  cure: "Write requests and limits within the LimitRange, on init containers and sidecars too, or widen it.",
  settings: { exempt },
  // A LimitRange may come after the workload.
  settled: () => false,
  judge(subject, program, { exempt = [] }) {
    const carrier = program.podCarrier(subject);
    if (carrier === undefined && subject.groupKind !== "PersistentVolumeClaim") return undefined;
    const namespace = namespaceOf(subject);
    const items = limitsIn(program, namespace);
    if (items.length === 0 || exempt.includes(namespace)) return undefined;
    if (carrier === undefined) return claimFaults(subject, items, known(subject, claimShape));
    return [...podFaults(carrier, items), ...templateFaults(subject, items)];
  },
  examples: {
    pass: [
      { title: "numbers within the bounds", objects: [limits, deployment()] },
      { title: "defaults within the bounds", objects: [limits, deployment(podOf(container()))] },
      {
        title: "an init container that needs no more than the containers after it",
        objects: [
          many,
          deployment({
            spec: {
              initContainers: [{ ...container({ limits: { cpu: "2", memory: "2Gi" } }), name: "migrate" }],
              containers: [container({ limits: { cpu: "2", memory: "2Gi" } })],
            },
          }),
        ],
      },
      { title: "a claim within the bounds", objects: [many, { kind: "PersistentVolumeClaim", ...claim("10Gi") }] },
    ],
    fail: [
      {
        title: "an init container below the minimum",
        objects: [
          limits,
          deployment({
            spec: {
              initContainers: [
                { ...container({ requests: { cpu: "50m", memory: "128Mi" }, limits: { cpu: "200m" } }), name: "wait" },
              ],
              containers: [container(modest)],
            },
          }),
        ],
        faults: [
          'init container "wait": resources.requests.cpu must be at least 100m (LimitRange "limits"), but is 50m',
        ],
      },
      {
        title: "a small request that meets the default limit",
        objects: [limits, deployment(podOf(container({ requests: { cpu: "100m" } })))],
        faults: [
          'container "web": resources.limits.cpu must be at most 4 times the request of 100m (LimitRange "limits"), but is 500m',
        ],
      },
      {
        title: "a limit above the maximum",
        objects: [limits, deployment(podOf(container({ limits: { cpu: "4", memory: "4Gi" } })))],
        faults: ['container "web": resources.limits.cpu must be at most 2 (LimitRange "limits"), but is 4'],
      },
      {
        title: "a sidecar that makes the pod as a whole too large",
        objects: [
          many,
          deployment({
            spec: {
              initContainers: [
                { ...container({ limits: { cpu: "1", memory: "1Gi" } }), name: "proxy", restartPolicy: "Always" },
              ],
              containers: [container({ limits: { cpu: "1500m", memory: "1Gi" } })],
            },
          }),
        ],
        faults: ['pod: the sum of limits.cpu must be at most 2 (LimitRange "limits"), but is 2500m'],
      },
      {
        title: "a claim that is too large, in a StatefulSet",
        objects: [
          many,
          {
            ...deployment(podOf(container(modest)), { volumeClaimTemplates: [claim("1Ti")] }, "store"),
            kind: "StatefulSet",
          },
        ],
        faults: [
          'volume claim "data": spec.resources.requests.storage must be at most 100Gi (LimitRange "limits"), but is 1Ti',
        ],
      },
    ],
    skip: [
      { title: "a namespace without a LimitRange", objects: [deployment()] },
      { title: "an object that asks for nothing", objects: [limits] },
      {
        title: "a namespace that is exempt",
        config: { "limit-range": { exempt: ["shop"] } },
        objects: [limits, deployment(podOf(container({ requests: { cpu: "50m" } })))],
      },
    ],
  },
});
