import assert from "node:assert/strict";
import { refusals, warningsOf } from "../../operations/drill/before/refusals";
import { inWords, rightsFor } from "../../operations/drill/before/rights";
import type { Situation } from "../../operations/drill/before/situation";
import { uncoveredClaims } from "../../operations/drill/before/volumes";
import { locationOf, object, situation } from "../support/drill";

interface Asked {
  readonly namespace: string;
  readonly into: string | undefined;
  readonly backup: string | undefined;
  readonly location: string | undefined;
}

const asked = (more: Partial<Asked> = {}): Asked => ({
  namespace: "shop",
  into: undefined,
  backup: undefined,
  location: undefined,
  ...more,
});

const going = object("Namespace", "shop", {
  status: {
    phase: "Terminating",
    conditions: [{ type: "X", status: "True", message: "Some content remains: orders has 2 instances" }],
  },
});
const broken = locationOf("default", { default: true }, { phase: "Unavailable", message: "403 Forbidden" });
const readOnly = locationOf("default", { default: true, accessMode: "ReadOnly" });

describe("drill: refusals", () => {
  const rows: readonly (readonly [string, Asked, Situation, RegExp | undefined])[] = [
    ["nothing where all is well", asked(), situation(), undefined],
    [
      "a cluster without Velero's kinds",
      asked(),
      situation({ missingKinds: ["Backup.velero.io"] }),
      /does not know Backup.velero.io: Velero is not installed/,
    ],
    [
      "a cluster without a location",
      asked(),
      situation({ velero: { why: "There is no BackupStorageLocation." } }),
      /There is no BackupStorageLocation/,
    ],
    [
      "a server that does not answer",
      asked(),
      situation({}, { version: { why: "not within 20 s" } }),
      /does not answer: not within 20 s.*kubectl logs -n velero/,
    ],
    [
      "a server without its Deployment",
      asked(),
      situation({}, { deployment: false }),
      /no Deployment velero in namespace velero/,
    ],
    [
      "a location that is not available, and why",
      asked(),
      situation({}, { locations: [broken], location: broken }),
      /default is Unavailable: 403 Forbidden/,
    ],
    [
      "a read-only location for a new backup",
      asked(),
      situation({}, { locations: [readOnly], location: readOnly }),
      /default is read-only.*--backup/,
    ],
    [
      "no read-only location of an old backup",
      asked({ backup: "b" }),
      situation({}, { location: readOnly, backup: { metadata: { name: "b" }, spec: {} } }),
      undefined,
    ],
    [
      "a location that does not exist",
      asked({ location: "west" }),
      situation({}, { location: undefined }),
      /no BackupStorageLocation west.*there are default/,
    ],
    [
      "no default location",
      asked(),
      situation({}, { location: undefined }),
      /No BackupStorageLocation is the default one/,
    ],
    [
      "a backup that does not do",
      asked({ backup: "b" }),
      situation({}, { backup: "there is no backup b" }),
      /--backup b: there is no backup b/,
    ],
    ["a namespace that does not exist", asked(), situation({ namespace: undefined }), /no namespace shop.*--backup/],
    [
      "no missing namespace when a backup holds it",
      asked({ backup: "b" }),
      situation({ namespace: undefined }, { backup: { metadata: { name: "b" }, spec: {} } }),
      undefined,
    ],
    [
      "a namespace that is being deleted, and what remains",
      asked(),
      situation({ namespace: going }),
      /being deleted already: Some content remains: orders/,
    ],
    ["Velero's namespace", asked({ namespace: "velero" }), situation(), /velero is Velero's own/],
    [
      "the cluster's namespaces",
      asked({ namespace: "kube-system" }),
      situation(),
      /kube-system belongs to the cluster/,
    ],
    ["to restore into them", asked({ into: "kube-system" }), situation(), /kube-system belongs to the cluster/],
    ["to delete default", asked({ namespace: "default" }), situation(), /default cannot be deleted/],
    ["no copy of default", asked({ namespace: "default", into: "copy" }), situation(), undefined],
    [
      "a target with objects",
      asked({ into: "copy" }),
      situation({ target: { exists: true, objects: ["Secret a"], terminating: false } }),
      /copy is not empty: it has Secret a/,
    ],
    [
      "no empty target",
      asked({ into: "copy" }),
      situation({ target: { exists: true, objects: [], terminating: false } }),
      undefined,
    ],
    [
      "a missing right",
      asked(),
      situation({ lackingRights: [{ verb: "create", group: "velero.io", resource: "backups", namespace: "velero" }] }),
      /lack the right to create backups.velero.io in namespace velero/,
    ],
  ];
  for (const [what, options, found, refusal] of rows) {
    it(`refuses ${what}`, () => {
      const all = refusals(options, found);
      if (refusal === undefined) assert.deepEqual(all, []);
      else assert.match(all.join("\n"), refusal);
    });
  }

  it("tells every reason at once", () => {
    const right = { verb: "delete", group: "", resource: "namespaces", namespace: "shop" };
    const found = situation(
      { namespace: going, lackingRights: [right] },
      { deployment: false, version: { why: "x" }, locations: [broken], location: broken },
    );
    assert.equal(refusals(asked(), found).length, 5);
  });

  it("warns of what is lost for good, of data that is not covered, and of finalizers", () => {
    const objects = [
      object("ConfigMap", "cache", {}, { labels: { "velero.io/exclude-from-backup": "true" } }),
      object("PersistentVolumeClaim", "data", { spec: { storageClassName: "disk" } }),
      object("Order", "held", {}, { finalizers: ["example.com/hold"] }),
      object("Service", "web", {}, { finalizers: ["service.kubernetes.io/load-balancer-cleanup"] }),
    ];
    const found = situation({ unknownKinds: ["metrics.k8s.io/v1: HTTP 503"] }, {}, objects);
    const told = warningsOf(asked(), found);
    assert.equal(told.length, 4);
    for (const part of [
      /ConfigMap cache.*for good/,
      /Data not covered: PersistentVolumeClaim data/,
      /Before Order held/,
      /metrics.k8s.io/,
    ]) {
      assert.match(told.join("\n"), part);
    }
    assert.ok(!warningsOf(asked({ into: "copy" }), found).some((each) => each.startsWith("Before")));
  });
});

describe("drill: data of volumes", () => {
  const claim = (storageClassName?: string): ReturnType<typeof object> =>
    object("PersistentVolumeClaim", "data", {
      spec: { ...(storageClassName === undefined ? {} : { storageClassName }) },
    });
  const storage = {
    classes: [
      object("StorageClass", "disk", { provisioner: "disk.csi" }),
      object("StorageClass", "old", { provisioner: "old" }),
    ],
    snapshotClasses: [object("VolumeSnapshotClass", "snapshots", { driver: "disk.csi" })],
  };
  const rows: readonly (readonly [string, string | undefined, object | undefined, RegExp | undefined])[] = [
    ["a class with snapshots", "disk", {}, undefined],
    ["a class without", "old", {}, /old \(old\) has no VolumeSnapshotClass/],
    ["an unknown class", "gone", {}, /no storage class gone/],
    ["no class", undefined, {}, /has no storage class/],
    ["files instead of snapshots", "old", { defaultVolumesToFsBackup: true }, undefined],
    ["no data at all", "disk", { snapshotVolumes: false }, /left out, by schedule/],
    ["a backup whose settings are not known", "old", undefined, /no VolumeSnapshotClass/],
  ];
  for (const [what, name, fields, why] of rows) {
    it(`are ${why === undefined ? "" : "not "}covered by ${what}`, () => {
      const settings = fields === undefined ? undefined : { fields: { ...fields }, from: "schedule nightly" };
      const [found] = uncoveredClaims([claim(name)], storage, settings);
      if (why === undefined) assert.equal(found, undefined);
      else assert.match(found?.why ?? "", why);
    });
  }
});

describe("drill: rights", () => {
  const plan = {
    namespace: "shop",
    into: undefined,
    makes: true,
    keep: false,
    veleroNamespace: "velero",
    kinds: [
      { apiVersion: "v1", kind: "Secret", plural: "secrets", group: "", versions: ["v1"], namespaced: true, verbs: [] },
    ],
    snapshotClasses: true,
  };
  const words = (more: object = {}): readonly string[] => rightsFor({ ...plan, ...more }).map(inWords);

  it("are those of what it will do, and no more", () => {
    assert.ok(words().includes("delete namespace shop"));
    assert.ok(words().includes("create backups.velero.io in namespace velero"));
    assert.ok(words().includes("list secrets in namespace shop"));
    assert.ok(!words({ makes: false }).some((each) => /create (backups|deletebackuprequests)/.test(each)));
    assert.ok(!words({ keep: true }).some((each) => each.includes("deletebackuprequests")));
    const scratch = words({ into: "copy" });
    assert.ok(scratch.includes("delete namespace copy") && !scratch.includes("delete namespace shop"));
    assert.ok(scratch.includes("list secrets in namespace copy"));
    assert.ok(!words({ into: "copy", keep: true }).some((each) => each.startsWith("delete")));
  });
});
