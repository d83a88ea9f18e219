import { control } from "../control";
import { examplePod, withoutPods } from "../example-pods";
import { ofPodAndContainers, rule } from "../fields";
import type { Container, Spec } from "../pod";

const hostProcess = rule({
  field: "securityContext.windowsOptions.hostProcess",
  value: ({ securityContext }: Spec | Container) => securityContext?.windowsOptions?.hostProcess,
  allows: (value) => value !== true,
  mustNot: "be true",
});

export const windowsHostProcess = control({
  name: "windows-host-process",
  check: "windowsHostProcess",
  level: "baseline",
  rule: "no Windows container runs as a process of its node",
  cure: 'Remove "hostProcess", or name the workload in the ledger of exemptions.',
  revisions: [{ since: 0, find: ofPodAndContainers(hostProcess) }],
  examples: {
    pass: [
      {
        title: "a Windows pod",
        objects: [
          examplePod({ spec: { os: { name: "windows" } }, podContext: { windowsOptions: { hostProcess: false } } }),
        ],
      },
    ],
    fail: [
      {
        title: "a process of the node",
        objects: [
          examplePod({
            podContext: { windowsOptions: { hostProcess: true } },
            context: { windowsOptions: { hostProcess: true } },
          }),
        ],
        faults: [
          "pod: securityContext.windowsOptions.hostProcess must not be true, but is true",
          'container "web": securityContext.windowsOptions.hostProcess must not be true, but is true',
        ],
      },
    ],
    skip: [withoutPods],
  },
});
