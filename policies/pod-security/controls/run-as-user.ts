import { control, inUserNamespace } from "../control";
import { exampleNamespace, examplePod, withoutPods } from "../example-pods";
import { ofPodAndContainers, rule } from "../fields";
import type { Container, Spec } from "../pod";

const find = ofPodAndContainers(
  rule({
    field: "securityContext.runAsUser",
    value: ({ securityContext }: Spec | Container) => securityContext?.runAsUser,
    allows: (user) => user !== 0,
    mustNot: "be 0",
  }),
);

export const runAsUser = control({
  name: "run-as-user",
  check: "runAsUser",
  level: "restricted",
  rule: "nothing sets root as the user, unless the pod is in a user namespace",
  cure: "Set another number than 0, or leave it to the image.",
  revisions: [
    { since: 23, find },
    { since: 35, find, spared: inUserNamespace },
  ],
  examples: {
    pass: [
      { title: "a user other than root", objects: [examplePod({ podContext: { runAsUser: 1000 } })] },
      {
        title: "root in a user namespace",
        objects: [examplePod({ spec: { hostUsers: false }, context: { runAsUser: 0 } })],
      },
    ],
    fail: [
      {
        title: "root in the pod and in a container",
        objects: [examplePod({ podContext: { runAsUser: 0 }, context: { runAsUser: 0 } })],
        faults: [
          "pod: securityContext.runAsUser must not be 0, but is 0",
          'container "web": securityContext.runAsUser must not be 0, but is 0',
        ],
      },
    ],
    skip: [
      withoutPods,
      {
        title: "a version before the control",
        objects: [exampleNamespace("restricted", "v1.22"), examplePod({ context: { runAsUser: 0 } })],
      },
    ],
  },
});
