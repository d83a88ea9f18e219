import assert from "node:assert/strict";
import { z } from "zod";
import { type Fault, Guardrails } from "../../../components";
import { kubernetes } from "../../../components/shared/versions";
import { namespaceRulesOn, namespaceSettings, namespacesSetting } from "../../../stacks/settings/namespaces";
import { settingDocs } from "../../../stacks/settings/setting";
import { clusterHandle } from "../../support/handles";
import { record } from "../../support/record";

const today = "2026-11-23";

/** Faults of the rules; the file itself must be valid. */
function faults(file: unknown): readonly Fault[] {
  const namespaces = namespacesSetting.parse(file);
  return namespaceRulesOn(() => today).flatMap((rule) => rule.check({ namespaces }));
}

/** Paths of the schema's issues. */
const issues = (file: unknown): readonly string[] =>
  (namespacesSetting.safeParse(file).error?.issues ?? []).map((issue) => issue.path.join("."));

describe("namespaces of a stack file", () => {
  it("makes a complete production namespace of an empty entry", () => {
    assert.deepEqual(namespacesSetting.parse({ applications: {} }), {
      applications: {
        level: "restricted",
        podSecurityVersion: `v${kubernetes.default}`,
        quota: {},
        limits: {},
        labels: {},
        monitoring: { namespace: "monitoring", podLabels: { "app.kubernetes.io/name": "prometheus" } },
        nodeLocalDns: false,
      },
    });
    assert.deepEqual(faults({ applications: {} }), []);
  });

  it("gives an entry that Guardrails takes as it is", async () => {
    const entry = namespaceSettings.parse({ quota: { pods: 300 } });
    const recording = await record(
      () => new Guardrails("shop", { cluster: clusterHandle("gke"), namespace: "shop", ...entry }),
    );
    const { hard } = z
      .object({ hard: z.record(z.string(), z.string()) })
      .parse(recording.one("kubernetes:core/v1:ResourceQuota").inputs.spec);
    assert.equal(hard.pods, "300");
  });

  it("reads numbers as quantities", () => {
    const file = { a: { quota: { "requests.cpu": 80, pods: 300 }, limits: { container: { max: { cpu: 6 } } } } };
    const { a } = namespacesSetting.parse(file);
    const read = { quota: a?.quota, limits: a?.limits };
    assert.deepEqual(read, {
      quota: { "requests.cpu": "80", pods: "300" },
      limits: { container: { max: { cpu: "6" } } },
    });
  });

  const malformed: readonly [string, unknown, readonly string[]][] = [
    ["no map", [], [""]],
    ["a name that is no DNS label", { Applications: {} }, ["Applications"]],
    ["an unknown level", { a: { level: "open" } }, ["a.level"]],
    ["an unpinned version", { a: { podSecurityVersion: "latest" } }, ["a.podSecurityVersion"]],
    ["an unknown key", { a: { quotas: {} } }, ["a"]],
    ["an unknown kind of limit", { a: { limits: { node: {} } } }, ["a.limits"]],
    ["a quantity that is a list", { a: { quota: { pods: [1] } } }, ["a.quota.pods"]],
    [
      "an exemption without reason and with a day that no calendar has",
      { a: { level: "baseline", exemption: { owner: "platform", expires: "2027-02-30" } } },
      ["a.exemption.reason", "a.exemption.expires"],
    ],
    [
      "a namespace of monitoring that is no name",
      { a: { monitoring: { namespace: "A" } } },
      ["a.monitoring.namespace"],
    ],
  ];
  for (const [title, file, expected] of malformed)
    it(`refuses ${title}`, () => {
      assert.deepEqual(issues(file), expected);
    });

  const exemption = { owner: "platform", reason: "node agents mount the host", expires: "2027-03-31" };
  const contradictory: readonly [string, unknown, readonly string[]][] = [
    ["a level below restricted without exemption", { a: {}, b: { level: "privileged" } }, ["namespaces.b.exemption"]],
    [
      "an exemption that has expired",
      { a: { level: "baseline", exemption: { ...exemption, expires: "2026-11-22" } } },
      ["namespaces.a.exemption.expires"],
    ],
    ["an exemption that nothing needs", { a: { exemption } }, ["namespaces.a.exemption"]],
    ["a namespace of Kubernetes' own", { "kube-system": {} }, ["namespaces.kube-system"]],
    ["a quota key that nothing counts", { a: { quota: { "cpu.limit": 1 } } }, ['namespaces.a.quota["cpu.limit"]']],
    [
      "limits that contradict each other, in every namespace",
      {
        a: { limits: { container: { min: { cpu: 1 } } } },
        b: { limits: { container: { max: { memory: "511Mi" }, maxLimitRequestRatio: { memory: 2 } } } },
      },
      ["namespaces.a.limits.container.min.cpu", "namespaces.b.limits.container.default.memory"],
    ],
  ];
  for (const [title, file, expected] of contradictory)
    it(`refuses ${title}`, () => {
      assert.deepEqual(
        faults(file).map((fault) => fault.path),
        expected,
      );
    });

  it("takes an exemption until its last day", () => {
    assert.deepEqual(faults({ a: { level: "baseline", exemption: { ...exemption, expires: today } } }), []);
  });

  it("judges the namespaces only when they are valid by themselves", () => {
    assert.deepEqual(
      namespaceRulesOn(() => today).map((rule) => rule.reads),
      [["namespaces"]],
    );
  });

  it("documents every setting of an entry", () => {
    for (const [key, schema] of Object.entries(namespaceSettings.shape)) assert.ok(settingDocs.has(schema), key);
  });
});
