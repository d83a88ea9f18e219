import { control, inUserNamespace } from "../control";
import { atBaseline, examplePod, withoutPods } from "../example-pods";
import { ofContainers, rule } from "../fields";
import type { Container } from "../pod";

export const findProcMount = ofContainers(
  rule({
    field: "securityContext.procMount",
    value: ({ securityContext }: Container) => securityContext?.procMount,
    allows: (value = "Default") => value === "Default",
    must: 'be "Default"',
  }),
);

export const procMount = control({
  name: "proc-mount",
  check: "procMount",
  level: "baseline",
  rule: "the masks of /proc stay as the runtime sets them, unless the pod is in a user namespace",
  cure: 'Remove "procMount", or set "hostUsers: false" where the level is baseline.',
  revisions: [
    { since: 0, find: findProcMount },
    { since: 35, find: findProcMount, spared: inUserNamespace },
  ],
  examples: {
    pass: [
      {
        title: "a container that leaves the masks",
        objects: [examplePod({ context: { procMount: "Default" } })],
        config: atBaseline,
      },
      {
        title: "a container without masks in a user namespace",
        objects: [examplePod({ spec: { hostUsers: false }, context: { procMount: "Unmasked" } })],
        config: atBaseline,
      },
    ],
    fail: [
      {
        title: "a container without masks",
        objects: [examplePod({ context: { procMount: "Unmasked" } })],
        config: atBaseline,
        faults: ['container "web": securityContext.procMount must be "Default", but is "Unmasked"'],
      },
    ],
    skip: [
      withoutPods,
      {
        title: "a pod at restricted, where a stricter control speaks",
        objects: [examplePod({ context: { procMount: "Unmasked" } })],
      },
    ],
  },
});
