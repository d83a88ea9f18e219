import { control } from "../control";
import { atBaseline, exampleNamespace, examplePod, withoutPods } from "../example-pods";
import { both, gather, inContainers, isText, ofPodAndContainers, podPart, rule } from "../fields";
import type { Finder, Look } from "../fields";
import { profileType, type Container, type PodView, type Spec } from "../pod";

const types: readonly unknown[] = ["RuntimeDefault", "Localhost"];

export const seccomp = {
  field: "securityContext.seccompProfile.type",
  value: ({ securityContext }: Spec | Container) => profileType(securityContext?.seccompProfile),
  must: 'be "RuntimeDefault" or "Localhost"',
};

export function isSeccompType(type: unknown): boolean {
  return types.includes(type);
}

const domain = "seccomp.security.alpha.kubernetes.io";

/** Before there was a field, annotations of the pod and of its containers set the profile. */
const annotations = both(
  (pod) => gather(pod, [annotation(pod, () => `${domain}/pod`)]),
  (pod) => inContainers(pod, ({ name = "" }) => [annotation(pod, () => `container.${domain}/${name}`)]),
);

function annotation({ template }: PodView, key: () => string): Look {
  return () => {
    const values = template.metadata?.annotations ?? {};
    const value = values[key()];
    if (value === undefined || isAllowed(value)) return undefined;
    const field = `metadata.annotations[${JSON.stringify(key())}]`;
    return { part: podPart, field, must: 'be "runtime/default" or begin with "localhost/"', found: isText(value) };
  };
}

function isAllowed(value: string): boolean {
  return value === "runtime/default" || value === "docker/default" || value.startsWith("localhost/");
}

const find: Finder = ofPodAndContainers(
  rule({ ...seccomp, allows: (type) => type === undefined || isSeccompType(type) }),
);

export const seccompBaseline = control({
  name: "seccomp-baseline",
  check: "seccompProfile_baseline",
  level: "baseline",
  rule: "where a profile of system calls is named, it is the one of the runtime or one of the node",
  cure: 'Remove "seccompProfile", or set "RuntimeDefault".',
  revisions: [
    { since: 0, find: annotations },
    { since: 19, find },
  ],
  examples: {
    pass: [
      {
        title: "a profile of the runtime",
        objects: [examplePod({ context: { seccompProfile: { type: "RuntimeDefault" } } })],
        config: atBaseline,
      },
      {
        title: "no profile",
        objects: [examplePod({ podContext: { seccompProfile: undefined } })],
        config: atBaseline,
      },
    ],
    fail: [
      {
        title: "a container without a filter",
        objects: [examplePod({ context: { seccompProfile: { type: "Unconfined" } } })],
        config: atBaseline,
        faults: [
          'container "web": securityContext.seccompProfile.type must be "RuntimeDefault" or "Localhost", but is "Unconfined"',
        ],
      },
      {
        title: "an annotation, in a version that reads it",
        objects: [
          exampleNamespace("restricted", "v1.18"),
          examplePod({ annotations: { [`container.${domain}/web`]: "unconfined" } }),
        ],
        faults: [
          `pod: metadata.annotations["container.${domain}/web"] must be "runtime/default" or begin with "localhost/", but is "unconfined"`,
        ],
      },
    ],
    skip: [
      withoutPods,
      {
        title: "a pod at restricted, where a stricter control speaks",
        objects: [examplePod({ context: { seccompProfile: { type: "Unconfined" } } })],
      },
    ],
  },
});
