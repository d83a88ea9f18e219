import { control, onWindows } from "../control";
import { atBaseline, exampleNamespace, examplePod, withoutPods } from "../example-pods";
import { both, ofContainers, ofPod, rule } from "../fields";
import { isSeccompType, seccomp } from "./seccomp-baseline";

const find = both(
  ofPod(rule({ ...seccomp, allows: (type) => type === undefined || isSeccompType(type) })),
  // A container that names no profile has the one of the pod, whose own fault is told once.
  ofContainers(
    rule({
      ...seccomp,
      allows: (type, pod) => (type === undefined ? seccomp.value(pod) !== undefined : isSeccompType(type)),
    }),
  ),
);

export const seccompRestricted = control({
  name: "seccomp-restricted",
  check: "seccompProfile_restricted",
  level: "restricted",
  overrides: "seccomp-baseline",
  rule: "the profile of the runtime or one of the node filters the system calls of each container",
  cure: 'Set "seccompProfile: { type: RuntimeDefault }" on the pod.',
  revisions: [
    { since: 19, find },
    { since: 25, find, spared: onWindows },
  ],
  examples: {
    pass: [
      { title: "a profile of the pod", objects: [examplePod()] },
      {
        title: "a profile of each container",
        objects: [
          examplePod({
            podContext: { seccompProfile: undefined },
            context: { seccompProfile: { type: "Localhost", localhostProfile: "web.json" } },
          }),
        ],
      },
      {
        title: "a Windows pod",
        objects: [examplePod({ spec: { os: { name: "windows" } }, podContext: { seccompProfile: undefined } })],
      },
    ],
    fail: [
      {
        title: "a pod that names no profile",
        objects: [examplePod({ podContext: { seccompProfile: undefined } })],
        faults: [
          'container "web": securityContext.seccompProfile.type must be "RuntimeDefault" or "Localhost", but is missing',
        ],
      },
      {
        title: "a pod without a filter",
        objects: [examplePod({ podContext: { seccompProfile: { type: "Unconfined" } } })],
        faults: [
          'pod: securityContext.seccompProfile.type must be "RuntimeDefault" or "Localhost", but is "Unconfined"',
        ],
      },
    ],
    skip: [
      withoutPods,
      { title: "a pod at baseline", objects: [examplePod()], config: atBaseline },
      {
        title: "a version before the field",
        objects: [exampleNamespace("restricted", "v1.18"), examplePod({ podContext: { seccompProfile: undefined } })],
      },
    ],
  },
});
