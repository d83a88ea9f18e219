import assert from "node:assert/strict";
import { examplePod, type Parts } from "../../../policies/pod-security/example-pods";
import { newestVersion } from "../../../policies/pod-security/standards";
import { judge, type JudgedLevel } from "./judging";

const sysctl = (name: string): Parts => ({ podContext: { sysctls: [{ name, value: "1" }] } });
const windows = { spec: { os: { name: "windows" } } };
const ownUsers = { spec: { hostUsers: false } };

/** What the standards came to allow, by the version that first does. */
const allowedSince: readonly [title: string, parts: Parts, level: JudgedLevel, since: number][] = [
  ["sysctl kernel.shm_rmid_forced", sysctl("kernel.shm_rmid_forced"), "baseline", 0],
  ["sysctl net.ipv4.ip_local_port_range", sysctl("net.ipv4.ip_local_port_range"), "baseline", 0],
  ["sysctl net.ipv4.ip_unprivileged_port_start", sysctl("net.ipv4.ip_unprivileged_port_start"), "baseline", 0],
  ["sysctl net.ipv4.ping_group_range", sysctl("net.ipv4.ping_group_range"), "baseline", 0],
  ["sysctl net.ipv4.tcp_syncookies", sysctl("net.ipv4.tcp_syncookies"), "baseline", 0],
  ["sysctl net.ipv4.ip_local_reserved_ports", sysctl("net.ipv4.ip_local_reserved_ports"), "baseline", 27],
  ["sysctl net.ipv4.tcp_fin_timeout", sysctl("net.ipv4.tcp_fin_timeout"), "baseline", 29],
  ["sysctl net.ipv4.tcp_keepalive_intvl", sysctl("net.ipv4.tcp_keepalive_intvl"), "baseline", 29],
  ["sysctl net.ipv4.tcp_keepalive_probes", sysctl("net.ipv4.tcp_keepalive_probes"), "baseline", 29],
  ["sysctl net.ipv4.tcp_keepalive_time", sysctl("net.ipv4.tcp_keepalive_time"), "baseline", 29],
  ["sysctl net.ipv4.tcp_rmem", sysctl("net.ipv4.tcp_rmem"), "baseline", 32],
  ["sysctl net.ipv4.tcp_wmem", sysctl("net.ipv4.tcp_wmem"), "baseline", 32],
  ["sysctl net.ipv4.tcp_notsent_lowat", sysctl("net.ipv4.tcp_notsent_lowat"), "baseline", 37],
  ["sysctl net.ipv4.tcp_slow_start_after_idle", sysctl("net.ipv4.tcp_slow_start_after_idle"), "baseline", 37],
  ["type container_engine_t", { context: { seLinuxOptions: { type: "container_engine_t" } } }, "baseline", 31],
  ["Windows pods that escalate", { ...windows, context: { allowPrivilegeEscalation: true } }, "restricted", 25],
  [
    "Windows pods that keep capabilities",
    { ...windows, context: { capabilities: { add: ["CHOWN"] } } },
    "restricted",
    25,
  ],
  ["root in a user namespace", { ...ownUsers, podContext: { runAsNonRoot: false } }, "restricted", 35],
  ["user 0 in a user namespace", { ...ownUsers, context: { runAsUser: 0 } }, "restricted", 35],
  ["other masks in a user namespace", { ...ownUsers, context: { procMount: "Unmasked" } }, "baseline", 35],
];

/** What the standards came to refuse, by the version that first does. */
const refusedSince: readonly [title: string, parts: Parts, level: JudgedLevel, since: number][] = [
  ["privilege escalation", { context: { allowPrivilegeEscalation: true } }, "restricted", 8],
  ["pods without a profile of system calls", { podContext: { seccompProfile: undefined } }, "restricted", 19],
  ["unconfined system calls", { context: { seccompProfile: { type: "Unconfined" } } }, "baseline", 19],
  ["capabilities that are kept", { context: { capabilities: undefined } }, "restricted", 22],
  ["user 0", { context: { runAsUser: 0 } }, "restricted", 23],
  ["probes of other hosts", { container: { startupProbe: { tcpSocket: { host: "a" } } } }, "baseline", 34],
];

describe("a version of the standards", () => {
  const allowing = (parts: Parts, level: JudgedLevel): number[] =>
    Array.from({ length: newestVersion + 1 }, (_, version) => version).filter(
      (version) => judge(examplePod(parts), level, version).refused.length === 0,
    );
  const from = (first: number, last = newestVersion): number[] =>
    Array.from({ length: last - first + 1 }, (_, index) => first + index);

  for (const [title, parts, level, since] of refusedSince) {
    it(`refuses ${title} from v1.${since} on (${level})`, () =>
      assert.deepEqual(allowing(parts, level), from(0, since - 1)));
  }

  for (const [title, parts, level, since] of allowedSince) {
    it(`allows ${title} from v1.${since} on (${level})`, () => {
      const before = allowing(parts, level).filter((version) => version < since);
      // A control that came later than the first version refuses nothing before it.
      assert.equal(before.includes(since - 1), false);
      assert.deepEqual(
        allowing(parts, level).filter((version) => version >= since),
        from(since),
      );
    });
  }
});

describe("the lists of the standards", () => {
  const capabilities =
    "AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE SETFCAP SETGID SETPCAP SETUID SYS_CHROOT";
  const volumes = "configMap csi downwardAPI emptyDir ephemeral image persistentVolumeClaim projected secret";
  const otherVolumes =
    "awsElasticBlockStore azureDisk azureFile cephfs cinder fc flexVolume flocker gcePersistentDisk gitRepo glusterfs hostPath iscsi nfs " +
    "photonPersistentDisk portworxVolume quobyte rbd scaleIO storageos vsphereVolume";
  const holding = (source: string): object => examplePod({ spec: { volumes: [{ name: "a", [source]: {} }] } });

  for (const add of capabilities.split(" ")) {
    it(`allow the capability ${add} at baseline`, () =>
      assert.deepEqual(judge(examplePod({ context: { capabilities: { add: [add] } } }), "baseline").refused, []));
  }
  for (const source of volumes.split(" ")) {
    it(`allow volumes of kind ${source} at restricted`, () => assert.deepEqual(judge(holding(source)).refused, []));
  }
  for (const source of otherVolumes.split(" ")) {
    it(`refuse volumes of kind ${source} at restricted`, () =>
      assert.deepEqual(judge(holding(source)).faults, [`volume "a": ${source} must not be set, but is set`]));
  }
});
