import assert from "node:assert/strict";
import { claim, least, object, pod, service } from "./sums";

describe("a quota with scopes", () => {
  const affinity = { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ namespaces: ["b"] }] } };
  const preferred = {
    podAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ podAffinityTerm: { namespaceSelector: {} } }] },
  };
  const idle = { containers: [{ name: "web" }] };
  const selecting = (scopeName: string, operator: string, ...values: readonly string[]) => ({
    scopeSelector: { matchExpressions: [{ scopeName, operator, ...(values.length === 0 ? {} : { values }) }] },
  });
  const cases: readonly (readonly [title: string, spec: object, objects: readonly object[], counted: string])[] = [
    [
      "Terminating counts pods with a deadline",
      { scopes: ["Terminating"] },
      [pod("a", { activeDeadlineSeconds: 0 }), pod("b")],
      "a",
    ],
    [
      "NotTerminating counts the others",
      { scopes: ["NotTerminating"] },
      [pod("a", { activeDeadlineSeconds: 5 }), pod("b")],
      "b",
    ],
    ["BestEffort counts pods without cpu and memory", { scopes: ["BestEffort"] }, [pod("a", idle), pod("b")], "a"],
    ["BestEffort counts requests of 0 as none", { scopes: ["BestEffort"] }, [pod("b"), pod("c", {}, "0")], "c"],
    [
      "BestEffort goes by what the pod sets as a whole",
      { scopes: ["BestEffort"] },
      [pod("a", { ...idle, resources: { requests: { cpu: "1" } } }), pod("b", idle)],
      "b",
    ],
    ["NotBestEffort counts the others", { scopes: ["NotBestEffort"] }, [pod("a", idle), pod("b")], "b"],
    [
      "PriorityClass counts pods that have one",
      { scopes: ["PriorityClass"] },
      [pod("a", { priorityClassName: "high" }), pod("b")],
      "a",
    ],
    [
      "a selector picks priority classes",
      selecting("PriorityClass", "In", "high"),
      [pod("a", { priorityClassName: "high" }), pod("b", { priorityClassName: "low" })],
      "a",
    ],
    [
      "a selector passes over priority classes",
      selecting("PriorityClass", "NotIn", "high"),
      [pod("a", { priorityClassName: "high" }), pod("b")],
      "b",
    ],
    [
      "a selector picks pods without one",
      selecting("PriorityClass", "DoesNotExist"),
      [pod("a", { priorityClassName: "high" }), pod("b")],
      "b",
    ],
    [
      "CrossNamespacePodAffinity counts pods that look at other namespaces",
      { scopes: ["CrossNamespacePodAffinity"] },
      [pod("a", { affinity }), pod("b")],
      "a",
    ],
    [
      "CrossNamespacePodAffinity counts preferences, too",
      { scopes: ["CrossNamespacePodAffinity"] },
      [pod("a", { affinity: preferred }), pod("b", { affinity: {} })],
      "a",
    ],
    [
      "all scopes must hold",
      { scopes: ["NotBestEffort"], ...selecting("PriorityClass", "Exists") },
      [pod("a", { priorityClassName: "x" }), pod("b"), pod("c", { ...idle, priorityClassName: "x" })],
      "a",
    ],
    ["a scope that nobody knows counts nothing", { scopes: ["Other"] }, [pod("a")], ""],
  ];
  for (const [title, spec, objects, counted] of cases) {
    it(title, () => assert.equal(least("pods", objects, spec), counted === "" ? "0" : `1 (Pod ${counted}: 1)`));
  }

  it("counts claims by their volume attributes class", () => {
    const claims = [claim("a", "1Gi", { volumeAttributesClassName: "fast" }), claim("b", "1Gi")];
    const spec = selecting("VolumeAttributesClass", "In", "fast");
    assert.equal(least("persistentvolumeclaims", claims, spec), "1 (PersistentVolumeClaim a: 1)");
    assert.equal(least("pods", [pod("a")], spec), "0");
  });

  it("counts nothing else", () => {
    assert.equal(least("configmaps", [object("v1", "ConfigMap", "a")], { scopes: ["NotTerminating"] }), "0");
    assert.equal(
      least("services.loadbalancers", [service("a", "LoadBalancer", 1)], { scopes: ["NotTerminating"] }),
      "0",
    );
  });
});
