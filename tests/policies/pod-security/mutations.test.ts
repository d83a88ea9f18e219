import assert from "node:assert/strict";
import fc from "fast-check";
import { controls } from "../../../policies/pod-security/controls";
import { examplePod, restrictedContext, type Parts } from "../../../policies/pod-security/example-pods";
import { judgePod } from "../../../policies/pod-security/judge";
import { podSecurity } from "../../../policies/pod-security/pack";
import { newestVersion } from "../../../policies/pod-security/standards";
import { KubernetesObject } from "../../../policies/shared/objects";
import { knownCarriers } from "../../../policies/shared/pods";
import { programOf, verdictOf } from "../../support/policies";

/** Forbidden at restricted in the newest version, each by one control alone; at any place that has it. */
const forbiddenInContainer: Readonly<Record<string, fc.Arbitrary<Parts>>> = {
  apparmor: context(
    fc.record({ appArmorProfile: fc.record({ type: fc.constantFrom("Unconfined", "", "runtime/default") }) }),
  ),
  "capabilities-restricted": context(
    fc.oneof(
      fc.record({ capabilities: fc.record({ drop: fc.subarray(["KILL", "CHOWN", "all"]) }) }),
      fc.record({
        capabilities: fc.record({
          drop: fc.constant(["ALL"]),
          add: fc.subarray(["KILL", "ALL", "SYS_ADMIN"], { minLength: 1 }),
        }),
      }),
      fc.constant({ capabilities: undefined }),
    ),
  ),
  "host-ports": fc
    .integer({ min: 1, max: 65535 })
    .map((hostPort) => ({ container: { ports: [{ containerPort: 80 }, { hostPort }] } })),
  "host-probes": fc
    .record({
      probe: fc.constantFrom("livenessProbe", "readinessProbe", "startupProbe"),
      action: fc.constantFrom("httpGet", "tcpSocket"),
      host: fc.string({ minLength: 1 }),
    })
    .map(({ probe, action, host }) => ({ container: { [probe]: { [action]: { host } } } })),
  "privilege-escalation": context(fc.record({ allowPrivilegeEscalation: fc.constantFrom(true, null, undefined) })),
  "privileged-containers": context(fc.constant({ privileged: true })),
  "proc-mount-restricted": context(fc.record({ procMount: fc.string().filter((each) => each !== "Default") })),
  "run-as-non-root": context(fc.constant({ runAsNonRoot: false })),
  "run-as-user": context(fc.constant({ runAsUser: 0 })),
  "seccomp-restricted": context(
    fc.record({ seccompProfile: fc.record({ type: fc.constantFrom("Unconfined", "", null) }) }),
  ),
  selinux: context(
    fc.record({
      seLinuxOptions: fc.oneof(
        fc.record({ type: fc.constantFrom("spc_t", "container_file_t") }),
        fc.record({ user: fc.string({ minLength: 1 }) }),
        fc.record({ role: fc.string({ minLength: 1 }) }),
      ),
    }),
  ),
  "windows-host-process": context(fc.constant({ windowsOptions: { hostProcess: true } })),
};

const forbiddenInPod: Readonly<Record<string, fc.Arbitrary<Parts>>> = {
  "host-namespaces": fc
    .subarray(["hostNetwork", "hostPID", "hostIPC"], { minLength: 1 })
    .map((fields) => ({ spec: Object.fromEntries(fields.map((field) => [field, true])) })),
  "restricted-volumes": fc
    .constantFrom("hostPath", "nfs", "gitRepo", "azureFile", "flexVolume", "rbd")
    .map((source) => ({
      spec: {
        volumes: [
          { name: "a", emptyDir: {} },
          { name: "b", [source]: {} },
        ],
      },
    })),
  sysctls: fc.string().map((name) => ({ podContext: { sysctls: [{ name: `kernel.${name}x` }] } })),
  "run-as-non-root": fc.constant({ podContext: { runAsNonRoot: false } }),
  "run-as-user": fc.constant({ podContext: { runAsUser: 0 } }),
  "seccomp-restricted": fc
    .constantFrom(null, undefined, { type: "Unconfined" })
    .map((seccompProfile) => ({ podContext: { seccompProfile } })),
};

const allowed: fc.Arbitrary<Parts> = fc.record({
  context: fc.record(
    {
      appArmorProfile: fc.constantFrom({ type: "RuntimeDefault" }, { type: "Localhost" }),
      capabilities: fc.record({
        drop: fc.constantFrom(["ALL"], ["KILL", "ALL"]),
        add: fc.constantFrom([], null, ["NET_BIND_SERVICE"]),
      }),
      privileged: fc.constantFrom(false, null),
      procMount: fc.constant("Default"),
      readOnlyRootFilesystem: fc.boolean(),
      runAsGroup: fc.nat(),
      runAsNonRoot: fc.constantFrom(true, null),
      runAsUser: fc.integer({ min: 1 }),
      seccompProfile: fc.constantFrom({ type: "RuntimeDefault" }, { type: "Localhost" }),
      seLinuxOptions: fc.record({ type: fc.constantFrom("container_t", "container_engine_t"), level: fc.string() }),
      windowsOptions: fc.record({ runAsUserName: fc.string() }),
    },
    { requiredKeys: [] },
  ),
  container: fc.record(
    {
      ports: fc.array(fc.record({ containerPort: fc.nat(), hostPort: fc.constantFrom(0, undefined) })),
      livenessProbe: fc.constant({ httpGet: { port: 80 } }),
    },
    { requiredKeys: [] },
  ),
  annotations: fc.dictionary(fc.string(), fc.string()),
});

function context(of: fc.Arbitrary<object>): fc.Arbitrary<Parts> {
  return of.map((each) => ({ context: each }));
}

const lists = ["initContainers", "containers", "ephemeralContainers"] as const;

/** Puts the container that `parts` describes into a list of the pod, beside the container that keeps every rule. */
function podWith(parts: Parts, list: (typeof lists)[number] = "containers"): object {
  if (list === "containers") return examplePod(parts);
  const { container: over, context: contextOver, ...rest } = parts;
  const other = { name: "other", securityContext: { ...restrictedContext, ...contextOver }, ...over };
  return examplePod({ ...rest, spec: { ...rest.spec, [list]: [other] } });
}

/** The object of a kind that makes such a pod. */
function carrying(groupKind: string, pod: object): object {
  const [kind = "", group = ""] = groupKind.split("/").reverse();
  const { metadata, spec } = pod as { metadata: object; spec: object };
  const path = knownCarriers[groupKind] ?? [];
  const body = path.reduceRight<object>((inner, key) => ({ [key]: inner }), { metadata, spec });
  return {
    apiVersion: group === "" ? "v1" : `${group}/v1`,
    kind,
    metadata: { name: "web", namespace: "shop" },
    ...body,
  };
}

const place = fc.constantFrom(...lists);
const kind = fc.constantFrom(...Object.keys(knownCarriers));

describe("a pod that keeps every rule", () => {
  const refusedIn = (groupKind: string, pod: object): string[] => {
    const manifest = carrying(groupKind, pod);
    const program = programOf({ objects: [manifest] });
    const names = new Set(controls.map((each) => each.name));
    return podSecurity.policies
      .filter((each) => names.has(each.name) && verdictOf(each, program).outcome === "fail")
      .map((each) => each.name);
  };

  for (const [name, change] of Object.entries(forbiddenInContainer)) {
    it(`is refused by ${name} alone after any change that it forbids in a container, of whatever list and kind`, () =>
      fc.assert(
        fc.property(change, place, kind, (parts, list, of) =>
          assert.deepEqual(refusedIn(of, podWith(parts, list)), [name]),
        ),
      ));
  }

  for (const [name, change] of Object.entries(forbiddenInPod)) {
    it(`is refused by ${name} alone after any change that it forbids in the pod, of whatever kind`, () =>
      fc.assert(fc.property(change, kind, (parts, of) => assert.deepEqual(refusedIn(of, podWith(parts)), [name]))));
  }

  it("has such a change for each control that speaks at restricted", () => {
    const speaking = judgePod("restricted", newestVersion, { object: KubernetesObject.of(examplePod()), path: [] });
    const changed = new Set([...Object.keys(forbiddenInContainer), ...Object.keys(forbiddenInPod)]);
    assert.deepEqual([...speaking.keys()].sort(), [...changed].sort());
  });

  it("still passes after any change that is allowed, in whatever list and kind", () =>
    fc.assert(
      fc.property(allowed, place, kind, (parts, list, of) => assert.deepEqual(refusedIn(of, podWith(parts, list)), [])),
    ));
});
