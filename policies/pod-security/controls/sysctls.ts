import { control } from "../control";
import { exampleNamespace, examplePod, withoutPods } from "../example-pods";
import { gather, isText, items, podPart, type Finder } from "../fields";

/** Sysctls that reach no further than the pod, by the version that first allows them. */
const safeSince: Readonly<Record<string, number>> = {
  "kernel.shm_rmid_forced": 0,
  "net.ipv4.ip_local_port_range": 0,
  "net.ipv4.ip_unprivileged_port_start": 0,
  "net.ipv4.ping_group_range": 0,
  "net.ipv4.tcp_syncookies": 0,
  "net.ipv4.ip_local_reserved_ports": 27,
  "net.ipv4.tcp_fin_timeout": 29,
  "net.ipv4.tcp_keepalive_intvl": 29,
  "net.ipv4.tcp_keepalive_probes": 29,
  "net.ipv4.tcp_keepalive_time": 29,
  "net.ipv4.tcp_rmem": 32,
  "net.ipv4.tcp_wmem": 32,
  "net.ipv4.tcp_notsent_lowat": 37,
  "net.ipv4.tcp_slow_start_after_idle": 37,
};

function safeIn(version: number): Finder {
  const safe = new Set(Object.keys(safeSince).filter((name) => (safeSince[name] ?? Infinity) <= version));
  return (pod) => {
    const { sysctls } = pod.spec.securityContext ?? {};
    return gather(
      pod,
      items(sysctls).map((look, index) => () => {
        const { name = "" } = look() ?? {};
        if (safe.has(name)) return undefined;
        const field = `securityContext.sysctls[${index}].name`;
        return { part: podPart, field, must: "be a sysctl that is safe", found: isText(name) };
      }),
    );
  };
}

export const sysctls = control({
  name: "sysctls",
  check: "sysctls",
  level: "baseline",
  rule: "no pod sets a sysctl that reaches beyond it",
  cure: "Remove the sysctl; those that are safe stand in the documentation of the standards.",
  revisions: [
    { since: 0, find: safeIn(0) },
    { since: 27, find: safeIn(27) },
    { since: 29, find: safeIn(29) },
    { since: 32, find: safeIn(32) },
    { since: 37, find: safeIn(37) },
  ],
  examples: {
    pass: [
      {
        title: "a safe sysctl",
        objects: [
          examplePod({ podContext: { sysctls: [{ name: "net.ipv4.ip_unprivileged_port_start", value: "80" }] } }),
        ],
      },
    ],
    fail: [
      {
        title: "a sysctl of the node",
        objects: [
          examplePod({
            podContext: {
              sysctls: [
                { name: "net.ipv4.tcp_syncookies", value: "1" },
                { name: "kernel.msgmax", value: "65536" },
              ],
            },
          }),
        ],
        faults: ['pod: securityContext.sysctls[1].name must be a sysctl that is safe, but is "kernel.msgmax"'],
      },
      {
        title: "a sysctl that became safe later",
        objects: [
          exampleNamespace("restricted", "v1.31"),
          examplePod({ podContext: { sysctls: [{ name: "net.ipv4.tcp_rmem", value: "4096 87380 16777216" }] } }),
        ],
        faults: ['pod: securityContext.sysctls[0].name must be a sysctl that is safe, but is "net.ipv4.tcp_rmem"'],
      },
    ],
    skip: [withoutPods],
  },
});
