import { control } from "../control";
import { examplePod, withoutPods } from "../example-pods";
import { both, gather, isText, ofPodAndContainers, podPart, rule, type Finder } from "../fields";
import { profileType, type Container, type Spec } from "../pod";

const types: readonly unknown[] = [undefined, "RuntimeDefault", "Localhost"];

const field = rule({
  field: "securityContext.appArmorProfile.type",
  value: ({ securityContext }: Spec | Container) => profileType(securityContext?.appArmorProfile),
  allows: (type) => types.includes(type),
  must: 'be "RuntimeDefault" or "Localhost"',
});

const prefix = "container.apparmor.security.beta.kubernetes.io/";

/** The annotations that came before the field; the API server still reads them. */
const annotations: Finder = (pod) => {
  const values = pod.object.attempt(() => pod.template.metadata?.annotations) ?? {};
  const keys = Object.keys(values).filter((key) => key.startsWith(prefix));
  return gather(
    pod,
    keys.map((key) => () => {
      const value = values[key] ?? "";
      if (value === "" || value === "runtime/default" || value.startsWith("localhost/")) return undefined;
      const must = 'be "runtime/default" or begin with "localhost/"';
      return { part: podPart, field: `metadata.annotations[${JSON.stringify(key)}]`, must, found: isText(value) };
    }),
  );
};

export const apparmor = control({
  name: "apparmor",
  check: "appArmorProfile",
  level: "baseline",
  rule: "AppArmor confines each container by the default profile of the runtime or by one of the node",
  cure: 'Remove the profile, or set "RuntimeDefault".',
  revisions: [{ since: 0, find: both(annotations, ofPodAndContainers(field)) }],
  examples: {
    pass: [
      { title: "a pod that names no profile", objects: [examplePod()] },
      {
        title: "profiles of the runtime and of the node",
        objects: [
          examplePod({
            annotations: { [`${prefix}web`]: "runtime/default" },
            podContext: { appArmorProfile: { type: "RuntimeDefault" } },
            context: { appArmorProfile: { type: "Localhost", localhostProfile: "web" } },
          }),
        ],
      },
    ],
    fail: [
      {
        title: "a container that is not confined",
        objects: [examplePod({ context: { appArmorProfile: { type: "Unconfined" } } })],
        faults: [
          'container "web": securityContext.appArmorProfile.type must be "RuntimeDefault" or "Localhost", but is "Unconfined"',
        ],
      },
      {
        title: "an annotation that lifts the profile",
        objects: [examplePod({ annotations: { [`${prefix}web`]: "unconfined" } })],
        faults: [
          `pod: metadata.annotations["${prefix}web"] must be "runtime/default" or begin with "localhost/", but is "unconfined"`,
        ],
      },
      {
        title: "a profile without a type",
        objects: [examplePod({ podContext: { appArmorProfile: {} } })],
        faults: ['pod: securityContext.appArmorProfile.type must be "RuntimeDefault" or "Localhost", but is missing'],
      },
    ],
    skip: [withoutPods],
  },
});
