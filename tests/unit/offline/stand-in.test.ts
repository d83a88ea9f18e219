import assert from "node:assert/strict";
import type { ProviderBehaviour } from "../../../offline/providers/behaviour";
import { FaultInjector, type Fault } from "../../../offline/providers/faults";
import { Ledger } from "../../../offline/providers/ledger";
import { StandIn, type Created, type Target } from "../../../offline/providers/stand-in";
import { isSecret, secret, text, unknown, type Properties } from "../../../offline/providers/values";

/** A small provider with every trait that a behaviour can have. */
const shop: ProviderBehaviour = {
  package: "shop",
  version: "1.0.0",
  defaults: { replaces: ["place"], outputs: (subject, id) => ({ address: `${id}.${subject.hex(4)}` }) },
  resources: {
    "shop:index:Box": {
      autoname: "metadata.name",
      replaces: ["metadata.name", "settings.size"],
      deleteBeforeReplace: true,
      outputs: (subject, id) => ({
        token: subject.hex(12),
        status: { serial: subject.digits(6), parts: [1, 2] },
        settings: { mode: "made up" },
        path: `${text(subject.provider["region"]) ?? ""}/${id}`,
      }),
      secrets: ["token"],
    },
    "shop:index:Shelf": { holdsIdsBelow: true, id: (subject) => subject.name },
    "shop:index:Item": { id: (subject) => `shelf/${subject.name}` },
  },
  functions: { "shop:index:getPrice": (args, provider) => ({ args, provider }) },
  replacesProvider: ["region"],
};

const target = (type: string, name: string): Target => ({
  urn: `urn:pulumi:dev::farm::shop:index:${type}::${name}`,
  type: `shop:index:${type}`,
  name,
  provider: { region: "north" },
});
const box = target("Box", "box");
const named: Properties = { metadata: { name: "a" } };
const standIn = (ledger = new Ledger(), faults: readonly Fault[] = []): StandIn =>
  new StandIn(shop, { ledger, faults: new FaultInjector(faults), judge: undefined, env: {} });

describe("a stand-in that checks inputs", () => {
  it("chooses the same name in every run", () => {
    const { inputs } = standIn().check(box, {}, { settings: { size: 1 } });
    assert.deepEqual(inputs, standIn().check(box, {}, { settings: { size: 1 } }).inputs);
    assert.match(JSON.stringify(inputs), /^\{"settings":\{"size":1\},"metadata":\{"name":"box-[0-9a-f]{7}"\}\}$/);
  });

  it("chooses another name for other inputs, so that old and new can stand side by side", () => {
    const names = [1, 2].map((size) => standIn().check(box, {}, { settings: { size } }).inputs["metadata"]);
    assert.notDeepEqual(names[0], names[1]);
  });

  it("chooses another name for another resource", () => {
    const names = ["a", "b"].map((name) => standIn().check({ ...box, urn: `${box.urn}-${name}` }, {}, {}).inputs);
    assert.notDeepEqual(names[0], names[1]);
  });

  it("keeps the name that the resource has", () => {
    const { inputs } = standIn().check(box, { metadata: { name: "old" } }, { metadata: { labels: { a: "b" } } });
    assert.deepEqual(inputs, { metadata: { labels: { a: "b" }, name: "old" } });
  });

  const left: readonly [rule: string, inputs: Properties][] = [
    ["leaves a name that the program gives", { metadata: { name: "given" } }],
    ["leaves a name that is not yet known", { metadata: { name: unknown } }],
    ["leaves a name in a map that is not yet known", { metadata: unknown }],
    ["leaves a secret name", { metadata: secret({ name: "given" }) }],
  ];
  for (const [rule, inputs] of left) {
    it(rule, () => assert.deepEqual(standIn().check(box, { metadata: { name: "old" } }, inputs).inputs, inputs));
  }

  it("adds no name to a type that has none", () => {
    assert.deepEqual(standIn().check(target("Shelf", "shelf"), {}, { width: 1 }).inputs, { width: 1 });
  });
});

describe("a stand-in that plans a change", () => {
  const replaces = (before: Properties, after: Properties, type = "Box"): readonly string[] =>
    standIn().diff(target(type, "a"), before, after).replaces;

  it("finds none between equal inputs", () => {
    assert.deepEqual(standIn().diff(box, named, { metadata: { name: secret("a") } }).differences, []);
  });

  it("updates in place what no path replaces", () => {
    assert.deepEqual(replaces({ settings: { mode: "a" } }, { settings: { mode: "b" } }), []);
  });

  it("replaces where a path does, and names the input", () => {
    assert.deepEqual(replaces({ settings: { size: 1, mode: "a" } }, { settings: { size: 2, mode: "b" } }), [
      "settings",
    ]);
  });

  it("replaces when something around such a path comes or goes", () => {
    assert.deepEqual(replaces({}, { settings: { size: 1 } }), ["settings"]);
  });

  it("replaces when the new value is not yet known", () => {
    assert.deepEqual(replaces({ settings: { size: 1 } }, { settings: { size: unknown } }), ["settings"]);
  });

  it("follows the defaults where the type says nothing", () => {
    assert.deepEqual(replaces({ place: "a" }, { place: "b" }, "Shelf"), ["place"]);
    assert.deepEqual(replaces({ place: "a" }, { place: "b" }, "Box"), []);
    assert.deepEqual(replaces({ place: "a" }, { place: "b" }, "Unheard"), ["place"]);
  });

  it("deletes first what cannot stand beside its successor", () => {
    assert.equal(standIn().diff(box, {}, named).deleteBeforeReplace, true);
    assert.equal(standIn().diff(target("Shelf", "a"), {}, {}).deleteBeforeReplace, false);
  });

  it("replaces a provider only for the configuration that says so", () => {
    const plan = (after: Properties): readonly string[] => standIn().diffConfig({ region: "a" }, after).replaces;
    assert.deepEqual([plan({ region: "b" }), plan({ region: "a", profile: "x" })], [["region"], []]);
  });
});

describe("a stand-in that creates", () => {
  it("shows in a preview which outputs there will be, but no value that the cloud computes", async () => {
    const { id, outputs } = await standIn().create(box, { ...named, settings: { size: 2 } }, true);
    assert.equal(id, "");
    assert.deepEqual(outputs, {
      address: unknown,
      token: unknown,
      status: { serial: unknown, parts: unknown },
      settings: { mode: unknown, size: 2 },
      path: unknown,
      metadata: { name: "a" },
    });
  });

  it("keeps nothing of a preview", async () => {
    const ledger = new Ledger();
    await standIn(ledger).create(box, named, true);
    assert.equal(ledger.find("farm/dev", box.type, "a"), undefined);
  });

  it("lets inputs win over what it makes up, and merges maps", async () => {
    const { outputs } = await standIn().create(box, { ...named, settings: { mode: "given" }, address: "here" }, false);
    assert.deepEqual([outputs["settings"], outputs["address"]], [{ mode: "given" }, "here"]);
  });

  it("takes the physical name for the id where the type says nothing", async () => {
    assert.equal((await standIn().create(box, named, false)).id, "a");
    assert.equal((await standIn().create(target("Unheard", "thing"), {}, false)).id, "thing");
  });

  it("keeps secret inputs secret, and marks outputs that always are", async () => {
    const { outputs } = await standIn().create(box, { ...named, settings: secret({ key: "x" }) }, false);
    assert.deepEqual(outputs["settings"], secret({ key: "x" }));
    assert.equal(isSecret(outputs["token"]), true);
  });

  it("makes up the same in every run", async () => {
    assert.deepEqual(await standIn().create(box, named, false), await standIn().create(box, named, false));
  });

  it("fails when a fault says so, and keeps nothing", async () => {
    const ledger = new Ledger();
    const faults: Fault[] = [{ operation: "create", message: "quota" }];
    await assert.rejects(standIn(ledger, faults).create(box, named, false), /^Error: quota$/);
    assert.equal(ledger.find("farm/dev", box.type, "a"), undefined);
  });
});

describe("a stand-in that updates", () => {
  for (const preview of [true, false]) {
    it(`keeps every computed output${preview ? " in a preview" : ""}`, async () => {
      const one = standIn();
      const created = await one.create(box, { ...named, settings: { size: 1 } }, false);
      const updated = await one.update(box, created.id, { ...named, settings: { size: 2 } }, preview);
      assert.deepEqual(updated, { ...created.outputs, settings: { mode: "made up", size: 2 } });
    });
  }

  it("keeps the ledger as it was in a preview", async () => {
    const ledger = new Ledger();
    const { id } = await standIn(ledger).create(box, named, false);
    const before = ledger.find("farm/dev", box.type, id);
    await standIn(ledger).update(box, id, { ...named, colour: "red" }, true);
    assert.deepEqual(ledger.find("farm/dev", box.type, id), before);
  });
});

describe("a stand-in that reads", () => {
  const created = async (ledger: Ledger, inputs: Properties): Promise<Created> =>
    standIn(ledger).create(box, inputs, false);

  it("finds what was created, with the secrets that the engine holds", async () => {
    const ledger = new Ledger();
    const inputs = { ...named, password: secret("x") };
    const { id, outputs } = await created(ledger, inputs);
    assert.deepEqual(await standIn(ledger).read(box, id, { inputs, outputs }), { inputs, outputs });
  });

  it("finds what was changed by hand", async () => {
    const ledger = new Ledger();
    const { id, outputs } = await created(ledger, { ...named, colour: "red" });
    const changed = { inputs: { ...named, colour: "blue" }, outputs: { ...outputs, colour: "blue" } };
    ledger.put({ stack: "farm/dev", type: box.type, id, ...changed });
    assert.deepEqual(await standIn(ledger).read(box, id, { inputs: { ...named, colour: "red" }, outputs }), changed);
  });

  it("finds nothing of what was deleted", async () => {
    const ledger = new Ledger();
    const { id, outputs } = await created(ledger, named);
    await standIn(ledger).delete(box, id);
    assert.equal(await standIn(ledger).read(box, id, { inputs: named, outputs }), undefined);
  });

  it("takes for existing what it never heard of, as the engine holds it", async () => {
    const outputs: Properties = { ...named, address: "held", token: secret("held") };
    const read = await standIn().read(box, "a", { inputs: named, outputs });
    assert.deepEqual(read?.inputs, named);
    assert.deepEqual({ ...read.outputs, ...outputs }, read.outputs);
    assert.equal(read.outputs["path"], "north/a");
  });

  it("makes up the outputs of what is imported", async () => {
    const read = await standIn().read(box, "imported", { inputs: {}, outputs: {} });
    assert.deepEqual([read?.inputs, read?.outputs["path"]], [{}, "north/imported"]);
  });
});

describe("a stand-in that deletes", () => {
  it("takes along what lies below a container, and nothing else", async () => {
    const ledger = new Ledger();
    const one = standIn(ledger);
    const shelf = target("Shelf", "shelf");
    for (const each of [shelf, target("Item", "cup"), target("Unheard", "shelf-2")]) await one.create(each, {}, false);
    await one.delete(shelf, "shelf");
    assert.equal(ledger.find("farm/dev", shelf.type, "shelf"), "deleted");
    assert.equal(ledger.find("farm/dev", "shop:index:Item", "shelf/cup"), "deleted");
    assert.equal(typeof ledger.find("farm/dev", "shop:index:Unheard", "shelf-2"), "object");
  });

  it("leaves what lies below anything else", async () => {
    const ledger = new Ledger();
    await standIn(ledger).create(target("Item", "cup"), {}, false);
    await standIn(ledger).delete(target("Unheard", "shelf"), "shelf");
    assert.equal(typeof ledger.find("farm/dev", "shop:index:Item", "shelf/cup"), "object");
  });
});

describe("a stand-in that is asked for a function", () => {
  it("answers from the plain arguments that are known and from the provider", () => {
    const args = { id: secret("a"), size: unknown };
    assert.deepEqual(standIn().invoke("shop:index:getPrice", args, { region: "north" }).result, {
      args: { id: "a" },
      provider: { region: "north" },
    });
  });

  it("says what to do when it has no answer", () => {
    assert.throws(
      () => standIn().invoke("shop:index:getStock", {}, {}),
      /stand-in of shop has no answer for the function shop:index:getStock.*PULUMI_REAL_PROVIDERS=shop/,
    );
  });
});
