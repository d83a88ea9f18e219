import assert from "node:assert/strict";
import { appendFileSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { Ledger, withSecretsOf, type LedgerEntry } from "../../../offline/providers/ledger";
import { secret, type Properties, type Value } from "../../../offline/providers/values";
import { anyProperties } from "./arbitrary-values";
import { temporaryFolder } from "./temporary-folder";

const entry = (id: string, more: Partial<LedgerEntry> = {}): LedgerEntry => ({
  stack: "shop/dev",
  type: "kubernetes:core/v1:Secret",
  id,
  inputs: {},
  outputs: {},
  ...more,
});
const found = (ledger: Ledger, id: string): LedgerEntry | "deleted" | undefined =>
  ledger.find("shop/dev", "kubernetes:core/v1:Secret", id);

describe("the ledger", () => {
  const file = temporaryFolder();
  const open = (): Ledger => new Ledger(file("state", "cloud.jsonl"));
  const onDisk = (): string => readFileSync(file("state", "cloud.jsonl"), "utf8");

  it("never heard of what was not put in", () => assert.equal(found(open(), "a"), undefined));

  it("holds what was put in last", () => {
    const ledger = open();
    ledger.put(entry("a", { inputs: { size: 1 } }));
    ledger.put(entry("a", { inputs: { size: 2 } }));
    assert.deepEqual(found(ledger, "a"), entry("a", { inputs: { size: 2 } }));
  });

  it("tells stacks and types apart", () => {
    const ledger = open();
    ledger.put(entry("a"));
    assert.equal(ledger.find("shop/prod", "kubernetes:core/v1:Secret", "a"), undefined);
    assert.equal(ledger.find("shop/dev", "kubernetes:core/v1:ConfigMap", "a"), undefined);
  });

  it("remembers after a reopen what it holds and what was deleted", () => {
    const ledger = open();
    ledger.put(entry("a", { inputs: { size: 1, zones: ["x", null] }, outputs: { on: true } }));
    ledger.put(entry("b"));
    ledger.delete("shop/dev", "kubernetes:core/v1:Secret", "b");
    const reopened = open();
    assert.deepEqual(
      found(reopened, "a"),
      entry("a", { inputs: { size: 1, zones: ["x", null] }, outputs: { on: true } }),
    );
    assert.equal(found(reopened, "b"), "deleted");
    assert.equal(found(reopened, "c"), undefined);
  });

  it("forgets only the line that a killed run cut off", () => {
    open().put(entry("a"));
    appendFileSync(file("state", "cloud.jsonl"), '{"stack":"shop/dev","type":"kub');
    open().put(entry("b"));
    const reopened = open();
    assert.deepEqual([found(reopened, "a"), found(reopened, "b")], [entry("a"), entry("b")]);
  });

  it("lasts as long as the process without a file", () => {
    const ledger = new Ledger();
    ledger.put(entry("a"));
    assert.deepEqual(found(ledger, "a"), entry("a"));
    assert.equal(found(new Ledger(), "a"), undefined);
  });

  it("writes no secret to disk, at any depth", () => {
    const properties: Properties = {
      plain: "shown",
      password: secret("hidden"),
      data: { token: secret("hidden"), key: secret({ private: "hidden" }) },
      users: [secret("hidden"), { name: "shown", password: secret("hidden") }, [secret("hidden")]],
    };
    open().put(entry("a", { inputs: properties, outputs: properties }));
    assert.doesNotMatch(onDisk(), /hidden/);
    const stored = { plain: "shown", data: {}, users: [null, { name: "shown" }, [null]] };
    assert.deepEqual(found(open(), "a"), entry("a", { inputs: stored, outputs: stored }));
  });

  it("deletes below a container by the whole step of a path", () => {
    const ledger = open();
    for (const id of ["shop", "shop/a", "shop/b/c", "shopping/a"]) ledger.put(entry(id));
    ledger.put(entry("shop/other-stack", { stack: "shop/prod" }));
    ledger.put(entry("shop/other-package", { type: "aws:s3/bucket:Bucket" }));
    ledger.deleteBelow("shop/dev", "kubernetes:", "shop/");
    const reopened = open();
    assert.deepEqual([found(reopened, "shop/a"), found(reopened, "shop/b/c")], ["deleted", "deleted"]);
    assert.deepEqual([found(reopened, "shop"), found(reopened, "shopping/a")], [entry("shop"), entry("shopping/a")]);
    assert.equal(found(reopened, "shop/other-stack"), undefined);
    assert.equal(typeof reopened.find("shop/prod", "kubernetes:core/v1:Secret", "shop/other-stack"), "object");
    assert.equal(typeof reopened.find("shop/dev", "aws:s3/bucket:Bucket", "shop/other-package"), "object");
  });
});

describe("stored properties with the secrets that the engine holds", () => {
  const table: readonly [rule: string, stored: Properties, held: Properties, expected: Properties][] = [
    ["have a secret back", { a: 1 }, { a: 1, b: secret("x") }, { a: 1, b: secret("x") }],
    ["have a nested secret back", { m: { a: 1 } }, { m: { b: secret("x") } }, { m: { a: 1, b: secret("x") } }],
    ["have a secret in a list back", { l: [null, "b"] }, { l: [secret("x"), "b"] }, { l: [secret("x"), "b"] }],
    ["keep what was changed by hand", { a: 2 }, { a: 1 }, { a: 2 }],
    ["keep what was added by hand", { a: 1, b: 2 }, { a: 1 }, { a: 1, b: 2 }],
    ["lack what was removed by hand", {}, { a: 1, m: { b: secret("x") } }, {}],
    ["keep a list that was shortened by hand", { l: ["a"] }, { l: ["a", "b"] }, { l: ["a"] }],
    ["keep a map that became a text by hand", { m: "gone" }, { m: { b: secret("x") } }, { m: "gone" }],
  ];
  for (const [rule, stored, held, expected] of table) {
    it(rule, () => assert.deepEqual(withSecretsOf(stored, held), expected));
  }

  it("are what was put in when nothing was changed by hand", () => {
    fc.assert(
      fc.property(anyProperties, (properties) => {
        const ledger = new Ledger();
        ledger.put(entry("a", { inputs: properties }));
        const stored = found(ledger, "a");
        assert.ok(stored !== undefined && stored !== "deleted");
        assert.deepEqual(withSecretsOf(stored.inputs, properties), properties);
      }),
    );
  });

  it("leave the stored properties as they are", () => {
    const stored: Record<string, Value> = { m: { a: 1 } };
    withSecretsOf(stored, { m: { b: secret("x") } });
    assert.deepEqual(stored, { m: { a: 1 } });
  });
});
