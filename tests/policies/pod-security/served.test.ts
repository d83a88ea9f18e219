import assert from "node:assert/strict";
import { namespace } from "../../../components/guardrails/manifests";
import { exemptionAnnotations as written, podSecurityLabels } from "../../../components/shared/labels";
import {
  exampleAnnotations,
  exampleEntry,
  exampleNamespace,
  examplePod,
} from "../../../policies/pod-security/example-pods";
import { exemptionAnnotations, levelLabel, modes, versionLabel } from "../../../policies/pod-security/labels";
import { podSecurity } from "../../../policies/pod-security/pack";
import { CrossGuard, type Registration } from "../../support/crossguard";
import { later } from "../../support/policies";
import { agent, ledger, levelsOf, privileged, refused, type Config } from "./programs";

describe("the components of this project and the pack", () => {
  const args = { name: "shop", podSecurityVersion: "v1.35", labels: {} };

  it("spell labels and annotations alike", () => {
    assert.deepEqual(exemptionAnnotations, written);
    const keys = modes.flatMap((mode) => [levelLabel(mode), versionLabel(mode)]);
    assert.deepEqual(keys, Object.values(podSecurityLabels));
  });

  it("agree on namespaces, exempted or not", () => {
    const { owner, reason, expires } = exampleEntry;
    const manifest = (rest: Pick<Parameters<typeof namespace>[0], "level" | "exemption">): object => ({
      apiVersion: "v1",
      kind: "Namespace",
      ...namespace({ ...args, ...rest }),
    });
    assert.deepEqual(refused([manifest({ level: "restricted", exemption: undefined })]), []);
    assert.deepEqual(refused([manifest({ level: "privileged", exemption: { owner, reason, expires } }), agent]), []);
    assert.deepEqual(refused([manifest({ level: "privileged", exemption: undefined })]), ["exemption-ledger"]);
  });
});

describe("the pack, as the engine runs it,", () => {
  const registered = (manifest: object, name: string): Registration => {
    const { apiVersion, kind, ...inputs } = manifest as { apiVersion: string; kind: string };
    return { type: `kubernetes:core/${apiVersion}:${kind}`, name, inputs };
  };
  const shop = registered(exampleNamespace("privileged"), "shop");
  const restricted = registered(exampleNamespace("restricted"), "shop");
  const web = registered(examplePod(privileged), "web");
  const run = async (resources: Registration[], config: Config = {}): Promise<string[]> =>
    (await new CrossGuard(podSecurity, config).run(resources)).map((each) => `${each.policy} at ${each.when}`);

  it("refuses a pod before it is made where its Namespace is registered", async () => {
    assert.deepEqual(await run([restricted, web]), ["privileged-containers at registration"]);
  });

  it("refuses it at the end where the Namespace comes later or never", async () => {
    assert.deepEqual(await run([web, restricted]), ["privileged-containers at end"]);
    assert.deepEqual(await run([web]), ["privileged-containers at end"]);
  });

  it("judges by the settings only when the program has not made the Namespace itself in the end", async () => {
    const config = levelsOf({ namespaces: { shop: { level: "privileged" } } });
    assert.deepEqual(await run([web], config), []);
    assert.deepEqual(await run([web, restricted], config), ["privileged-containers at end"]);
  });

  it("reads the ledger before the first pod is judged", async () => {
    assert.deepEqual(await run([shop, web], ledger({ level: "privileged" })), []);
    assert.deepEqual(await run([shop, web]), [
      "exemption-ledger at registration",
      "privileged-containers at registration",
    ]);
  });

  it("does not judge by an entry for names a workload whose name is known only after the update", async () => {
    const nameless = { ...web, inputs: { ...web.inputs, metadata: { name: later, namespace: "shop" } } };
    assert.deepEqual(await run([shop, nameless], ledger({ level: "privileged", pods: "agent" })), ["coverage at end"]);
  });

  it("cannot tell that an exemption is needless while a workload may stand in any namespace", async () => {
    const own = registered(exampleNamespace("privileged", "latest", exampleAnnotations), "shop");
    const harmless = registered(examplePod(), "web");
    assert.deepEqual(await run([own, harmless]), ["needless-exemptions at end"]);
    const elsewhere = { ...harmless, name: "batch", inputs: { ...harmless.inputs, metadata: { namespace: later } } };
    assert.deepEqual(await run([own, harmless, elsewhere]), []);
  });

  it("says everything in one list per control, with the cure", async () => {
    const pod = examplePod({ spec: { hostIPC: true, hostPID: true } });
    const [first] = await new CrossGuard(podSecurity).run([restricted, registered(pod, "web")]);
    assert.deepEqual(first?.message.split("\n"), [
      "Pod shop/web has 2 faults:",
      "- pod: hostPID must not be true, but is true",
      "- pod: hostIPC must not be true, but is true",
      "Reach the pod through a Service instead, or name the workload in the ledger of exemptions.",
    ]);
  });
});
