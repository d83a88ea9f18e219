import { control, onWindows } from "../control";
import { exampleNamespace, examplePod, withoutPods } from "../example-pods";
import { ofContainers, rule } from "../fields";
import type { Container } from "../pod";

const find = ofContainers(
  rule({
    field: "securityContext.allowPrivilegeEscalation",
    value: ({ securityContext }: Container) => securityContext?.allowPrivilegeEscalation,
    allows: (value) => value === false,
    must: "be false",
  }),
);

export const privilegeEscalation = control({
  name: "privilege-escalation",
  check: "allowPrivilegeEscalation",
  level: "restricted",
  rule: "no process can gain more privileges than its parent",
  cure: 'Set "allowPrivilegeEscalation: false" on each container.',
  revisions: [
    { since: 8, find },
    { since: 25, find, spared: onWindows },
  ],
  examples: {
    pass: [
      { title: "a container that forbids it", objects: [examplePod()] },
      {
        title: "a Windows pod",
        objects: [examplePod({ spec: { os: { name: "windows" } }, context: { allowPrivilegeEscalation: undefined } })],
      },
    ],
    fail: [
      {
        title: "a container that says nothing of it",
        objects: [examplePod({ context: { allowPrivilegeEscalation: undefined } })],
        faults: ['container "web": securityContext.allowPrivilegeEscalation must be false, but is missing'],
      },
      {
        title: "a container that allows it",
        objects: [examplePod({ context: { allowPrivilegeEscalation: true } })],
        faults: ['container "web": securityContext.allowPrivilegeEscalation must be false, but is true'],
      },
    ],
    skip: [
      withoutPods,
      {
        title: "a version that did not have the field",
        objects: [
          exampleNamespace("restricted", "v1.7"),
          examplePod({ context: { allowPrivilegeEscalation: undefined } }),
        ],
      },
    ],
  },
});
