import { control } from "../control";
import { exampleNamespace, examplePod, withoutPods } from "../example-pods";
import { ofPodAndContainers, rule, type Finder } from "../fields";
import { quoted } from "../../shared/messages";
import type { Container, Spec } from "../pod";

const custom = (["user", "role"] as const).map((key) =>
  rule({
    field: `securityContext.seLinuxOptions.${key}`,
    value: ({ securityContext }: Spec | Container) => securityContext?.seLinuxOptions?.[key],
    allows: (value = "") => value === "",
    mustNot: "be set",
  }),
);

function allowing(types: readonly string[]): Finder {
  return ofPodAndContainers(
    rule({
      field: "securityContext.seLinuxOptions.type",
      value: ({ securityContext }: Spec | Container) => securityContext?.seLinuxOptions?.type,
      allows: (type = "") => type === "" || types.includes(type),
      must: `be one of ${quoted(types)}`,
    }),
    ...custom,
  );
}

const types = ["container_t", "container_init_t", "container_kvm_t"];

export const selinux = control({
  name: "selinux",
  check: "seLinuxOptions",
  level: "baseline",
  rule: "SELinux confines each container as containers are, by no user and no role of its own",
  cure: 'Remove "seLinuxOptions", or set one of the types for containers.',
  revisions: [
    { since: 0, find: allowing(types) },
    { since: 31, find: allowing([...types, "container_engine_t"]) },
  ],
  examples: {
    pass: [
      {
        title: "a type for containers",
        objects: [examplePod({ podContext: { seLinuxOptions: { type: "container_engine_t", level: "s0:c1,c2" } } })],
      },
      {
        title: "empty options",
        objects: [examplePod({ context: { seLinuxOptions: { type: "", user: "", role: "" } } })],
      },
    ],
    fail: [
      {
        title: "a type that is not confined, a user and a role",
        objects: [
          examplePod({
            podContext: { seLinuxOptions: { type: "spc_t" } },
            context: { seLinuxOptions: { user: "system_u", role: "system_r" } },
          }),
        ],
        faults: [
          'pod: securityContext.seLinuxOptions.type must be one of "container_t", "container_init_t", "container_kvm_t" and "container_engine_t", but is "spc_t"',
          'container "web": securityContext.seLinuxOptions.user must not be set, but is "system_u"',
          'container "web": securityContext.seLinuxOptions.role must not be set, but is "system_r"',
        ],
      },
      {
        title: "a type that came later",
        objects: [
          exampleNamespace("restricted", "v1.30"),
          examplePod({ context: { seLinuxOptions: { type: "container_engine_t" } } }),
        ],
        faults: [
          'container "web": securityContext.seLinuxOptions.type must be one of "container_t", "container_init_t" and "container_kvm_t", but is "container_engine_t"',
        ],
      },
    ],
    skip: [withoutPods],
  },
});
