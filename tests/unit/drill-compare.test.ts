import assert from "node:assert/strict";
import fc from "fast-check";
import { compareObjects, isEqual } from "../../operations/drill/compare/differences";
import { compareNamespaces, isSame } from "../../operations/drill/compare/namespaces";
import { rules } from "../../operations/drill/compare/rules";
import { isFields, type KubernetesObject } from "../../operations/drill/objects";
import { type Sorted, sortOut } from "../../operations/drill/record/ignored";
import { controlledBy, object } from "../support/drill";

const none = { scaled: new Set<string>() };

/** Paths at which two objects differ. */
const paths = (a: KubernetesObject, b: KubernetesObject, scaled: readonly string[] = []): readonly string[] =>
  compareObjects(a, b, { scaled: new Set(scaled) }).differences.map(({ path }) => path);

/** A value with one place of it changed. */
function changed(value: unknown, [key, ...rest]: readonly string[], to: unknown): unknown {
  if (key === undefined) return to;
  if (Array.isArray(value))
    return value.map((each: unknown, i) => (String(i) === key ? changed(each, rest, to) : each));
  return { ...(isFields(value) ? value : {}), [key]: changed(isFields(value) ? value[key] : undefined, rest, to) };
}

const withChange = (of: KubernetesObject, path: readonly string[], to: unknown): KubernetesObject =>
  changed(of, path, to) as KubernetesObject;

/** Paths of everything that holds no other value. */
function leaves(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  const inner = Array.isArray(value) ? Object.entries(value) : isFields(value) ? Object.entries(value) : [];
  return inner.length === 0 ? [path] : inner.flatMap(([key, each]) => leaves(each, [...path, key]));
}

const web = object(
  "Deployment",
  "web",
  {
    spec: {
      replicas: 3,
      selector: { matchLabels: { app: "web" } },
      template: {
        metadata: { labels: { app: "web", "velero.io/mine": "x" } },
        spec: { containers: [{ name: "app", image: "web:1", env: [{ name: "A", value: "1" }], ports: [] }] },
      },
    },
  },
  {
    labels: { app: "web", "team/uid": "7" },
    annotations: { "example.com/status": "on", "backup.velero.io/backup-volumes": "data" },
    finalizers: ["example.com/hold"],
  },
);

describe("drill: the comparison", () => {
  it("finds nothing between an object and itself, whatever the order of its keys", () => {
    const turned = (value: unknown): unknown =>
      isFields(value)
        ? Object.fromEntries(
            Object.entries(value)
              .reverse()
              .map(([key, each]) => [key, turned(each)]),
          )
        : value;
    assert.deepEqual(paths(web, turned(web) as KubernetesObject), []);
  });

  it("finds any change of any field that no rule names", () => {
    const own = leaves(web).filter((path) => path.length > 0);
    fc.assert(
      fc.property(fc.constantFrom(...own), fc.jsonValue(), (path, to) => {
        const other = withChange(web, path, to);
        fc.pre(!isEqual(web, other) && !["apiVersion", "kind"].includes(path[0] ?? ""));
        assert.equal(paths(web, other).length, 1, path.join("/"));
        assert.equal(paths(other, web).length, 1, path.join("/"));
      }),
    );
  });

  it("finds any field that is added or taken away", () => {
    const places = [[], ["metadata"], ["metadata", "labels"], ["spec"], ["spec", "template", "spec"]];
    const key = fc
      .stringMatching(/^[a-z][a-zA-Z]{2,12}$/)
      .filter((each) => !["status", "metadata", "spec"].includes(each));
    fc.assert(
      fc.property(fc.constantFrom(...places), key, fc.string(), (place, name, to) => {
        const path = [...place, name];
        fc.pre(!rules.some((rule) => rule.kinds.length === 0 && rule.path.join() === path.join()));
        const other = withChange(web, path, to);
        fc.pre(!isEqual(web, other));
        assert.equal(paths(web, other).length, 1);
        assert.equal(paths(other, web).length, 1);
      }),
    );
  });

  const set = "the API server sets it";
  const service = (spec: object): KubernetesObject => object("Service", "web", { spec });
  const claim = (spec: object): KubernetesObject => object("PersistentVolumeClaim", "data", { spec });
  const token = (name: string, data: object): KubernetesObject =>
    object("Secret", name, { type: "kubernetes.io/service-account-token", data });
  const account = (...names: string[]): KubernetesObject =>
    object("ServiceAccount", "web", { secrets: names.map((name) => ({ name })) });
  const rows: readonly (readonly [string, KubernetesObject, KubernetesObject, readonly string[]])[] = [
    [set, object("Pod", "a", {}, { uid: "1", resourceVersion: "2" }), object("Pod", "a", {}, { uid: "3" }), []],
    ["status", object("Pod", "a", { status: { phase: "Running" } }), object("Pod", "a"), []],
    [
      "labels of Velero where there were none",
      object("Pod", "a"),
      object("Pod", "a", {}, { labels: { "velero.io/restore-name": "x" } }),
      [],
    ],
    [
      "other labels beside them",
      object("Pod", "a"),
      object("Pod", "a", {}, { labels: { "velero.io/restore-name": "x", b: "c" } }),
      ["/metadata/labels/b"],
    ],
    ["empty annotations", object("Pod", "a", {}, { annotations: {} }), object("Pod", "a"), []],
    ["an owner", object("Pod", "a", {}, { ownerReferences: [{ kind: "X", name: "x" }] }), object("Pod", "a"), []],
    [
      "a finalizer that is gone",
      object("Pod", "a", {}, { finalizers: ["a/b"] }),
      object("Pod", "a"),
      ["/metadata/finalizers"],
    ],
    [
      "an object that is being deleted",
      object("Pod", "a"),
      object("Pod", "a", {}, { deletionTimestamp: "2026-01-01" }),
      ["/metadata/deletionTimestamp"],
    ],
    [
      "the address of a Service",
      service({ clusterIP: "10.0.0.1", clusterIPs: ["10.0.0.1"] }),
      service({ clusterIP: "10.0.0.2", clusterIPs: ["10.0.0.2"] }),
      [],
    ],
    [
      "a headless Service that is none",
      service({ clusterIP: "None", clusterIPs: ["None"] }),
      service({ clusterIP: "10.0.0.2", clusterIPs: ["10.0.0.2"] }),
      ["/spec/clusterIP", "/spec/clusterIPs/0"],
    ],
    [
      "a node port",
      service({ ports: [{ port: 80, nodePort: 30001 }] }),
      service({ ports: [{ port: 80, nodePort: 30002 }] }),
      [],
    ],
    ["a port", service({ ports: [{ port: 80 }] }), service({ ports: [{ port: 81 }] }), ["/spec/ports/0/port"]],
    [
      "a port too many",
      service({ ports: [{ port: 80 }] }),
      service({ ports: [{ port: 80 }, { port: 81 }] }),
      ["/spec/ports"],
    ],
    ["the volume of a claim", claim({ volumeName: "pv-1" }), claim({ volumeName: "pv-2" }), []],
    ["a snapshot as the source of a claim", claim({}), claim({ dataSource: { kind: "VolumeSnapshot" } }), []],
    [
      "another source of a claim",
      claim({ dataSource: { kind: "PersistentVolumeClaim" } }),
      claim({ dataSource: { kind: "VolumeSnapshot" } }),
      ["/spec/dataSource/kind"],
    ],
    [
      "the size of a claim",
      claim({ resources: { requests: { storage: "1Gi" } } }),
      claim({ resources: { requests: { storage: "2Gi" } } }),
      ["/spec/resources/requests/storage"],
    ],
    [
      "a token's data",
      token("t", { token: "a", "ca.crt": "b", namespace: "c" }),
      token("t", { token: "d", "ca.crt": "e", namespace: "c" }),
      [],
    ],
    ["other data of a token", token("t", { namespace: "c" }), token("t", { namespace: "d" }), ["/data/namespace"]],
    [
      "the same keys of another Secret",
      object("Secret", "t", { type: "Opaque", data: { token: "a" } }),
      object("Secret", "t", { type: "Opaque", data: { token: "b" } }),
      ["/data/token"],
    ],
    ["an account's token", account("web-token-x", "pull"), account("pull"), []],
    ["another secret of an account", account("pull"), account("push"), ["/secrets/0/name"]],
    [
      "the uid in a Job",
      object("Job", "j", { spec: { selector: { matchLabels: { "controller-uid": "1" } } } }),
      object("Job", "j", { spec: { selector: { matchLabels: { "controller-uid": "2" } } } }),
      [],
    ],
    [
      "that label elsewhere",
      object("Pod", "p", { spec: { selector: { matchLabels: { "controller-uid": "1" } } } }),
      object("Pod", "p", { spec: { selector: { matchLabels: { "controller-uid": "2" } } } }),
      ["/spec/selector/matchLabels/controller-uid"],
    ],
    [
      "a key with a slash",
      object("ConfigMap", "c", { data: { "a/b~c": "1" } }),
      object("ConfigMap", "c", { data: { "a/b~c": "2" } }),
      ["/data/a~1b~0c"],
    ],
  ];
  for (const [what, a, b, expected] of rows) {
    it(`${expected.length === 0 ? "passes over" : "shows"} ${what}`, () => assert.deepEqual(paths(a, b), expected));
  }

  it("passes over replicas that an autoscaler sets, and no others", () => {
    const other = withChange(web, ["spec", "replicas"], 5);
    assert.deepEqual(paths(web, other), ["/spec/replicas"]);
    assert.deepEqual(paths(web, other, ["Deployment other"]), ["/spec/replicas"]);
    assert.deepEqual(paths(web, other, ["Deployment web"]), []);
  });

  it("tells no value of a Secret", () => {
    const annotation = "kubectl.kubernetes.io/last-applied-configuration";
    const secret = (value: string): KubernetesObject =>
      object(
        "Secret",
        "s",
        { data: { password: value }, stringData: { a: value } },
        { annotations: { [annotation]: value } },
      );
    for (const [a, b] of [
      [secret("hunter2"), secret("hunter33")] as const,
      [secret("hunter2"), object("Secret", "s")] as const,
    ]) {
      const { differences } = compareObjects(a, b, none);
      assert.ok(differences.length >= 3);
      assert.doesNotMatch(JSON.stringify(differences), /hunter/);
    }
  });

  it("has a reason for every rule", () => {
    for (const { reason, path } of rules) assert.ok(reason.length > 10 && path.length > 0);
  });
});

describe("drill: the comparison of namespaces", () => {
  const sorted = (kept: readonly KubernetesObject[]): Sorted => ({ kept, ignored: [] });
  const settings = (name: string, value: string): KubernetesObject => object("ConfigMap", name, { data: { value } });

  it("shows what is missing, too many and changed, and counts by kind", () => {
    const before = [settings("a", "1"), settings("b", "1"), object("Service", "c")];
    const after = sortOut([settings("a", "2"), object("Service", "c"), object("Secret", "new")]);
    const result = compareNamespaces(sorted(before), after, "shop");
    assert.deepEqual(result.missing, ["ConfigMap b"]);
    assert.deepEqual(result.additional, ["Secret new"]);
    assert.deepEqual(result.changed, [
      { object: "ConfigMap a", differences: [{ path: "/data/value", expected: '"1"', found: '"2"' }] },
    ]);
    assert.deepEqual(result.kinds, [
      { kind: "ConfigMap", expected: 2, found: 1, same: 0 },
      { kind: "Secret", expected: 0, found: 1, same: 0 },
      { kind: "Service", expected: 1, found: 1, same: 1 },
    ]);
    assert.equal(isSame(result), false);
  });

  it("finds a Job that has finished since, and calls what controllers made not too many", () => {
    const job = object("Job", "migrate");
    const done = object("Job", "migrate", { status: { completionTime: "2026-11-24T12:00:00Z" } });
    const made = object(
      "Pod",
      "web-1",
      {},
      { ownerReferences: [{ kind: "ReplicaSet", name: "web", controller: true }] },
    );
    assert.equal(isSame(compareNamespaces(sorted([job]), sortOut([done, made]), "shop")), true);
  });

  it("tells apart what Velero restored without its owner from what nobody had", () => {
    const job = object("Job", "nightly-1", {}, controlledBy("CronJob", "nightly"));
    const result = compareNamespaces(
      sortOut([job]),
      sortOut([object("Job", "nightly-1"), object("Job", "new")]),
      "shop",
    );
    assert.deepEqual([result.orphans, result.additional], [["Job nightly-1"], ["Job new"]]);
  });

  it("maps what Velero maps into a scratch namespace, and nothing else", () => {
    const subjects = [
      { kind: "ServiceAccount", name: "web", namespace: "shop" },
      { kind: "User", name: "kim" },
    ];
    const policy = object("NetworkPolicy", "p", { spec: { from: { "kubernetes.io/metadata.name": "shop" } } });
    const before = [
      object(
        "Namespace",
        "shop",
        {},
        { labels: { "kubernetes.io/metadata.name": "shop", a: "b" }, namespace: undefined },
      ),
      object("RoleBinding", "r", { subjects }),
      policy,
    ];
    const after = [
      object(
        "Namespace",
        "copy",
        {},
        { labels: { "kubernetes.io/metadata.name": "copy", a: "b" }, namespace: undefined },
      ),
      object(
        "RoleBinding",
        "r",
        { subjects: [{ ...subjects[0], namespace: "copy" }, subjects[1]] },
        { namespace: "copy" },
      ),
      { ...policy, metadata: { ...policy.metadata, namespace: "copy" } },
    ];
    const result = compareNamespaces(sorted(before), sortOut(after), "shop", "copy");
    assert.deepEqual([result.missing, result.additional, result.changed], [[], [], []]);
    const unmapped = compareNamespaces(
      sorted(before),
      sortOut([...after.slice(0, 1), before[1] ?? policy, ...after.slice(2)]),
      "shop",
      "copy",
    );
    assert.deepEqual(
      unmapped.changed.flatMap(({ differences }) => differences.map(({ path }) => path)),
      ["/metadata/namespace", "/subjects/0/namespace"],
    );
  });
});
