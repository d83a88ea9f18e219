import assert from "node:assert/strict";
import fc from "fast-check";
import { guardrailsFaults, type NamespaceRules } from "../../../components";
import { mergeLimits } from "../../../components/guardrails/defaults";
import { limitFaults } from "../../../components/guardrails/limits";
import { isIsoDate } from "../../../components/guardrails/validate";
import { parseQuantity } from "../../../components/shared/quantity";

const today = "2026-11-23";
const exemption = { owner: "platform", reason: "node agents mount the host", expires: "2027-03-31" };

const paths = (rules: NamespaceRules): readonly string[] =>
  guardrailsFaults("shop", rules, today).map((fault) => fault.path);

describe("checks of a namespace", () => {
  it("find nothing wrong with the defaults", () => {
    assert.deepEqual(paths({}), []);
  });

  for (const name of ["default", "kube-system", "kube-public", "Shop", "shop_a", "1shop", "", "a".repeat(64)])
    it(`refuse the name ${JSON.stringify(name)}`, () => {
      assert.deepEqual(
        guardrailsFaults(name, {}, today).map((fault) => fault.path),
        ["namespace"],
      );
    });

  const cases: readonly [string, NamespaceRules, readonly string[]][] = [
    ["take an exemption until its last day", { level: "baseline", exemption: { ...exemption, expires: today } }, []],
    [
      "refuse an exemption on the day after",
      { level: "baseline", exemption: { ...exemption, expires: "2026-11-22" } },
      ["exemption.expires"],
    ],
    ["require an exemption at baseline", { level: "baseline" }, ["exemption"]],
    ["require an exemption at privileged", { level: "privileged" }, ["exemption"]],
    ["refuse an exemption at restricted", { exemption }, ["exemption"]],
    [
      "require owner, reason and a real day",
      { level: "privileged", exemption: { owner: "", reason: " ", expires: "2027-02-30" } },
      ["exemption.owner", "exemption.reason", "exemption.expires"],
    ],
    ["refuse an unpinned version", { podSecurityVersion: "latest" }, ["podSecurityVersion"]],
    ["refuse a count with a unit", { quota: { pods: "1k" } }, ["quota.pods"]],
    ["refuse a malformed quantity", { quota: { "requests.memory": "10GB" } }, ['quota["requests.memory"]']],
    ["refuse a negative quantity", { quota: { "requests.storage": "-1" } }, ['quota["requests.storage"]']],
    ["refuse a key that quotas do not know", { quota: { "request.cpu": "1" } }, ['quota["request.cpu"]']],
    ["refuse more requests than limits", { quota: { "requests.cpu": "200" } }, ['quota["requests.cpu"]']],
    [
      "take the keys of devices, storage classes and object counts",
      {
        quota: {
          "requests.nvidia.com/gpu": "2",
          "fast.storageclass.storage.k8s.io/requests.storage": "10Gi",
          "fast.storageclass.storage.k8s.io/persistentvolumeclaims": "2",
          "count/deployments.apps": "20",
        },
      },
      [],
    ],
    [
      "refuse min above defaultRequest",
      { limits: { container: { min: { cpu: "300m" } } } },
      ["limits.container.min.cpu"],
    ],
    [
      "refuse defaultRequest above default",
      { limits: { container: { defaultRequest: { memory: "1Gi" } } } },
      ["limits.container.defaultRequest.memory"],
    ],
    ["refuse default above max", { limits: { container: { max: { cpu: "400m" } } } }, ["limits.container.default.cpu"]],
    [
      "refuse a ratio that the defaults break",
      { limits: { container: { maxLimitRequestRatio: { cpu: "1.5" } } } },
      ["limits.container.maxLimitRequestRatio.cpu"],
    ],
    [
      "refuse a ratio below 1",
      { limits: { container: { maxLimitRequestRatio: { memory: "500m" } } } },
      ["limits.container.maxLimitRequestRatio.memory"],
    ],
    [
      "refuse a ratio above max / min",
      { limits: { container: { maxLimitRequestRatio: { cpu: "41" } } } },
      ["limits.container.maxLimitRequestRatio.cpu"],
    ],
    [
      "refuse a container that no pod may hold",
      { limits: { container: { max: { cpu: "16" } } } },
      ["limits.container.max.cpu"],
    ],
    ["refuse defaults for pods", { limits: { pod: { default: { cpu: "1" } } } }, ["limits.pod.default.cpu"]],
    [
      "refuse a resource that claims do not have",
      { limits: { persistentVolumeClaim: { max: { cpu: "1" } } } },
      ["limits.persistentVolumeClaim.max.cpu"],
    ],
    [
      "refuse a claim's min above its max",
      { limits: { persistentVolumeClaim: { min: { storage: "1Ti" } } } },
      ["limits.persistentVolumeClaim.min.storage"],
    ],
    [
      "refuse labels that this component or Kubernetes sets",
      { labels: { "pod-security.kubernetes.io/enforce": "privileged", "kubernetes.io/metadata.name": "other" } },
      ['labels["kubernetes.io/metadata.name"]', 'labels["pod-security.kubernetes.io/enforce"]'],
    ],
    ["refuse malformed labels", { labels: { "a b": "c", team: "a b" } }, ['labels["a b"]', "labels.team"]],
    ["take labels with a prefix", { labels: { "istio.io/dataplane-mode": "ambient", team: "" } }, []],
    [
      "refuse scraping by every pod of a namespace",
      { monitoring: { namespace: "monitoring", podLabels: {} } },
      ["monitoring.podLabels"],
    ],
  ];
  for (const [title, rules, expected] of cases)
    it(title, () => {
      assert.deepEqual(paths(rules), expected);
    });

  it("name the value, what is allowed and the cure", () => {
    assert.deepEqual(guardrailsFaults("shop", { quota: { pods: "1k" } }, today), [
      { path: "quota.pods", value: "1k", allowed: "a whole number", cure: "write it without unit" },
    ]);
  });

  it("pass a LimitRange exactly when min <= defaultRequest <= default <= max", () => {
    const millis = fc.integer({ min: 1, max: 8000 });
    fc.assert(
      fc.property(millis, millis, millis, millis, (min, request, limit, max) => {
        const container = {
          min: { cpu: `${min}m` },
          defaultRequest: { cpu: `${request}m` },
          default: { cpu: `${limit}m` },
          max: { cpu: `${max}m` },
        };
        const faults = limitFaults({ container, pod: {}, persistentVolumeClaim: {} });
        assert.equal(faults.length === 0, min <= request && request <= limit && limit <= max);
      }),
    );
  });

  it("pass what a container of the defaults asks for", () => {
    const { container } = mergeLimits();
    for (const resource of ["cpu", "memory"]) {
      const [request, limit, ratio] = [container.defaultRequest, container.default, container.maxLimitRequestRatio].map(
        (quantities) => parseQuantity(quantities?.[resource] ?? ""),
      );
      assert.ok(request !== undefined && limit !== undefined && ratio !== undefined);
      assert.ok(limit / request <= ratio);
    }
  });

  it("know the days of the calendar", () => {
    fc.assert(
      fc.property(fc.date({ min: new Date("1900-01-01"), max: new Date("2999-12-31"), noInvalidDate: true }), (date) =>
        assert.ok(isIsoDate(date.toISOString().slice(0, 10))),
      ),
    );
    for (const text of ["2027-02-29", "2027-13-01", "2027-1-1", "2027-01-01T00:00:00Z", "tomorrow", ""])
      assert.equal(isIsoDate(text), false, text);
  });
});
