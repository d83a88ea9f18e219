import assert from "node:assert/strict";
import { readManifests, requirements } from "../../offline/providers/manifests";
import type { Properties } from "../../offline/providers/values";

describe("a rendered manifest that is applied", () => {
  const values: readonly [yaml: string, value: unknown][] = [
    ["0555", 0o555],
    ["yes", true],
    ['"yes"', "yes"],
    ["10:30", "10:30"],
    ["2026-01-01", "2026-01-01"],
    ["0x1F", 31],
    ["1e3", 1000],
    ["~", null],
  ];
  for (const [yaml, value] of values) {
    it(`is read as Helm reads it: ${yaml}`, () => {
      const [object] = readManifests(`{apiVersion: v1, kind: A, metadata: {name: a}, value: ${yaml}}`, "n", "live");
      assert.deepEqual(object?.["value"], value);
    });
  }

  it("keeps the schemas of its definitions", () => {
    const schema = { openAPIV3Schema: { type: "object", properties: { spec: { type: "object" } } } };
    const definition = {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: "a" },
      spec: { versions: [{ name: "v1", schema }] },
    };
    const [read] = readManifests(JSON.stringify(definition), "n", "live");
    assert.deepEqual(read?.["spec"], definition.spec);
  });
});

describe("the objects of a chart", () => {
  const definition: Properties = {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: "carts.shop.example" },
    spec: { group: "shop.example", names: { kind: "Cart" } },
  };
  const namespace: Properties = { apiVersion: "v1", kind: "Namespace", metadata: { name: "n" } };
  const cart: Properties = { apiVersion: "shop.example/v1", kind: "Cart", metadata: { name: "c", namespace: "n" } };
  const other: Properties = { apiVersion: "v1", kind: "Secret", metadata: { name: "s", namespace: "m" } };
  const all = [cart, other, definition, namespace];
  const table: readonly [string, Properties, Properties[]][] = [
    ["a custom resource its definition and its namespace", cart, [definition, namespace]],
    ["an object of another namespace nothing", other, []],
    ["a definition nothing", definition, []],
    ["a namespace nothing", namespace, []],
  ];
  for (const [rule, object, needed] of table) {
    it(`need first: ${rule}`, () => assert.deepEqual(requirements(object, all), needed));
  }
});
