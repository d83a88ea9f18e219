import { stringify } from "yaml";

/**
 * What the fake kubelet does, in the language of kwok's Stages: nodes are ready, pods run as soon as they are placed,
 * those of Jobs end well, and whatever is to be deleted goes. Probes never run: pods are ready by decree.
 */
interface Stage {
  readonly name: string;
  readonly resource: { readonly apiGroup: string; readonly kind: string };
  /** Conditions in jq, all of which hold. */
  readonly when: readonly Condition[];
  readonly next: { readonly statusTemplate: string } | { readonly delete: true };
  readonly delay?: { readonly durationMilliseconds: number; readonly jitterDurationMilliseconds: number };
}

interface Condition {
  readonly key: string;
  readonly operator: "In" | "NotIn" | "Exists" | "DoesNotExist";
  readonly values?: readonly string[];
}

const node = { apiGroup: "v1", kind: "Node" };
const pod = { apiGroup: "v1", kind: "Pod" };
const ready = '.status.conditions.[] | select( .type == "Ready" ) | .status';
const living: Condition = { key: ".metadata.deletionTimestamp", operator: "DoesNotExist" };

const nodeConditions = `
conditions:
{{ range NodeConditions }}
- type: {{ .type | Quote }}
  status: {{ .status | Quote }}
  reason: {{ .reason | Quote }}
  message: {{ .message | Quote }}
  lastHeartbeatTime: {{ Now | Quote }}
  lastTransitionTime: {{ or $.metadata.creationTimestamp Now | Quote }}
{{ end }}
`;

/** Capacity and addresses stand in the node object already. */
const nodeReady = `${nodeConditions}
phase: Running
`;

const podRunning = `
phase: Running
startTime: {{ Now | Quote }}
conditions:
{{ range $type := (list "Initialized" "ContainersReady" "Ready") }}
- type: {{ $type }}
  status: "True"
  lastTransitionTime: {{ Now | Quote }}
{{ end }}
{{ range .spec.readinessGates }}
- type: {{ .conditionType | Quote }}
  status: "True"
  lastTransitionTime: {{ Now | Quote }}
{{ end }}
containerStatuses:
{{ range .spec.containers }}
- name: {{ .name | Quote }}
  image: {{ .image | Quote }}
  imageID: ""
  ready: true
  started: true
  restartCount: 0
  state: { running: { startedAt: {{ Now | Quote }} } }
{{ end }}
initContainerStatuses:
{{ range .spec.initContainers }}
- name: {{ .name | Quote }}
  image: {{ .image | Quote }}
  imageID: ""
  ready: true
  restartCount: 0
  {{ if eq .restartPolicy "Always" }}
  started: true
  state: { running: { startedAt: {{ Now | Quote }} } }
  {{ else }}
  state: { terminated: { exitCode: 0, reason: Completed, startedAt: {{ Now | Quote }}, finishedAt: {{ Now | Quote }} } }
  {{ end }}
{{ end }}
{{ with NodeIPsWith .spec.nodeName }}
hostIP: {{ index . 0 | Quote }}
hostIPs: [{ ip: {{ index . 0 | Quote }} }]
{{ end }}
{{ with PodIPsWith .spec.nodeName (or .spec.hostNetwork false) (or .metadata.uid "") (or .metadata.name "") (or .metadata.namespace "") }}
podIP: {{ index . 0 | Quote }}
podIPs: [{ ip: {{ index . 0 | Quote }} }]
{{ end }}
`;

const podSucceeded = `
phase: Succeeded
conditions:
- { type: Ready, status: "False", reason: PodCompleted, lastTransitionTime: {{ Now | Quote }} }
containerStatuses:
{{ range .spec.containers }}
- name: {{ .name | Quote }}
  image: {{ .image | Quote }}
  imageID: ""
  ready: false
  started: false
  restartCount: 0
  state: { terminated: { exitCode: 0, reason: Completed, startedAt: {{ Now | Quote }}, finishedAt: {{ Now | Quote }} } }
{{ end }}
`;

const stages: readonly Stage[] = [
  {
    name: "node-ready",
    resource: node,
    when: [{ key: ready, operator: "NotIn", values: ["True"] }],
    next: { statusTemplate: nodeReady },
  },
  {
    // The lease of the node says every few seconds that it lives; its conditions are only repeated.
    name: "node-heartbeat",
    resource: node,
    when: [
      { key: ".status.phase", operator: "In", values: ["Running"] },
      { key: ready, operator: "In", values: ["True"] },
    ],
    delay: { durationMilliseconds: 600_000, jitterDurationMilliseconds: 610_000 },
    next: { statusTemplate: nodeConditions },
  },
  {
    name: "pod-running",
    resource: pod,
    when: [
      living,
      { key: ".status.phase", operator: "In", values: ["Pending"] },
      { key: ready, operator: "NotIn", values: ["True"] },
    ],
    next: { statusTemplate: podRunning },
  },
  {
    name: "pod-of-job-succeeded",
    resource: pod,
    when: [
      living,
      { key: ".status.phase", operator: "In", values: ["Running"] },
      { key: ".metadata.ownerReferences.[].kind", operator: "In", values: ["Job"] },
    ],
    next: { statusTemplate: podSucceeded },
  },
  {
    name: "pod-deleted",
    resource: pod,
    when: [{ key: ".metadata.deletionTimestamp", operator: "Exists" }],
    next: { delete: true },
  },
];

/** The stages as kwok's `--config` reads them. */
export function kwokConfig(): string {
  return stages
    .map(({ name, resource, when, next, delay }) =>
      stringify({
        apiVersion: "kwok.x-k8s.io/v1alpha1",
        kind: "Stage",
        metadata: { name },
        spec: {
          resourceRef: resource,
          selector: { matchExpressions: when },
          ...(delay === undefined ? {} : { delay }),
          next,
        },
      }),
    )
    .join("---\n");
}
