import assert from "node:assert/strict";
import { ApiError } from "../../offline/kubernetes/connection";
import type { KubernetesObject } from "../../offline/kubernetes/objects";
import { handOver, isForeign, type Owner, ownedFields } from "../../offline/providers/live/fields";
import { isInconclusive, refusal } from "../../offline/providers/live/refusals";
import { manager, sparing } from "../../offline/providers/live/writes";
import type { Properties } from "../../offline/providers/values";

const owner = (name: string, operation: string, fieldsV1: Properties, subresource?: string): Owner => ({
  manager: name,
  operation,
  fieldsV1,
  ...(subresource === undefined ? {} : { subresource }),
});
const own = (fields: Properties): Owner => owner(manager, "Apply", fields);

describe("the owners of fields", () => {
  it("make one tree of fields", () => {
    const managedFields = [own({ "f:a": { "f:b": {} } }), owner("x", "Update", { "f:a": { "f:c": {} } })];
    const object: KubernetesObject = { apiVersion: "v1", kind: "A", metadata: { name: "a", managedFields } };
    assert.deepEqual(ownedFields(object), { "f:a": { "f:b": {}, "f:c": {} } });
  });

  it("hand over what a plain create wrote, so that a later apply can remove it", () => {
    const created = owner(manager, "Update", { "f:a": {} });
    assert.deepEqual(handOver([created], manager), [own({ "f:a": {} })]);
  });

  it("hand over into what is applied already", () => {
    const all = [own({ "f:b": {} }), owner("kubectl", "Apply", { "f:a": {} })];
    assert.deepEqual(handOver(all, manager), [own({ "f:a": {}, "f:b": {} })]);
  });

  for (const kept of [
    own({ "f:a": {} }),
    owner("kubectl-edit", "Update", { "f:a": {} }),
    owner("kube-controller-manager", "Update", { "f:a": {} }),
    owner("kubectl", "Update", { "f:status": {} }, "status"),
  ]) {
    it(`keep what ${kept.manager} wrote by ${kept.operation} ${kept.subresource ?? "of the object"}`, () => {
      assert.equal(handOver([kept], manager), undefined);
    });
  }

  const spec = { "f:spec": { "f:replicas": {} } };
  const table: readonly [rule: string, owners: Owner[], foreign: boolean][] = [
    ["that another owns is foreign", [owner("hpa", "Update", spec)], true],
    ["that is shared is not", [owner("hpa", "Update", spec), own(spec)], false],
    ["that nobody owns is not", [own({})], false],
    ["that only a subresource's manager owns is not", [owner("hpa", "Update", spec, "scale")], false],
  ];
  for (const [rule, owners, foreign] of table) {
    it(`tell that a field ${rule}`, () => {
      assert.equal(isForeign(owners, manager, ["spec", "replicas"]), foreign);
    });
  }
});

describe("ignored changes", () => {
  const object = (spec: Properties): KubernetesObject => ({
    apiVersion: "v1",
    kind: "A",
    metadata: { name: "a", annotations: { "x/y": "held" } },
    spec: spec,
  });
  const live: KubernetesObject = {
    ...object({ replicas: 5 }),
    metadata: { name: "a", annotations: { "x/y": "live" } },
  };
  const theirs = [owner("hpa", "Update", { "f:spec": { "f:replicas": {} } })];

  it("leave a field to its owner", () => {
    const spared = sparing(object({ replicas: 2, b: 1 }), live, theirs, manager, ["spec.replicas"]);
    assert.deepEqual(spared["spec"], { b: 1 });
  });
  it("keep the live value of a field that nobody else owns, for what is left out would be removed", () => {
    assert.deepEqual(sparing(object({ replicas: 2 }), live, [], manager, ["spec.replicas"])["spec"], { replicas: 5 });
  });
  it("keep the held value of a field that does not live", () => {
    assert.deepEqual(sparing(object({ c: 2 }), live, [], manager, ["spec.c"])["spec"], { c: 2 });
  });
  it("reach a field whose name is quoted", () => {
    const spared = sparing(object({}), live, [], manager, ['metadata.annotations["x/y"]']);
    assert.deepEqual(spared.metadata.annotations, { "x/y": "live" });
  });
});

describe("a refusal of the API server", () => {
  const say = (reason: string, message: string): string =>
    refusal("update", "ConfigMap n/a", new ApiError(409, reason, message)).message;

  it("names the field and manager of a conflict, and the cure", () => {
    const message = say("Conflict", 'Apply failed with 1 conflict: conflict with "kubectl-edit" using v1: .data.a');
    assert.match(
      message,
      /^ConfigMap n\/a: .*\n {2}\.data\.a is owned by kubectl-edit\nCure: .*enablePatchForce.*\n.*patchForce: "true"/,
    );
  });

  it("names every field and manager of several conflicts", () => {
    const message = say(
      "Conflict",
      'Apply failed with 3 conflicts: conflicts with "hpa" using apps/v1:\n- .spec.replicas\nconflicts with "edit":\n- .data.a\n- .data.b',
    );
    assert.deepEqual(message.match(/\.\S+ is owned by \S+/g), [
      ".spec.replicas is owned by hpa",
      ".data.a is owned by edit",
      ".data.b is owned by edit",
    ]);
  });

  it("shows a conflict whose words it does not know", () => {
    assert.match(say("Conflict", "Apply failed in a new way"), /Apply failed in a new way/);
  });

  it("of an object that exists names the ways to take it over", () => {
    assert.match(say("AlreadyExists", "x"), /exists already[^]*upsertExistingObjects[^]*pulumi import/);
  });

  it("of any other kind keeps its words", () => {
    assert.equal(
      say("Forbidden", "exceeded quota: q"),
      "the API server refused to update ConfigMap n/a: exceeded quota: q",
    );
  });
});

describe("a refusal of a dry run", () => {
  const table: readonly [code: number, reason: string, message: string, write: "create" | "update", says: boolean][] = [
    [404, "NotFound", 'namespaces "n" not found', "create", false],
    [409, "AlreadyExists", 'configmaps "a" already exists', "create", false],
    [403, "Forbidden", 'serviceaccount "a" not found', "create", false],
    [400, "BadRequest", "admission webhook does not support dry run", "create", false],
    [422, "Invalid", "spec.selector: field is immutable", "create", false],
    [422, "Invalid", "spec.selector: field is immutable", "update", true],
    [422, "Invalid", "spec.replicas: must be greater than 0", "create", true],
    [403, "Forbidden", "violates PodSecurity", "create", true],
    [403, "Forbidden", "admission webhook denied the request", "create", true],
    [400, "BadRequest", 'strict decoding error: unknown field "spec.x"', "create", true],
  ];
  for (const [code, reason, message, write, says] of table) {
    it(`says ${says ? "what" : "nothing of what"} the ${write} would meet: ${message}`, () => {
      assert.equal(isInconclusive(write, new ApiError(code, reason, message)), !says);
    });
  }
});
