import { control, inUserNamespace } from "../control";
import { atBaseline, examplePod, withoutPods } from "../example-pods";
import { both, ofContainers, ofPod, rule } from "../fields";
import type { Container, Spec } from "../pod";

const field = "securityContext.runAsNonRoot";
const value = ({ securityContext }: Spec | Container): boolean | undefined => securityContext?.runAsNonRoot;
const must = "be true";

const find = both(
  ofPod(rule({ field, value, must, allows: (nonRoot) => nonRoot !== false })),
  // A container that says nothing follows the pod, whose own fault is told once.
  ofContainers(rule({ field, value, must, allows: (nonRoot, pod) => nonRoot ?? value(pod) !== undefined })),
);

export const runAsNonRoot = control({
  name: "run-as-non-root",
  check: "runAsNonRoot",
  level: "restricted",
  rule: "containers run as another user than root, unless the pod is in a user namespace",
  cure: 'Set "runAsNonRoot: true" on the pod, and use an image that names a user by number.',
  revisions: [
    { since: 0, find },
    { since: 35, find, spared: inUserNamespace },
  ],
  examples: {
    pass: [
      { title: "a pod that says so", objects: [examplePod()] },
      {
        title: "a container that says so for itself",
        objects: [examplePod({ podContext: { runAsNonRoot: undefined }, context: { runAsNonRoot: true } })],
      },
      {
        title: "root in a user namespace",
        objects: [examplePod({ spec: { hostUsers: false }, podContext: { runAsNonRoot: false } })],
      },
    ],
    fail: [
      {
        title: "a pod that says nothing of it",
        objects: [examplePod({ podContext: { runAsNonRoot: undefined } })],
        faults: ['container "web": securityContext.runAsNonRoot must be true, but is missing'],
      },
      {
        title: "a pod that may be root",
        objects: [examplePod({ podContext: { runAsNonRoot: false } })],
        faults: ["pod: securityContext.runAsNonRoot must be true, but is false"],
      },
      {
        title: "a container that may be root in a pod that may not",
        objects: [examplePod({ context: { runAsNonRoot: false } })],
        faults: ['container "web": securityContext.runAsNonRoot must be true, but is false'],
      },
    ],
    skip: [withoutPods, { title: "a pod at baseline", objects: [examplePod()], config: atBaseline }],
  },
});
