import assert from "node:assert/strict";
import fc from "fast-check";
import { at, differences, firstKey, touches, withValue } from "../../../offline/providers/differences";
import { equal, isObject, secret, unknown, type Value } from "../../../offline/providers/values";
import { anyProperties, anyValue } from "./arbitrary-values";

describe("differences", () => {
  const table: readonly [rule: string, before: Value | undefined, after: Value | undefined, expected: string[]][] = [
    ["names a value that changed", { size: 1 }, { size: 2 }, ["update size"]],
    ["names a value that came", {}, { size: 2 }, ["add size"]],
    ["names a value that went", { size: 1 }, {}, ["delete size"]],
    ["goes as deep as maps do", { a: { b: { c: 1 } } }, { a: { b: { c: 2 } } }, ["update a.b.c"]],
    ["goes into lists of one length", { zones: ["a", "b"] }, { zones: ["a", "c"] }, ["update zones[1]"]],
    ["takes lists of two lengths as a whole", { zones: ["a"] }, { zones: ["a", "b"] }, ["update zones"]],
    ["sorts by key", { b: 1, a: 1 }, { a: 2, b: 2 }, ["update a", "update b"]],
    ["quotes keys that are no identifiers", { tags: { "a.b/c": "1" } }, { tags: {} }, ['delete tags["a.b/c"]']],
    ["escapes quotes in keys", {}, { 'a"b': 1 }, ['add ["a\\"b"]']],
    ["sees a key that every object inherits", {}, { constructor: "x" }, ["add constructor"]],
    ["takes null for a value", { size: null }, {}, ["delete size"]],
    ["sees no difference in the order of keys", { a: 1, b: 2 }, { b: 2, a: 1 }, []],
    ["sees no difference in secrecy alone", { password: "x" }, { password: secret("x") }, []],
    ["does not look into secrets", { a: secret({ b: 1, c: 1 }) }, { a: secret({ b: 1, c: 2 }) }, ["update a"]],
    ["takes an unknown value for a change", { id: "vpc-1" }, { id: unknown }, ["update id"]],
    ["tells a map from a list", { a: {} }, { a: [] }, ["update a"]],
    ["tells a number from its text", { a: 1 }, { a: "1" }, ["update a"]],
    ["has an empty path when the whole came", undefined, { a: 1 }, ["add "]],
    ["is empty for nothing and nothing", undefined, undefined, []],
  ];
  for (const [rule, before, after, expected] of table) {
    it(rule, () => {
      assert.deepEqual(
        differences(before, after).map(({ kind, path }) => `${kind} ${path}`),
        expected,
      );
    });
  }

  it("has none between a value and its copy", () => {
    fc.assert(fc.property(anyValue, (value) => assert.deepEqual(differences(value, structuredClone(value)), [])));
  });

  it("has none exactly when the values are equal", () => {
    fc.assert(fc.property(anyValue, anyValue, (a, b) => (differences(a, b).length === 0) === equal(a, b)));
  });

  it("has the same paths both ways", () => {
    const paths = (a: Value, b: Value): string[] => differences(a, b).map((each) => each.path);
    fc.assert(fc.property(anyProperties, anyProperties, (a, b) => assert.deepEqual(paths(a, b), paths(b, a))));
  });

  it("leads by each path to a place where the values differ as it says", () => {
    fc.assert(
      fc.property(anyProperties, anyProperties, (a, b) => {
        for (const { path, kind } of differences(a, b)) {
          const [before, after] = [valueAt(a, path), valueAt(b, path)];
          assert.ok(!equal(before, after), path);
          assert.equal(before === undefined, kind === "add", path);
          assert.equal(after === undefined, kind === "delete", path);
        }
      }),
    );
  });
});

describe("touches", () => {
  const table: readonly [path: string, subject: string, expected: boolean][] = [
    ["name", "name", true],
    ["settings.region", "settings.region", true],
    ["settings.region.zone", "settings.region", true],
    ["settings", "settings.region", true],
    ["settings.regional", "settings.region", false],
    ["set", "settings", false],
    ["pools[0].size", "pools.size", true],
    ["pools[0]", "pools", true],
    ['tags["a.b"]', "tags", true],
    ['tags["a]b"]', "tags", true],
    ['tags["settings.region"]', "settings.region", false],
  ];
  for (const [path, subject, expected] of table) {
    it(`${expected ? "sees" : "sees no"} change of ${subject} in ${path}`, () => {
      assert.equal(touches(path, subject), expected);
    });
  }
});

describe("the first key of a path", () => {
  for (const path of ["settings", "settings.region", "settings[0].region", 'settings["a.b"].c', 'settings["a]b"]']) {
    it(`is settings for ${path}`, () => assert.equal(firstKey(path), "settings"));
  }
});

describe("the value at a path", () => {
  const table: readonly [rule: string, value: Value, path: string, expected: Value | undefined][] = [
    ["is found in maps", { metadata: { name: "a" } }, "metadata.name", "a"],
    ["is found in secret maps", { metadata: secret({ name: "a" }) }, "metadata.name", "a"],
    ["keeps its own secrecy", { metadata: { name: secret("a") } }, "metadata.name", secret("a")],
    ["is unknown where something around it is", { metadata: unknown }, "metadata.name", unknown],
    ["is undefined where nothing is", { metadata: {} }, "metadata.name", undefined],
    ["is undefined in a text", { metadata: "a" }, "metadata.length", undefined],
    ["is undefined for what objects inherit", {}, "constructor.name", undefined],
  ];
  for (const [rule, value, path, expected] of table) it(rule, () => assert.deepEqual(at(value, path), expected));
});

describe("a map with one more value", () => {
  it("has maps around it made", () => {
    assert.deepEqual(withValue({}, "metadata.labels.app", "a"), { metadata: { labels: { app: "a" } } });
  });

  it("keeps what was there", () => {
    assert.deepEqual(withValue({ a: 1, metadata: { b: 2 } }, "metadata.name", "x"), {
      a: 1,
      metadata: { b: 2, name: "x" },
    });
  });

  it("keeps the secrecy of the map around it", () => {
    assert.deepEqual(withValue({ metadata: secret({ b: 2 }) }, "metadata.name", "x"), {
      metadata: secret({ b: 2, name: "x" }),
    });
  });

  it("leaves the map that was given as it is", () => {
    const given = { metadata: { b: 2 } };
    withValue(given, "metadata.name", "x");
    assert.deepEqual(given, { metadata: { b: 2 } });
  });

  it("has the value at that path", () => {
    fc.assert(
      fc.property(anyProperties, anyValue, (map, value) => {
        assert.deepEqual(at(withValue(map, "name.size", value), "name.size"), value);
      }),
    );
  });
});

/** Follows a path in Pulumi's notation. */
function valueAt(value: Value, path: string): Value | undefined {
  let here: Value | undefined = value;
  for (const [, index, quoted, plain] of path.matchAll(/\[(\d+)\]|\["((?:\\"|[^"])*)"\]|\.?([^.[]+)/g)) {
    if (Array.isArray(here)) here = here[Number(index)];
    else {
      const key: string = quoted?.replaceAll('\\"', '"') ?? plain ?? "";
      here = isObject(here) && Object.hasOwn(here, key) ? here[key] : undefined;
    }
  }
  return here;
}
