import { control } from "../control";
import { examplePod, restrictedContext, withoutPods } from "../example-pods";
import { ofContainers, rule } from "../fields";
import type { Container } from "../pod";

const privileged = rule({
  field: "securityContext.privileged",
  value: ({ securityContext }: Container) => securityContext?.privileged,
  allows: (value) => value !== true,
  mustNot: "be true",
});

export const privilegedContainers = control({
  name: "privileged-containers",
  check: "privileged",
  level: "baseline",
  rule: "no container is privileged, for that is root on the node",
  cure: 'Remove "privileged" and add the few capabilities that are needed.',
  revisions: [{ since: 0, find: ofContainers(privileged) }],
  examples: {
    pass: [
      { title: "a container that says nothing of it", objects: [examplePod()] },
      { title: "a container that says no", objects: [examplePod({ context: { privileged: false } })] },
    ],
    fail: [
      {
        title: "a privileged container",
        objects: [examplePod({ context: { privileged: true } })],
        faults: ['container "web": securityContext.privileged must not be true, but is true'],
      },
      {
        title: "a privileged init container",
        objects: [
          examplePod({
            spec: {
              initContainers: [{ name: "setup", securityContext: { ...restrictedContext, privileged: true } }],
            },
          }),
        ],
        faults: ['init container "setup": securityContext.privileged must not be true, but is true'],
      },
    ],
    skip: [withoutPods],
  },
});
