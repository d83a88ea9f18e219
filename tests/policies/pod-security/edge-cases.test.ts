import assert from "node:assert/strict";
import { examplePod, type Parts } from "../../../policies/pod-security/example-pods";
import { newestVersion } from "../../../policies/pod-security/standards";
import { judge, type JudgedLevel } from "./judging";

const container = "container.apparmor.security.beta.kubernetes.io";
const seccomp = "seccomp.security.alpha.kubernetes.io";
const windows = { os: { name: "windows" } };

/** What is easily read in another way: nulls, empty values, exemptions. */
const cases: readonly [title: string, parts: Parts, refused: string[], level?: JudgedLevel, version?: number][] = [
  ["a profile of AppArmor without a type", { context: { appArmorProfile: { type: "" } } }, ["apparmor"]],
  ["a profile of AppArmor that is null", { context: { appArmorProfile: null } }, []],
  [
    "an annotation of AppArmor for a container that is not there",
    { annotations: { [`${container}/x`]: "x" } },
    ["apparmor"],
  ],
  ["an empty annotation of AppArmor", { annotations: { [`${container}/web`]: "" } }, []],
  ["an annotation that begins like one of AppArmor", { annotations: { [`${container}x/web`]: "unconfined" } }, []],
  ["a capability in other letters", { context: { capabilities: { drop: ["all"] } } }, ["capabilities-restricted"]],
  [
    "a null among the added capabilities",
    { context: { capabilities: { drop: ["ALL"], add: [null] } } },
    ["capabilities-restricted"],
  ],
  ["ALL among others", { context: { capabilities: { drop: ["KILL", "ALL"] } } }, []],
  ["an added ALL", { context: { capabilities: { add: ["ALL"] } } }, ["capabilities-baseline"], "baseline"],
  ["capabilities of a Windows pod", { spec: windows, context: { capabilities: { add: ["SYS_ADMIN"] } } }, []],
  [
    "capabilities of a Windows pod at baseline",
    { spec: windows, context: { capabilities: { add: ["SYS_ADMIN"] } } },
    ["capabilities-baseline"],
    "baseline",
  ],
  [
    "capabilities of a Windows pod in a version without Windows",
    { spec: windows, context: { capabilities: {} } },
    ["capabilities-restricted"],
    "restricted",
    24,
  ],
  [
    "Windows in other letters",
    { spec: { os: { name: "Windows" } }, context: { allowPrivilegeEscalation: null } },
    ["privilege-escalation"],
  ],
  ["a Windows pod that may be root", { spec: windows, podContext: { runAsNonRoot: null } }, ["run-as-non-root"]],
  [
    "a Windows pod without a filter of system calls",
    { spec: windows, podContext: { seccompProfile: { type: "Unconfined" } } },
    [],
  ],
  ["host namespaces that are null", { spec: { hostNetwork: null, hostPID: null, hostIPC: null } }, []],
  [
    "a port in the network of the node, which the API server makes one of the node",
    { spec: { hostNetwork: true }, container: { ports: [{ containerPort: 8080 }] } },
    ["host-namespaces", "host-ports"],
  ],
  ["a folder of the node that is null", { spec: { volumes: [{ name: "a", hostPath: null }] } }, []],
  ["a folder of the node without a path", { spec: { volumes: [{ name: "a", hostPath: {} }] } }, ["restricted-volumes"]],
  [
    "a volume with an allowed and a forbidden source",
    { spec: { volumes: [{ name: "a", hostPath: {}, emptyDir: {} }] } },
    [],
  ],
  [
    "the same at baseline",
    { spec: { volumes: [{ name: "a", hostPath: {}, emptyDir: {} }] } },
    ["host-path-volumes"],
    "baseline",
  ],
  ["a source that nobody knows", { spec: { volumes: [{ name: "a", tape: {} }] } }, ["restricted-volumes"]],
  ["a volume that is null, which becomes an emptyDir", { spec: { volumes: [null] } }, []],
  ["a port of the node that is null", { container: { ports: [{ containerPort: 80, hostPort: null }, null] } }, []],
  ["a host of a probe that is null", { container: { livenessProbe: { httpGet: { host: null } } } }, []],
  ["a host of a hook", { container: { lifecycle: { postStart: { httpGet: { host: "a" } } } } }, ["host-probes"]],
  ["an empty procMount", { context: { procMount: "" } }, ["proc-mount-restricted"]],
  [
    "an unmasked procMount in a user namespace",
    { spec: { hostUsers: false }, context: { procMount: "Unmasked" } },
    ["proc-mount-restricted"],
  ],
  ["the same at baseline", { spec: { hostUsers: false }, context: { procMount: "Unmasked" } }, [], "baseline"],
  [
    "the same before user namespaces",
    { spec: { hostUsers: false }, context: { procMount: "Unmasked" } },
    ["proc-mount"],
    "baseline",
    34,
  ],
  ["root in a user namespace", { spec: { hostUsers: false }, podContext: { runAsNonRoot: false, runAsUser: 0 } }, []],
  [
    "root in the user namespace of the node",
    { spec: { hostUsers: true }, podContext: { runAsUser: 0 } },
    ["run-as-user"],
  ],
  [
    "root where user namespaces are not told",
    { spec: { hostUsers: null }, podContext: { runAsNonRoot: false } },
    ["run-as-non-root"],
  ],
  [
    "root in a user namespace before its time",
    { spec: { hostUsers: false }, podContext: { runAsNonRoot: false, runAsUser: 0 } },
    ["run-as-non-root", "run-as-user"],
    "restricted",
    34,
  ],
  [
    "a pod that may be root though its container may not",
    { podContext: { runAsNonRoot: false }, context: { runAsNonRoot: true } },
    ["run-as-non-root"],
  ],
  [
    "a pod without containers that says nothing",
    { podContext: { runAsNonRoot: null, seccompProfile: null }, spec: { containers: [] } },
    [],
  ],
  ["a profile of system calls without a type", { podContext: { seccompProfile: {} } }, ["seccomp-restricted"]],
  [
    "an unconfined pod whose container is confined",
    { podContext: { seccompProfile: { type: "Unconfined" } }, context: { seccompProfile: { type: "Localhost" } } },
    ["seccomp-restricted"],
  ],
  [
    "an unconfined container of a confined pod",
    { context: { seccompProfile: { type: "Unconfined" } } },
    ["seccomp-baseline"],
    "baseline",
  ],
  [
    "an annotation of seccomp of the pod",
    { annotations: { [`${seccomp}/pod`]: "unconfined" } },
    ["seccomp-baseline"],
    "baseline",
    18,
  ],
  [
    "an empty annotation of seccomp",
    { annotations: { [`${seccomp}/pod`]: "" } },
    ["seccomp-baseline"],
    "restricted",
    18,
  ],
  [
    "an old name of the profile in an annotation",
    { annotations: { [`${seccomp}/pod`]: "docker/default" } },
    [],
    "restricted",
    18,
  ],
  [
    "an annotation of seccomp for a container that is not there",
    { annotations: { [`container.${seccomp}/x`]: "unconfined" } },
    [],
    "restricted",
    18,
  ],
  [
    "an annotation of seccomp in a version with the field",
    { annotations: { [`${seccomp}/pod`]: "unconfined" } },
    [],
    "restricted",
    19,
  ],
  ["empty options of SELinux", { podContext: { seLinuxOptions: { type: "", user: "", role: "", level: "s0" } } }, []],
  ["a sysctl with slashes", { podContext: { sysctls: [{ name: "net/ipv4/tcp_rmem" }] } }, ["sysctls"]],
  ["a sysctl that is null", { podContext: { sysctls: [null] } }, ["sysctls"]],
  ["a sysctl of the newest version", { podContext: { sysctls: [{ name: "net.ipv4.tcp_notsent_lowat" }] } }, []],
  [
    "the same a version earlier",
    { podContext: { sysctls: [{ name: "net.ipv4.tcp_notsent_lowat" }] } },
    ["sysctls"],
    "baseline",
    36,
  ],
  ["a Windows process of the node that is null", { context: { windowsOptions: { hostProcess: null } } }, []],
  [
    "security contexts that are null",
    { container: { securityContext: null } },
    ["capabilities-restricted", "privilege-escalation"],
  ],
];

describe("the controls, on what is easily read in another way,", () => {
  for (const [title, parts, refused, level = "restricted", version = newestVersion] of cases) {
    const verdict = refused.length === 0 ? "pass" : `refuse by ${refused.join(" and ")}`;
    it(`${verdict} ${title} (${level}, v1.${version})`, () => {
      const { unseen, ...found } = judge(examplePod(parts), level, version);
      assert.deepEqual({ refused: found.refused, unseen }, { refused, unseen: [] });
    });
  }
});
