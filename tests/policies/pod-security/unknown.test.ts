import assert from "node:assert/strict";
import { examplePod, type Parts } from "../../../policies/pod-security/example-pods";
import { newestVersion } from "../../../policies/pod-security/standards";
import { later } from "../../support/policies";
import { judge, judgeAt } from "./judging";

describe("a value that is known only after the update", () => {
  it("is counted, and neither refused nor passed in silence", () => {
    const { refused, unseen } = judge(examplePod({ context: { privileged: later, allowPrivilegeEscalation: later } }));
    assert.deepEqual(refused, []);
    assert.deepEqual(unseen, [
      "spec.containers[0].securityContext.privileged",
      "spec.containers[0].securityContext.allowPrivilegeEscalation",
    ]);
  });

  it("does not hide what is known beside it", () => {
    const parts = {
      context: { privileged: later, procMount: "Unmasked", seLinuxOptions: { type: later, user: "root" } },
    };
    assert.deepEqual(judge(examplePod(parts)).refused, ["selinux", "proc-mount-restricted"]);
    assert.deepEqual(judge(examplePod({ context: { capabilities: { add: [later, "KILL"], drop: ["ALL"] } } })).faults, [
      'container "web": securityContext.capabilities.add must not hold more than "NET_BIND_SERVICE", but holds "KILL"',
    ]);
    assert.deepEqual(judge(examplePod({ spec: { securityContext: later, hostPID: true } })).refused, [
      "host-namespaces",
    ]);
  });

  it("is not missed where another decides", () => {
    const dropping = (...drop: string[]): Parts => ({ context: { capabilities: { drop } } });
    assert.deepEqual(judge(examplePod(dropping(later, "ALL"))), { refused: [], faults: [], unseen: [] });
    const { faults, unseen } = judge(examplePod(dropping(later, "KILL")));
    assert.deepEqual(
      { faults, unseen },
      { faults: [], unseen: ["spec.containers[0].securityContext.capabilities.drop[0]"] },
    );
    const volume = { name: "a", emptyDir: {}, hostPath: later };
    assert.deepEqual(judge(examplePod({ spec: { volumes: [{ name: "b", configMap: later }] } })).unseen, []);
    assert.deepEqual(judge(examplePod({ spec: { volumes: [volume] } })).unseen, ['spec.volumes[0]["hostPath"]']);
  });

  it("of the operating system or of the user namespace decides only about what would be refused", () => {
    const unknownHost = { spec: { os: later, hostUsers: later } };
    assert.deepEqual(judge(examplePod(unknownHost)), { refused: [], faults: [], unseen: [] });
    const { faults, unseen } = judge(
      examplePod({ ...unknownHost, podContext: { runAsNonRoot: false, seccompProfile: null } }),
    );
    assert.deepEqual({ faults, unseen }, { faults: [], unseen: ["spec.hostUsers", "spec.os"] });
  });

  it("of the pod decides about the containers that say nothing themselves", () => {
    const { faults, unseen } = judge(examplePod({ podContext: { runAsNonRoot: later } }));
    assert.deepEqual({ faults, unseen }, { faults: [], unseen: ["spec.securityContext.runAsNonRoot"] });
  });

  it("for a whole template leaves its pods unjudged", () => {
    const manifest = {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "web" },
      spec: { template: later },
    };
    assert.deepEqual(judgeAt(["spec", "template"], manifest, "restricted", newestVersion), {
      refused: [],
      faults: [],
      unseen: ["spec.template"],
    });
  });

  it("of the wrong form is counted too, as the API server refuses it before it judges", () => {
    const { faults, unseen } = judge(examplePod({ context: { privileged: "yes" } }));
    assert.deepEqual({ faults, unseen }, { faults: [], unseen: ["spec.containers[0].securityContext.privileged"] });
  });
});
