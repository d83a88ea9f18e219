import assert from "node:assert/strict";
import { select } from "../../offline/providers/live/readiness/json-path";
import { readinessBy } from "../../offline/providers/live/readiness/wait-for";
import type { Properties, Value } from "../../offline/providers/values";

const object: Properties = {
  metadata: { generation: 2, annotations: { "example.com/step": "done" } },
  spec: { replicas: 3, hosts: ["a", "b"] },
  status: {
    phase: "Running",
    conditions: [
      { type: "Ready", status: "True" },
      { type: "Degraded", status: "False", reason: "Fine" },
    ],
  },
};

describe("a JSONPath", () => {
  const table: readonly [path: string, values: Value[]][] = [
    [".status.phase", ["Running"]],
    ["$.status.phase", ["Running"]],
    ["['status']['phase']", ["Running"]],
    ['.metadata.annotations["example.com/step"]', ["done"]],
    [".spec.hosts[0]", ["a"]],
    [".spec.hosts[-1]", ["b"]],
    [".spec.hosts[*]", ["a", "b"]],
    [".status.conditions[*].type", ["Ready", "Degraded"]],
    ['.status.conditions[?(@.type=="Ready")].status', ["True"]],
    [".status.conditions[?(@.type!='Ready')].reason", ["Fine"]],
    ['.status.conditions[?(@.type == "None")].status', []],
    [".nothing.here", []],
    [".spec.replicas.more", []],
    [".constructor", []],
  ];
  for (const [path, values] of table) {
    it(`${path} selects ${JSON.stringify(values)}`, () => assert.deepEqual(select(object, path), values));
  }

  it("is refused with the place from which on it cannot be read", () => {
    assert.throws(() => select(object, ".status..phase"), /cannot be read from "\.\.phase" on/);
  });
});

describe("the annotation pulumi.com/waitFor", () => {
  const table: readonly [expressions: string[], state: string][] = [
    [["condition=Ready"], "ready"],
    [["condition=ready=true"], "ready"],
    [["condition=Degraded=False"], "ready"],
    [["condition=Degraded"], "waiting"],
    [["condition=Unheard"], "waiting"],
    [["jsonpath={.status.phase}"], "ready"],
    [["jsonpath={.status.phase}=Running"], "ready"],
    [["jsonpath={.spec.replicas}=3"], "ready"],
    [["jsonpath={.status.phase}=Done"], "waiting"],
    [["jsonpath={.status.missing}"], "waiting"],
    [["jsonpath={.spec}=x"], "failed"],
    [["condition=Ready", "jsonpath={.status.phase}=Done"], "waiting"],
    [["condition=Ready", "jsonpath={.status.phase}=Running"], "ready"],
  ];
  for (const [expressions, state] of table) {
    it(`is ${state} for ${expressions.join(" and ")}`, () => {
      assert.equal(readinessBy(expressions).verdict({ object, related: [], quiet: 0 }).state, state);
    });
  }

  for (const expression of ["condition=Ready", "jsonpath={.status.phase}=Running"]) {
    it(`does not take the status of an older generation for this one: ${expression}`, () => {
      const stale = { ...object, status: { ...(object["status"] as Properties), observedGeneration: 1 } };
      assert.equal(readinessBy([expression]).verdict({ object: stale, related: [], quiet: 0 }).state, "waiting");
    });
  }

  for (const expression of ["Ready", "jsonpath=.status", "jsonpath={.a[}"]) {
    it(`is refused before anything waits: ${expression}`, () => {
      assert.throws(() => readinessBy([expression]), /pulumi\.com\/waitFor|JSONPath/);
    });
  }
});
