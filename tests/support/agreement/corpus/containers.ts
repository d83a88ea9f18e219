import {
  all,
  context,
  container,
  ephemeralContainer,
  initContainer,
  pod,
  type Patch,
  sidecarContainer,
} from "../changes";
import { type Change, type Mutation, rowsOf } from "../mutation";

/** The controls of the Pod Security Standards about containers, in every list that has containers. */

const { accepted, refused } = rowsOf("pod-security");

const places = {
  container,
  "init container": initContainer,
  sidecar: sidecarContainer,
  "ephemeral container": ephemeralContainer,
} as const;
type Place = keyof typeof places;

interface Part {
  readonly title: string;
  readonly over: Patch;
  /** Of the pod, where the API server takes the part only with it. */
  readonly ofPod?: Patch;
  /** Where Kubernetes has it; everywhere by default. */
  readonly places?: readonly Place[];
}

const inContext = (title: string, over: Patch, ofPod?: Patch): Part => ({
  title,
  over: { securityContext: over },
  ...(ofPod === undefined ? {} : { ofPod }),
});

const running: readonly Place[] = ["container", "sidecar"];
const withPorts: readonly Place[] = ["container", "init container", "sidecar"];

const forbidden: readonly Part[] = [
  inContext("that is privileged", { privileged: true, allowPrivilegeEscalation: null }),
  inContext("that may gain privileges", { allowPrivilegeEscalation: true }),
  inContext("that leaves open whether it may gain privileges", { allowPrivilegeEscalation: null }),
  inContext("that keeps its capabilities", { capabilities: null }),
  inContext("that drops some capabilities", { capabilities: { drop: ["NET_RAW", "KILL"] } }),
  inContext("that adds a default capability", { capabilities: { add: ["CHOWN"] } }),
  inContext("that adds a capability of the node", { capabilities: { add: ["NET_ADMIN"] } }),
  inContext("without a filter of system calls", { seccompProfile: { type: "Unconfined" } }),
  inContext("without AppArmor", { appArmorProfile: { type: "Unconfined" } }),
  inContext("of an SELinux type that is not confined", { seLinuxOptions: { type: "spc_t" } }),
  inContext("of an SELinux user", { seLinuxOptions: { user: "system_u" } }),
  inContext("of an SELinux role", { seLinuxOptions: { role: "sysadm_r" } }),
  inContext("that may be root", { runAsNonRoot: false }),
  inContext("that is root", { runAsUser: 0, runAsNonRoot: null }),
  inContext("that sees all of /proc", { procMount: "Unmasked" }, { hostUsers: false }),
  { title: "with a port of its node", over: { ports: [{ containerPort: 80, hostPort: 8080 }] }, places: withPorts },
  ...["livenessProbe", "readinessProbe", "startupProbe"].map((probe) => ({
    title: `whose ${probe} asks another host`,
    over: { [probe]: { httpGet: { host: "example.com", port: 80 }, tcpSocket: null } },
    places: running,
  })),
  {
    title: "whose readinessProbe connects to another host",
    over: { readinessProbe: { httpGet: null, tcpSocket: { host: "example.com", port: 80 } } },
    places: running,
  },
  ...["postStart", "preStop"].map((hook) => ({
    title: `whose ${hook} asks another host`,
    over: { lifecycle: { [hook]: { sleep: null, httpGet: { host: "example.com", port: 80 } } } },
    places: running,
  })),
];

const allowed: readonly Part[] = [
  inContext("that drops more than all", { capabilities: { drop: ["ALL", "KILL"] } }),
  inContext("that binds low ports", { capabilities: { drop: ["ALL"], add: ["NET_BIND_SERVICE"] } }),
  inContext("with a filter of its own", { seccompProfile: { type: "Localhost", localhostProfile: "web.json" } }),
  inContext("with AppArmor of its own", { appArmorProfile: { type: "Localhost", localhostProfile: "web" } }),
  inContext("of an SELinux type for containers", { seLinuxOptions: { type: "container_engine_t" } }),
  inContext("of an SELinux level", { seLinuxOptions: { level: "s0:c1,c2" } }),
  inContext("that says nothing of root beside its pod", { runAsNonRoot: null }),
  inContext("of a user", { runAsUser: 1 }),
  inContext("that may write", { readOnlyRootFilesystem: false }),
  inContext("that sees /proc as usual", { procMount: "Default" }),
  inContext("of a Windows user", { windowsOptions: { runAsUserName: "ContainerUser" } }),
  {
    title: "with a probe of itself",
    over: { readinessProbe: { httpGet: { path: "/", port: 80, host: null } } },
    places: running,
  },
];

function rows(parts: readonly Part[], row: typeof accepted): readonly Mutation[] {
  return parts.flatMap(({ title, over, ofPod = {}, places: some = Object.keys(places) as Place[] }) =>
    some.map((place) => {
      const article = /^[aeiou]/.test(place) ? "an" : "a";
      const change: Change =
        place === "ephemeral container" ? ephemeralContainer(over, ofPod) : all(pod(ofPod), places[place](over));
      return row(`${article} ${place} ${title}`, change);
    }),
  );
}

export const containers: readonly Mutation[] = [
  ...rows(forbidden, refused),
  ...rows(allowed, accepted),
  refused(
    "one container of two that gains privileges",
    all(sidecarContainer(), context({ allowPrivilegeEscalation: true })),
  ),
];
