import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import {
  canonical,
  digest,
  fromJavaScript,
  isResourceReference,
  isSecret,
  parseJson,
  resourceReference,
  reveal,
  secret,
  text,
  toProperties,
  toStruct,
  unknown,
  type Value,
} from "../../../offline/providers/values";
import { anyProperties, anyValue } from "./arbitrary-values";

describe("a secret", () => {
  it("bears the mark of the engine's wire format", () => {
    assert.deepEqual(secret("x"), {
      "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
      value: "x",
    });
  });

  it("is marked once only", () => assert.deepEqual(secret(secret("x")), secret("x")));

  it("is told from a map with a value", () => {
    assert.equal(isSecret(secret({ value: 1 })), true);
    assert.equal(isSecret({ value: 1 }), false);
  });

  it("is told from a resource", () => {
    assert.equal(isSecret(resourceReference("urn")), false);
    assert.equal(isResourceReference(resourceReference("urn")), true);
    assert.equal(isResourceReference(secret("x")), false);
  });
});

describe("a revealed value", () => {
  it("has no mark at any depth", () => {
    assert.deepEqual(reveal({ a: secret([secret("x"), { b: secret(1) }]), c: null }), { a: ["x", { b: 1 }], c: null });
  });

  it("keeps references to resources", () => {
    assert.deepEqual(reveal(secret(resourceReference("urn", "id"))), resourceReference("urn", "id"));
  });

  it("stays as it is when it is revealed again", () => {
    fc.assert(fc.property(anyValue, (value) => assert.deepEqual(reveal(reveal(value)), reveal(value))));
  });

  it("is what was made secret", () => {
    fc.assert(fc.property(anyValue, (value) => assert.deepEqual(reveal(secret(value)), reveal(value))));
  });
});

describe("the canonical text of a value", () => {
  it("has sorted keys at every depth", () => {
    assert.equal(canonical({ b: [{ d: 1, c: 2 }], a: null }), '{"a":null,"b":[{"c":2,"d":1}]}');
  });

  it("has no mark of secrecy", () => assert.equal(canonical({ a: secret("x") }), '{"a":"x"}'));

  it("is empty for nothing, unlike for an empty text", () => {
    assert.equal(canonical(undefined), "");
    assert.equal(canonical(""), '""');
  });

  it("is the same exactly for values that are the same when they are revealed", () => {
    fc.assert(
      fc.property(
        anyValue,
        anyValue,
        (a, b) => (canonical(a) === canonical(b)) === isDeepStrictEqual(reveal(a), reveal(b)),
      ),
    );
  });

  it("is JSON for the revealed value", () => {
    fc.assert(fc.property(anyValue, (value) => assert.deepEqual(parseJson(canonical(value)), reveal(value))));
  });
});

describe("the text at a property", () => {
  const table: readonly [rule: string, value: Value | undefined, expected: string | undefined][] = [
    ["is a plain text", "a", "a"],
    ["is a secret text", secret("a"), "a"],
    ["is an empty text", "", ""],
    ["is undefined when it is unknown", unknown, undefined],
    ["is undefined when it is secret and unknown", secret(unknown), undefined],
    ["is undefined for a number", 1, undefined],
    ["is undefined for null", null, undefined],
    ["is undefined for nothing", undefined, undefined],
  ];
  for (const [rule, value, expected] of table) it(rule, () => assert.equal(text(value), expected));
});

describe("a digest", () => {
  it("is the same in every run", () => {
    assert.equal(digest(7, "urn:pulumi:dev::shop::a:b:C::c", "{}"), "0568885");
  });

  it("has as many hexadecimal digits as wanted", () => {
    for (const length of [1, 7, 17, 64]) assert.match(digest(length, "a"), new RegExp(`^[0-9a-f]{${length}}$`));
  });

  it("depends on where one part ends and the next begins", () => {
    assert.notEqual(digest(64, "ab", "c"), digest(64, "a", "bc"));
  });
});

describe("properties on the wire", () => {
  it("arrive as they were sent", () => {
    fc.assert(fc.property(anyProperties, (sent) => assert.deepEqual(toProperties(toStruct(sent)), sent)));
  });

  it("are empty when nothing was sent", () => assert.deepEqual(toProperties(undefined), {}));

  it("hold null for what is no JSON", () => {
    assert.deepEqual(fromJavaScript({ a: undefined, b: () => 1, c: [Symbol("d")] }), { a: null, b: null, c: [null] });
  });
});
