import assert from "node:assert/strict";
import { unknownCheckingProxy } from "@pulumi/policy/proxy";
import {
  boolean,
  integer,
  list,
  map,
  numberOrText,
  object,
  oneOf,
  setting,
  text,
  Unseen,
} from "../../../policies/shared/shape";
import { later } from "../../support/policies";

const shape = object({
  name: text,
  count: integer,
  on: boolean,
  size: numberOrText,
  kind: oneOf("a", "b"),
  labels: map(text),
  parts: list(object({ name: text, count: integer })),
});
const read = (value: object): ReturnType<typeof shape.read> => shape.read(unknownCheckingProxy(value), "spec");

describe("what a policy reads of a resource", () => {
  it("is what the shape names; the rest passes unread", () => {
    const value = {
      name: "web",
      count: 2,
      on: false,
      size: "1Gi",
      kind: "b",
      labels: { a: "b" },
      parts: [{ name: "x" }],
    };
    assert.deepEqual(read({ ...value, other: later }), value);
  });

  it("leaves out what is missing or null", () => assert.deepEqual(read({ name: null }), {}));

  const unseen: readonly (readonly [string, object, (value: ReturnType<typeof read>) => unknown, string])[] = [
    ["a string", { name: 1 }, (value) => value.name, "spec.name is 1 and not a string"],
    ["an integer", { count: 1.5 }, (value) => value.count, "spec.count is 1.5 and not an integer"],
    ["a boolean", { on: "yes" }, (value) => value.on, 'spec.on is "yes" and not true or false'],
    ["a quantity", { size: [] }, (value) => value.size, "spec.size is a list and not a number or a string"],
    ["a word of a set", { kind: "c" }, (value) => value.kind, 'spec.kind is "c" and not one of a, b'],
    ["a list", { parts: {} }, (value) => value.parts, "spec.parts is an object and not a list"],
    ["an object", { labels: "a=b" }, (value) => value.labels, 'spec.labels is "a=b" and not an object'],
    [
      "a value of a map",
      { labels: { a: 1 } },
      (value) => value.labels?.["a"],
      'spec.labels["a"] is 1 and not a string',
    ],
    ["a later value", { name: later }, (value) => value.name, "spec.name is known only after the update"],
    ["a later object", { labels: later }, (value) => value.labels, "spec.labels is known only after the update"],
    ["a later item", { parts: [later] }, (value) => value.parts?.[0], "spec.parts[0] is known only after the update"],
    [
      "a later field of an item",
      { parts: [{ name: "x", count: later }] },
      (value) => value.parts?.[0]?.count,
      "spec.parts[0].count is known only after the update",
    ],
  ];
  for (const [what, value, look, message] of unseen) {
    it(`throws when ${what} cannot be read, and only when it is looked at`, () => {
      const found = read({ ...value, size: "size" in value ? value.size : 3 });
      assert.throws(
        () => look(found),
        (error) => error instanceof Unseen && error.message === message,
      );
      if (!("size" in value)) assert.equal(found.size, 3);
    });
  }

  it("throws at once when the value as a whole has another form", () => {
    assert.throws(() => shape.read("text", "spec"), { message: 'spec is "text" and not an object' });
  });

  it("has a JSON schema, which takes no unknown key", () => {
    assert.deepEqual(object({ most: setting(integer, "How many.", 3), of: oneOf("a", "b") }).schema, {
      type: "object",
      additionalProperties: false,
      properties: {
        most: { type: "integer", description: "How many.", default: 3 },
        of: { type: "string", enum: ["a", "b"] },
      },
    });
  });
});
