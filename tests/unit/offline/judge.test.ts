import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { Judge, type Finding } from "../../../offline/providers/judge";
import { resourceReference, secret, unknown, type Properties } from "../../../offline/providers/values";
import { farm, shop } from "./judge-schema";
import { temporaryFolder } from "./temporary-folder";

const box = "shop:boxes/box:Box";

describe("the judge", () => {
  const file = temporaryFolder();
  let judge: Judge;
  beforeEach(() => {
    writeFileSync(file("shop.json"), JSON.stringify(shop));
    writeFileSync(file("farm.json.gz"), gzipSync(JSON.stringify(farm)));
    writeFileSync(file("kubernetes.json"), JSON.stringify(kubernetes));
    judge = new Judge(file());
  });
  const said = (findings: readonly Finding[]): string[] =>
    findings.map(({ path, reason }) => `${path} ${reason}`.trim());

  describe("accepts", () => {
    const table: Readonly<Record<string, Properties>> = {
      "what is required alone": { name: "a" },
      "every scalar": { name: "a", size: 1, weight: 0.5, open: false, colour: "red", kind: "box" },
      "maps and lists": { name: "a", labels: { a: "b" }, lids: [{ material: "oak", hinge: { screws: 2 } }] },
      "each alternative": { name: "a", content: { handles: 2 } },
      "an unknown value anywhere": {
        name: unknown,
        size: unknown,
        lid: { material: unknown, hinge: unknown },
        lids: [unknown],
      },
      "a secret anywhere": { name: secret("a"), lid: secret({ material: "oak" }), lids: [{ material: secret("oak") }] },
      "a secret that is unknown": { name: secret(unknown), lid: secret(unknown) },
      "null for what is absent": { name: "a", size: null, lid: null },
      "a resource where a resource may stand": { name: "a", shelf: resourceReference("urn", "id") },
      "anything where anything may stand": { name: "a", anything: { a: [1, { b: true }] } },
      "a type of another package": { name: "a", other: { hectares: 2 } },
      "the engine's own entries": { name: "a", __defaults: [], lid: { material: "oak", __defaults: [] } },
    };
    for (const [what, inputs] of Object.entries(table)) {
      it(what, () => assert.deepEqual(judge.resource(box, inputs), []));
    }
  });

  describe("finds", () => {
    const table: readonly [what: string, inputs: Properties, findings: string[]][] = [
      ["an unknown property, with the nearest name", { name: "a", siz: 1 }, ['siz is unknown; did you mean "size"?']],
      ["a required property that is missing", {}, ["name is required and missing"]],
      ["a required property that is null", { name: null }, ["name is required and missing"]],
      ["a number in text", { name: "a", size: "1" }, ['size must be a number, not "1"']],
      ["a text that is a number", { name: 1 }, ["name must be a string, not 1"]],
      ["a switch in text", { name: "a", open: "true" }, ['open must be a boolean, not "true"']],
      ["a list for a map", { name: "a", labels: [] }, ["labels must be a map, not []"]],
      ["a map for a list", { name: "a", lids: {} }, ["lids must be a list, not {}"]],
      ["a text for an object", { name: "a", lid: "oak" }, ['lid must be a map, not "oak"']],
      [
        "a value that the enum has not",
        { name: "a", colour: "rde" },
        ['colour must be one of "red", "blue", not "rde"'],
      ],
      ["a value that is not the constant", { name: "a", kind: "bag" }, ['kind must be "box", not "bag"']],
      ["a wrong value in a map", { name: "a", labels: { b: 1 } }, ["labels.b must be a string, not 1"]],
      [
        "an unknown property of a nested object",
        { name: "a", lid: { material: "oak", hinge: { screw: 1 } } },
        ['lid.hinge.screw is unknown; did you mean "screws"?'],
      ],
      [
        "what is wrong in each entry of a list",
        { name: "a", lids: [{ material: "oak" }, {}, { material: 1 }] },
        ["lids[1].material is required and missing", "lids[2].material must be a string, not 1"],
      ],
      [
        "every fault at once, missing ones first",
        { siz: 1, open: 0 },
        ["name is required and missing", 'siz is unknown; did you mean "size"?', "open must be a boolean, not 0"],
      ],
      [
        "a property that every object inherits",
        { name: "a", lid: { material: "oak", constructor: 1 } },
        ['lid.constructor is unknown; did you mean "material"?'],
      ],
      [
        "a fault in a type of another package",
        { name: "a", other: { hectare: 1 } },
        ['other.hectare is unknown; did you mean "hectares"?'],
      ],
    ];
    for (const [what, inputs, findings] of table) {
      it(what, () => assert.deepEqual(said(judge.resource(box, inputs)), findings));
    }

    it("and cuts a long value short", () => {
      const [finding] = judge.resource(box, { name: "a", size: "x".repeat(200) });
      assert.equal(finding?.reason, `must be a number, not "${"x".repeat(56)}...`);
    });
  });

  describe("explains by the closest alternative:", () => {
    const table: readonly [rule: string, content: Properties[string], findings: string[]][] = [
      ["the object of the right shape", { handles: 2, volum: 1 }, ['content.volum is unknown; did you mean "volume"?']],
      [
        "an object with two faults, not a text",
        { height: "x", lock: 1, material: 2 },
        [
          'content.height must be a number, not "x"',
          'content.lock is unknown; did you mean "hinge"?',
          "content.material must be a string, not 2",
        ],
      ],
      ["the first where none is of the right kind", 7, ["content must be a string, not 7"]],
    ];
    for (const [rule, content, findings] of table) {
      it(rule, () => assert.deepEqual(said(judge.resource(box, { name: "a", content })), findings));
    }
  });

  it("shows no secret in what it finds", () => {
    const inputs: Properties = {
      name: secret(471),
      size: secret("hidden"),
      colour: secret("hidden"),
      kind: secret("hidden"),
      labels: secret({ a: { deep: "hidden" }, b: ["hidden"] }),
      lid: secret("hidden"),
      lids: [{ material: { a: secret("hidden") } }],
    };
    assert.deepEqual(said(judge.resource(box, inputs)), [
      'name must be a string, not "[secret]"',
      'size must be a number, not "[secret]"',
      'colour must be one of "red", "blue", not "[secret]"',
      'kind must be "box", not "[secret]"',
      'labels.a must be a string, not "[secret]"',
      'labels.b must be a string, not "[secret]"',
      'lid must be a map, not "[secret]"',
      'lids[0].material must be a string, not {"a":"[secret]"}',
    ]);
  });

  describe("of a provider's configuration", () => {
    const provider = "pulumi:providers:shop";
    it("reads the JSON that stands for what is no text", () => {
      const inputs = { region: "1", accounts: '["1"]', tags: '{"owner":"a"}', skipChecks: "true" };
      assert.deepEqual(judge.resource(provider, inputs), []);
    });

    it("finds faults in that JSON", () => {
      assert.deepEqual(said(judge.resource(provider, { region: "a", accounts: "[1]", tags: '{"ower":"a"}' })), [
        "accounts[0] must be a string, not 1",
        "tags.owner is required and missing",
        'tags.ower is unknown; did you mean "owner"?',
      ]);
    });

    it("takes text that is no JSON as it stands", () => {
      assert.deepEqual(said(judge.resource(provider, { region: "a", skipChecks: "yes" })), [
        'skipChecks must be a boolean, not "yes"',
      ]);
    });

    it("reads secret JSON and keeps it secret", () => {
      assert.deepEqual(judge.resource(provider, { region: "a", skipChecks: secret("true") }), []);
      assert.deepEqual(said(judge.resource(provider, { region: "a", accounts: secret("[471]") })), [
        'accounts[0] must be a string, not "[secret]"',
      ]);
    });

    it("leaves the engine's own entries aside, and what is not yet known", () => {
      const inputs = { region: "a", version: "1.0.0", pluginDownloadURL: "x", __internal: {}, accounts: unknown };
      assert.deepEqual(judge.resource(provider, inputs), []);
    });
  });

  describe("of a function's arguments", () => {
    const table: readonly [rule: string, token: string, args: Properties, findings: string[]][] = [
      ["accepts what fits", "shop:boxes/getBox:getBox", { name: "a", depth: 2 }, []],
      ["finds what is missing", "shop:boxes/getBox:getBox", {}, ["name is required and missing"]],
      [
        "finds what is unknown",
        "shop:boxes/getBox:getBox",
        { name: "a", dept: 1 },
        ['dept is unknown; did you mean "depth"?'],
      ],
      ["accepts any of a function without inputs", "shop:boxes/getShelves:getShelves", { a: 1 }, []],
      [
        "finds a function that there is not",
        "shop:boxes/getBoxx:getBoxx",
        {},
        ['the schema has no function "shop:boxes/getBoxx:getBoxx"; did you mean "shop:boxes/getBox:getBox"?'],
      ],
      ["says nothing of a module without a schema", "shop:crates/getCrate:getCrate", { a: 1 }, []],
      ["says nothing of a package without a schema", "bank:index:getLoan", { a: 1 }, []],
    ];
    for (const [rule, token, args, findings] of table) {
      it(rule, () => assert.deepEqual(said(judge.function(token, args)), findings));
    }
  });

  describe("of a resource's type", () => {
    const table: readonly [rule: string, type: string, findings: string[]][] = [
      [
        "finds one that there is not",
        "shop:boxes/bx:Bx",
        ['the schema has no resource "shop:boxes/bx:Bx"; did you mean "shop:boxes/box:Box"?'],
      ],
      ["says nothing of a module without a schema", "shop:crates/crate:Crate", []],
      ["says nothing of a package without a schema", "bank:index:Loan", []],
      ["says nothing of a provider without a schema", "pulumi:providers:bank", []],
      [
        "finds a kind of Kubernetes that there is not",
        "kubernetes:apps/v1:Deploymnt",
        ['the schema has no resource "kubernetes:apps/v1:Deploymnt"; did you mean "kubernetes:apps/v1:Deployment"?'],
      ],
      [
        "finds a version of Kubernetes that there is not",
        "kubernetes:networking.k8s.io/v1beta9:Ingress",
        [
          'the schema has no resource "kubernetes:networking.k8s.io/v1beta9:Ingress"; ' +
            'did you mean "kubernetes:networking.k8s.io/v1:Ingress"?',
        ],
      ],
      ["says nothing of a custom kind", "kubernetes:cert-manager.io/v1:Certificate", []],
      ["says nothing of a custom kind of a group of Kubernetes", "kubernetes:gateway.networking.k8s.io/v1:Gateway", []],
    ];
    for (const [rule, type, findings] of table) {
      it(rule, () => assert.deepEqual(said(judge.resource(type, { any: 1 })), findings));
    }
  });

  it("refuses a file that is no schema", () => {
    writeFileSync(file("bank.json"), "{}");
    assert.throws(() => judge.resource("bank:index:Loan", {}), /resources, types and functions/);
  });
});

const kubernetes = {
  resources: { "kubernetes:apps/v1:Deployment": {}, "kubernetes:networking.k8s.io/v1:Ingress": {} },
  types: {},
  functions: {},
};
