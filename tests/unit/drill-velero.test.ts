import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { pack } from "tar-stream";
import { idOf } from "../../operations/drill/objects";
import { TooLate, until } from "../../operations/drill/poll";
import { BadArchive, objectsInArchive } from "../../operations/drill/velero/archive";
import {
  chooseBackup,
  chooseLocation,
  holdsNamespace,
  isWhole,
  keepsNothing,
  stateOf,
  volumeSettings,
} from "../../operations/drill/velero/choose";
import { CannotDownload, download } from "../../operations/drill/velero/download";
import { parseResults } from "../../operations/drill/velero/results";
import { type Backup, backup, schedule } from "../../operations/drill/velero/types";
import { locationOf, object } from "../support/drill";

/** A file as Velero writes it. */
async function archive(files: Readonly<Record<string, string>>): Promise<Buffer> {
  const tar = pack();
  for (const [name, text] of Object.entries(files)) tar.entry({ name }, text);
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) chunks.push(chunk as Buffer);
  return gzipSync(Buffer.concat(chunks));
}

const json = (kind: string, name: string): string => JSON.stringify(object(kind, name));

describe("drill: the contents of a backup", () => {
  it("are the objects of the namespace, each once", async () => {
    const long = "x".repeat(180);
    const file = await archive({
      "metadata/version": "1.1.0",
      "resources/configmaps/namespaces/shop/a.json": json("ConfigMap", "a"),
      "resources/configmaps/v1-preferredversion/namespaces/shop/a.json": json("ConfigMap", "a"),
      "resources/configmaps/namespaces/other/b.json": json("ConfigMap", "b"),
      [`resources/orders.example.com/namespaces/shop/${long}.json`]: json("Order", long),
      "resources/namespaces/cluster/shop.json": json("Namespace", "shop"),
      "resources/namespaces/cluster/other.json": json("Namespace", "other"),
      "resources/persistentvolumes/cluster/pv.json": json("PersistentVolume", "pv"),
    });
    const found = await objectsInArchive(file, "shop");
    assert.deepEqual(found.map(idOf), ["ConfigMap a", `Order ${long}`, "Namespace shop"]);
  });

  it("are refused when the file is none, is cut off, or holds something else", async () => {
    const name = "resources/configmaps/namespaces/shop/a.json";
    const whole = await archive({ [name]: json("ConfigMap", "a") });
    await assert.rejects(objectsInArchive(Buffer.from("<html>"), "shop"), BadArchive);
    await assert.rejects(objectsInArchive(whole.subarray(0, whole.length / 2), "shop"), BadArchive);
    await assert.rejects(objectsInArchive(await archive({ [name]: "{}" }), "shop"), /a.json is no object/);
  });

  it("come with what Velero noted", () => {
    const file = { warnings: { cluster: ["c"], namespaces: { shop: ["exists already"] } }, errors: { velero: ["v"] } };
    const read = (of: object): object => parseResults(gzipSync(JSON.stringify(of)));
    assert.deepEqual(read(file), { warnings: ["c", "exists already"], errors: ["v"] });
    assert.deepEqual(read({ warnings: null }), { warnings: [], errors: [] });
  });
});

describe("drill: downloads", () => {
  async function served(code: number, use: (url: string) => Promise<void>): Promise<void> {
    const server = createServer((_request, response) => response.writeHead(code).end("body"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    try {
      await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}/file?X-Amz-Signature=secret`);
    } finally {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  }
  const refused = (why: RegExp) => (error: unknown) =>
    error instanceof CannotDownload && why.test(error.message) && !error.message.includes("secret");

  it("read a file", () => served(200, async (url) => assert.equal(String(await download(url, undefined)), "body")));

  it("say why not, and tell no signature", async () => {
    await served(403, (url) => assert.rejects(download(url, undefined), refused(/127\.0\.0\.1:\d+ cannot.*HTTP 403/)));
    const nobody = "http://127.0.0.1:1/file?X-Amz-Signature=secret";
    await assert.rejects(download(nobody, undefined), refused(/ECONNREFUSED/));
  });
});

describe("drill: the choice of backup, location and volumes", () => {
  const of = (name: string, started: string, spec: object = {}, status: object = {}): Backup =>
    backup.parse({
      metadata: { name },
      spec: { storageLocation: "default", ...spec },
      status: { phase: "Completed", startTimestamp: started, progress: { itemsBackedUp: 3 }, ...status },
    });
  const backups = [
    of("old", "2026-11-22T01:00:00Z"),
    of("new", "2026-11-23T01:00:00Z"),
    of("copy", "2026-11-23T02:00:00Z", { storageLocation: "west" }),
    of("other", "2026-11-24T01:00:00Z", { includedNamespaces: ["other"] }),
    of("partly", "2026-11-24T02:00:00Z", {}, { phase: "PartiallyFailed", errors: 2 }),
    of("empty", "2026-11-24T03:00:00Z", {}, { progress: { itemsBackedUp: 0 } }),
    of("broken", "2026-11-24T04:00:00Z", {}, { phase: "Failed", failureReason: "no room" }),
  ];
  const rows: readonly (readonly [string, string | undefined, string | RegExp])[] = [
    ["latest", "default", "new"],
    ["latest", undefined, "copy"],
    ["latest", "west", "copy"],
    ["latest", "east", /no whole backup in location east holds namespace shop/],
    ["old", undefined, "old"],
    ["old", "west", /no backup old in location west; there are copy/],
    ["other", undefined, /other does not hold namespace shop/],
    ["partly", undefined, /partly is PartiallyFailed with 2 errors/],
    ["empty", undefined, /empty is Completed, and holds nothing/],
    ["broken", undefined, /broken is Failed: no room/],
  ];
  for (const [wanted, place, expected] of rows) {
    it(`${wanted} of ${place ?? "any location"}: ${String(expected)}`, () => {
      const found = chooseBackup(backups, wanted, "shop", place);
      if (typeof expected === "string") assert.equal(typeof found === "string" ? found : found.metadata.name, expected);
      else assert.match(typeof found === "string" ? found : found.metadata.name, expected);
    });
  }

  it("takes a backup for whole only without an error", () => {
    assert.equal(isWhole(of("a", "2026-11-22T01:00:00Z")), true);
    for (const status of [{ errors: 1 }, { phase: "InProgress" }, { phase: "FinalizingPartiallyFailed" }]) {
      assert.equal(isWhole(of("a", "2026-11-22T01:00:00Z", {}, status)), false, stateOf(of("a", "", {}, status)));
    }
  });

  const scopes: readonly (readonly [readonly string[] | undefined, readonly string[] | undefined, boolean])[] = [
    [undefined, undefined, true],
    [["*"], undefined, true],
    [["shop"], undefined, true],
    [["sh*"], undefined, true],
    [["sho"], undefined, false],
    [["*"], ["shop"], false],
    [["s.op"], undefined, false],
  ];
  for (const [included, excluded, holds] of scopes) {
    it(`a scope of ${String(included)} without ${String(excluded)} ${holds ? "holds" : "does not hold"} shop`, () =>
      assert.equal(holdsNamespace({ includedNamespaces: included, excludedNamespaces: excluded }, "shop"), holds));
  }

  it("takes the default location, or the one that is named", () => {
    const locations = [locationOf("a"), locationOf("b", { default: true })];
    const names = [undefined, "a", "c"].map((each) => chooseLocation(locations, each)?.metadata.name);
    assert.deepEqual(names, ["b", "a", undefined]);
  });

  it("keeps volumes as the schedule of this namespace and location does, or as asked", () => {
    const of = (name: string, template: object, more: object = {}) =>
      schedule.parse({ metadata: { name }, spec: { template, ...more } });
    const schedules = [
      of("paused", { snapshotMoveData: false }, { paused: true }),
      of("other", { includedNamespaces: ["other"], snapshotMoveData: false }),
      of("west", { storageLocation: "west", snapshotMoveData: false }),
      of("nightly", { snapshotMoveData: true, csiSnapshotTimeout: "20m", ttl: "720h" }),
    ];
    const east = locationOf("east", { default: true });
    const found = volumeSettings(schedules, "shop", east, undefined);
    assert.deepEqual(found, {
      fields: { snapshotMoveData: true, csiSnapshotTimeout: "20m" },
      from: "schedule nightly",
    });
    const none = volumeSettings(schedules, "shop", east, "none");
    assert.ok(keepsNothing(none) && none.fields["csiSnapshotTimeout"] === "20m" && none.from === "--volumes none");
    assert.match(volumeSettings([], "shop", east, undefined).from, /no schedule holds it/);
  });
});

describe("drill: waiting", () => {
  it("asks again after what passes, and not after what does not", async () => {
    const answers = [Object.assign(new Error("refused"), { code: "ECONNREFUSED" }), undefined, "there"];
    const ask = (): Promise<string | undefined> => {
      const next = answers.shift();
      return next instanceof Error ? Promise.reject(next) : Promise.resolve(next);
    };
    assert.equal(await until("it", 5000, ask, 1), "there");
    await assert.rejects(
      until("it", 5000, () => Promise.reject(new Error("no")), 1),
      /^Error: no$/,
    );
    await assert.rejects(
      until("it comes", 5, () => Promise.resolve(undefined), 2),
      TooLate,
    );
  });
});
