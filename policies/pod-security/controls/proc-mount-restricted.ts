import { control } from "../control";
import { atBaseline, exampleNamespace, examplePod, withoutPods } from "../example-pods";
import { findProcMount } from "./proc-mount";

export const procMountRestricted = control({
  name: "proc-mount-restricted",
  check: "procMount_restricted",
  level: "restricted",
  overrides: "proc-mount",
  rule: "the masks of /proc stay as the runtime sets them",
  cure: 'Remove "procMount".',
  revisions: [{ since: 35, find: findProcMount }],
  examples: {
    pass: [{ title: "a container that leaves the masks", objects: [examplePod()] }],
    fail: [
      {
        title: "a container without masks, even in a user namespace",
        objects: [examplePod({ spec: { hostUsers: false }, context: { procMount: "Unmasked" } })],
        faults: ['container "web": securityContext.procMount must be "Default", but is "Unmasked"'],
      },
    ],
    skip: [
      withoutPods,
      { title: "a pod at baseline", objects: [examplePod()], config: atBaseline },
      {
        title: "a version before the control, where baseline speaks",
        objects: [exampleNamespace("restricted", "v1.34"), examplePod({ context: { procMount: "Unmasked" } })],
      },
    ],
  },
});
