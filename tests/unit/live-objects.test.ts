import assert from "node:assert/strict";
import type { KubernetesObject } from "../../offline/kubernetes/objects";
import {
  hasUnknown,
  idOf,
  importedInputs,
  isPatch,
  kindOf,
  redacted,
  referenceTo,
  toObject,
  toOutputs,
  withNamespace,
} from "../../offline/providers/live/objects";
import { settingsOf, wishesOf } from "../../offline/providers/live/wishes";
import { isSecret, type Properties, reveal, secret, unknown } from "../../offline/providers/values";

const named = { metadata: { name: "a", namespace: "n" } };
const configMap = "kubernetes:core/v1:ConfigMap";
const annotated = (annotations: Properties): Properties => ({ metadata: { annotations } });

describe("an object that is sent", () => {
  for (const [type, apiVersion, kind] of [
    [configMap, "v1", "ConfigMap"],
    ["kubernetes:apps/v1:Deployment", "apps/v1", "Deployment"],
    ["kubernetes:shop.example/v1beta1:Cart", "shop.example/v1beta1", "Cart"],
    ["kubernetes:core/v1:NamespacePatch", "v1", "Namespace"],
  ] as const) {
    it(`has the API version ${apiVersion} and the kind ${kind} of ${type}`, () => {
      assert.deepEqual(kindOf(type, {}), { apiVersion, kind });
    });
  }

  it("has the API version and kind of its inputs when they say it", () => {
    assert.deepEqual(kindOf(configMap, { apiVersion: "x/v2", kind: "Y" }), { apiVersion: "x/v2", kind: "Y" });
  });

  it("holds secrets unwrapped", () => {
    assert.deepEqual(toObject(configMap, { ...named, data: secret({ a: secret("x") }) })["data"], { a: "x" });
  });

  it("says nothing that only the server may say", () => {
    const metadata = { ...named.metadata, uid: "1", resourceVersion: "2", creationTimestamp: null, generation: 3 };
    assert.deepEqual(toObject(configMap, { metadata }).metadata, named.metadata);
  });

  it("has the contents of a Secret in base64", () => {
    const inputs = { ...named, data: { b: "eQ==" }, stringData: secret({ a: "x" }) };
    const { data, stringData } = toObject("kubernetes:core/v1:Secret", inputs);
    assert.deepEqual([data, stringData], [{ b: "eQ==", a: "eA==" }, undefined]);
  });

  it("has the names of schema extensions with dashes, which the SDK writes with underscores", () => {
    assert.deepEqual(toObject(configMap, { ...named, x_kubernetes_group: { a_b: 1 } })["x-kubernetes-group"], {
      a_b: 1,
    });
  });

  it("is refused with the place when it is none", () => {
    assert.throws(() => toObject(configMap, { metadata: { name: "a", labels: { b: 1 } } }), /metadata\.labels\.b/);
  });
});

describe("the outputs of an object", () => {
  const live = (more: Properties, metadata: Properties = {}): KubernetesObject => ({
    apiVersion: "v1",
    kind: "ConfigMap",
    ...more,
    metadata: { ...named.metadata, ...metadata },
  });

  it("are secret where the inputs are", () => {
    const { data } = toOutputs(live({ data: { a: "x", b: "y" } }), { data: { a: secret("x"), b: "y" } });
    assert.deepEqual(data, { a: secret("x"), b: "y" });
  });

  it("are secret in a list as a whole when one element is", () => {
    assert.ok(isSecret(toOutputs(live({ args: ["x", "y"] }), { args: ["x", secret("y")] })["args"]));
  });

  it("hide the contents of a Secret, whatever the inputs say", () => {
    assert.ok(isSecret(toOutputs({ ...live({ data: { a: "x" } }), kind: "Secret" }, {})["data"]));
  });

  it("leave out who owns what, and the copy that kubectl leaves", () => {
    const annotations = { "kubectl.kubernetes.io/last-applied-configuration": "{}", mine: "1" };
    const { metadata } = toOutputs(live({}, { managedFields: [], annotations }), {});
    assert.deepEqual(metadata, { ...named.metadata, annotations: { mine: "1" } });
  });

  it("become inputs without what the server says, for an import", () => {
    const server = { uid: "1", resourceVersion: "2", creationTimestamp: "t", generation: 1, managedFields: [] };
    const annotations = { "deployment.kubernetes.io/revision": "1" };
    const inputs = importedInputs(live({ data: { a: "x" }, status: { phase: "Bound" } }, { ...server, annotations }));
    assert.deepEqual(inputs, { apiVersion: "v1", kind: "ConfigMap", ...named, data: { a: "x" } });
  });
});

describe("the id of an object", () => {
  it("is namespace and name", () => assert.equal(idOf(toObject(configMap, named)), "n/a"));
  it("is the name of an object without a namespace", () => {
    assert.equal(idOf(toObject(configMap, { metadata: { name: "a" } })), "a");
  });
  it("leads back to the object", () => {
    assert.deepEqual(referenceTo(configMap, {}, "n/a"), {
      apiVersion: "v1",
      kind: "ConfigMap",
      name: "a",
      namespace: "n",
    });
  });
  it("leads back to an object without a namespace", () => {
    assert.equal(referenceTo(configMap, {}, "a").namespace, undefined);
  });
});

describe("a Patch resource", () => {
  it("is known by the end of its type", () => {
    assert.deepEqual(
      [isPatch("kubernetes:core/v1:NamespacePatch"), isPatch("kubernetes:core/v1:Namespace")],
      [true, false],
    );
  });
});

describe("the namespace of the provider", () => {
  it("is that of inputs that name none", () => {
    assert.deepEqual(withNamespace({ metadata: { name: "a" } }, "n"), named);
  });
  it("is not that of inputs that name one", () => assert.deepEqual(withNamespace(named, "m"), named));
});

describe("an unknown value", () => {
  const table: readonly [where: string, value: Properties, found: boolean][] = [
    ["in a list of a map", { a: [{ b: unknown }] }, true],
    ["in a secret", { a: secret(unknown) }, true],
    ["nowhere", { a: ["b"] }, false],
  ];
  for (const [where, value, found] of table) {
    it(`is ${found ? "" : "not "}found ${where}`, () => assert.equal(hasUnknown(value), found));
  }
});

describe("an error", () => {
  const inputs = { data: secret({ a: "hunter22", b: "c2VjcmV0LWVuY29kZWQ=", c: "ab" }), plain: "visible" };
  const table: readonly [message: string, shown: string][] = [
    ['Invalid value: "hunter22"', 'Invalid value: "[secret]"'],
    ['Invalid value: "aHVudGVyMjI="', 'Invalid value: "[secret]"'],
    ["secret-encoded is no key", "[secret] is no key"],
    ["visible stays, and so does cab", "visible stays, and so does cab"],
  ];
  for (const [message, shown] of table) {
    it(`shows no secret of the inputs: ${shown}`, () => assert.equal(redacted(message, inputs), shown));
  }
});

describe("the provider's settings", () => {
  const off = { upsert: false, force: false, namespace: undefined };
  const table: readonly [config: Properties, env: Record<string, string>, settings: object][] = [
    [{}, {}, off],
    [{ enablePatchForce: "true" }, {}, { ...off, force: true }],
    [{ enablePatchForce: true, upsertExistingObjects: "true" }, {}, { ...off, force: true, upsert: true }],
    [{}, { PULUMI_K8S_ENABLE_PATCH_FORCE: "true" }, { ...off, force: true }],
    [{}, { PULUMI_K8S_UPSERT_EXISTING_OBJECTS: "true" }, { ...off, upsert: true }],
    [{ enablePatchForce: "false" }, { PULUMI_K8S_ENABLE_PATCH_FORCE: "true" }, off],
    [{ namespace: "n" }, {}, { ...off, namespace: "n" }],
  ];
  for (const [config, env, settings] of table) {
    it(`are read from ${JSON.stringify(config)} and ${JSON.stringify(env)}`, () => {
      assert.deepEqual(settingsOf(config, env), settings);
    });
  }
});

describe("the annotations of an object", () => {
  const table: readonly [annotations: Properties, key: keyof ReturnType<typeof wishesOf>, value: unknown][] = [
    [{}, "propagation", "Foreground"],
    [{ "pulumi.com/deletionPropagationPolicy": "background" }, "propagation", "Background"],
    [{ "pulumi.com/deletionPropagationPolicy": "Orphan" }, "propagation", "Orphan"],
    [{ "pulumi.com/timeoutSeconds": "30" }, "timeout", 30],
    [{ "pulumi.com/timeoutSeconds": "soon" }, "timeout", 0],
    [{ "pulumi.com/skipAwait": "true" }, "skipAwait", true],
    [{ "pulumi.com/patchForce": "true" }, "force", true],
    [{ "pulumi.com/patchFieldManager": "me" }, "fieldManager", "me"],
    [{ "pulumi.com/waitFor": "condition=Ready" }, "waitFor", ["condition=Ready"]],
    [{ "pulumi.com/waitFor": '["condition=A", "jsonpath={.b}"]' }, "waitFor", ["condition=A", "jsonpath={.b}"]],
    [{ "pulumi.com/skipAwait": secret("true") }, "skipAwait", true],
  ];
  for (const [annotations, key, value] of table) {
    it(`${JSON.stringify(reveal(annotations))} mean ${key} ${JSON.stringify(value)}`, () => {
      assert.deepEqual(wishesOf(annotated(annotations))[key], value);
    });
  }

  it("are refused when the list of conditions is none", () => {
    assert.throws(() => wishesOf(annotated({ "pulumi.com/waitFor": "[1]" })), /one condition or a JSON list/);
  });
});
