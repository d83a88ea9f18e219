import { all, container, context, patch, pod, podContext, type Patch, template } from "../changes";
import { type Change, type Mutation, rowsOf } from "../mutation";
import { sysctl, volume, windows } from "./parts";

/** The labels of a namespace: its level and its version of the Pod Security Standards. */

const { accepted, refused } = rowsOf("pod-security");

const label = (mode: string): string => `pod-security.kubernetes.io/${mode}`;
const labels = (over: Patch): Change => patch("Namespace", { metadata: { labels: over } });
const exempt = (level: string): Change =>
  all(
    labels({ [label("enforce")]: level }),
    patch("Namespace", {
      metadata: {
        annotations: {
          "kubernetes-best-practices/exemption-owner": "platform",
          "kubernetes-best-practices/exemption-reason": "needs it",
          "kubernetes-best-practices/exemption-expires": "2999-12-31",
        },
      },
    }),
  );

/** Held to a level by an exemption, which a workload needs that gains privileges. */
const baseline = (...changes: readonly Change[]): Change =>
  all(exempt("baseline"), context({ allowPrivilegeEscalation: true }), ...changes);
const privileged = (...changes: readonly Change[]): Change => all(exempt("privileged"), ...changes);

const version = (minor: number, ...changes: readonly Change[]): Change =>
  all(labels({ [label("enforce-version")]: `v1.${minor}` }), ...changes);

const ofLevels: readonly Mutation[] = [
  accepted("at baseline, a container that gains privileges", baseline()),
  accepted(
    "at baseline, default capabilities",
    baseline(context({ capabilities: { drop: null, add: ["CHOWN", "SETUID"] } })),
  ),
  refused("at baseline, raw sockets", baseline(context({ capabilities: { drop: null, add: ["NET_RAW"] } }))),
  accepted(
    "at baseline, root",
    baseline(podContext({ runAsNonRoot: null, runAsUser: 0 }), context({ runAsNonRoot: null })),
  ),
  accepted(
    "at baseline, no filter of system calls",
    baseline(podContext({ seccompProfile: null }), context({ seccompProfile: null })),
  ),
  refused("at baseline, a filter that is unset", baseline(podContext({ seccompProfile: { type: "Unconfined" } }))),
  accepted("at baseline, a volume of NFS", baseline(volume("nfs", { server: "nfs.example", path: "/" }))),
  refused("at baseline, a folder of the node", baseline(volume("hostPath", { path: "/" }))),
  refused("at baseline, a privileged container", baseline(context({ privileged: true }))),
  refused(
    "at baseline, all of /proc",
    baseline(context({ procMount: "Unmasked" }), version(34), pod({ hostUsers: false })),
  ),
  accepted(
    "at baseline, all of /proc in a user namespace",
    baseline(context({ procMount: "Unmasked" }), pod({ hostUsers: false })),
  ),
  refused("at baseline, the network of the node", baseline(pod({ hostNetwork: true }))),
  refused("at baseline, a port of the node", baseline(container({ ports: [{ containerPort: 80, hostPort: 80 }] }))),
  refused("at baseline, a sysctl of the node", baseline(sysctl("kernel.sem"))),
  refused(
    "at baseline, a Windows process of the node",
    baseline(
      windows,
      pod({ hostNetwork: true }),
      context({ runAsNonRoot: null }),
      podContext({ runAsNonRoot: null, windowsOptions: { hostProcess: true } }),
    ),
  ),
  accepted(
    "at privileged, a privileged container",
    privileged(context({ privileged: true, allowPrivilegeEscalation: null })),
  ),
  accepted(
    "at privileged, the network and a folder of the node",
    privileged(pod({ hostNetwork: true }), volume("hostPath", { path: "/" })),
  ),
  refused("a level that is none", labels({ [label("enforce")]: "strict" })),
  refused("a version that is none", labels({ [label("enforce-version")]: "1.36" })),
  refused("an audit level that is none", labels({ [label("audit")]: "none" })),
  accepted("the newest version", labels({ [label("enforce-version")]: "latest" })),
  accepted("a version that is still to come", labels({ [label("enforce-version")]: "v1.99" })),
  accepted("a namespace without the level", labels({ [label("enforce")]: null })),
  accepted("a lower level without an exemption", labels({ [label("enforce")]: "baseline" })),
  accepted(
    "an exemption that is over",
    all(
      baseline(),
      patch("Namespace", {
        metadata: { annotations: { "kubernetes-best-practices/exemption-expires": "2020-02-29" } },
      }),
    ),
  ),
  accepted("an exemption that nothing needs", exempt("baseline")),
];

const ofVersions: readonly Mutation[] = [
  accepted("in v1.7, a container that gains privileges", version(7, context({ allowPrivilegeEscalation: true }))),
  refused("in v1.8, a container that gains privileges", version(8, context({ allowPrivilegeEscalation: true }))),
  accepted(
    "in v1.18, no filter of system calls",
    version(18, podContext({ seccompProfile: null }), context({ seccompProfile: null })),
  ),
  refused(
    "in v1.18, a filter unset by annotation",
    version(
      18,
      podContext({ seccompProfile: null }),
      context({ seccompProfile: null }),
      template({ metadata: { annotations: { "seccomp.security.alpha.kubernetes.io/pod": "unconfined" } } }),
    ),
  ),
  refused(
    "in v1.19, no filter of system calls",
    version(19, podContext({ seccompProfile: null }), context({ seccompProfile: null })),
  ),
  accepted("in v1.21, a container that keeps its capabilities", version(21, context({ capabilities: null }))),
  refused("in v1.22, a container that keeps its capabilities", version(22, context({ capabilities: null }))),
  accepted("in v1.22, root", version(22, podContext({ runAsUser: 0 }))),
  refused("in v1.23, root", version(23, podContext({ runAsUser: 0 }))),
  refused("in v1.24, a pod of Windows", version(24, windows)),
  accepted("in v1.25, a pod of Windows", version(25, windows)),
  refused("in v1.26, a sysctl that came with v1.27", version(26, sysctl("net.ipv4.ip_local_reserved_ports"))),
  accepted("in v1.27, a sysctl that came with it", version(27, sysctl("net.ipv4.ip_local_reserved_ports"))),
  refused("in v1.28, a sysctl that came with v1.29", version(28, sysctl("net.ipv4.tcp_keepalive_time"))),
  accepted("in v1.29, a sysctl that came with it", version(29, sysctl("net.ipv4.tcp_keepalive_time"))),
  refused(
    "in v1.30, an SELinux type that came with v1.31",
    version(30, podContext({ seLinuxOptions: { type: "container_engine_t" } })),
  ),
  accepted(
    "in v1.31, an SELinux type that came with it",
    version(31, podContext({ seLinuxOptions: { type: "container_engine_t" } })),
  ),
  refused("in v1.31, a sysctl that came with v1.32", version(31, sysctl("net.ipv4.tcp_wmem"))),
  accepted("in v1.32, a sysctl that came with it", version(32, sysctl("net.ipv4.tcp_wmem"))),
  accepted(
    "in v1.33, a probe of another host",
    version(33, container({ readinessProbe: { httpGet: { host: "example.com" } } })),
  ),
  refused(
    "in v1.34, a probe of another host",
    version(34, container({ readinessProbe: { httpGet: { host: "example.com" } } })),
  ),
  refused("in v1.34, root in a user namespace", version(34, pod({ hostUsers: false }), podContext({ runAsUser: 0 }))),
  accepted("in v1.35, root in a user namespace", version(35, pod({ hostUsers: false }), podContext({ runAsUser: 0 }))),
  refused("in v1.37, a sysctl that this cluster does not know yet", version(37, sysctl("net.ipv4.tcp_notsent_lowat"))),
];

export const levels: readonly Mutation[] = [...ofLevels, ...ofVersions];
