import assert from "node:assert/strict";
import { isKubernetesObject, KubernetesObject } from "../../../policies/shared/objects";
import { opaqueResources } from "../../../policies/shared/opaque";
import { carrierOf, eachContainer, knownCarriers, looksLikeCarrier, readPod } from "../../../policies/shared/pods";
import { boolean, list, object, text } from "../../../policies/shared/shape";
import { later, programOf } from "../../support/policies";

describe("an object of the Kubernetes API", () => {
  const tokens: readonly (readonly [string, boolean])[] = [
    ["kubernetes:core/v1:Pod", true],
    ["kubernetes:apps/v1:Deployment", true],
    ["kubernetes:argoproj.io/v1alpha1:Rollout", true],
    ["kubernetes:helm.sh/v3:Release", false],
    ["kubernetes:helm.sh/v4:Chart", false],
    ["kubernetes:yaml/v2:ConfigFile", false],
    ["kubernetes:yaml:ConfigFile", false],
    ["kubernetes:kustomize/v2:Directory", false],
    ["pulumi:providers:kubernetes", false],
    ["aws:s3/bucket:Bucket", false],
  ];
  for (const [type, expected] of tokens) {
    it(`is ${expected ? "" : "not "}what the type ${type} says`, () =>
      assert.equal(isKubernetesObject(type), expected));
  }

  it("is named by kind, namespace and name", () => {
    const of = (manifest: object): string => KubernetesObject.of(manifest).title;
    const metadata = { name: "web", namespace: "shop" };
    assert.equal(of({ apiVersion: "apps/v1", kind: "Deployment", metadata }), "Deployment shop/web");
    assert.equal(of({ apiVersion: "v1", kind: "Pod", metadata: { name: "web" } }), "Pod default/web");
    assert.equal(of({ apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } }), "Namespace shop");
  });

  it("keeps the group apart from the kind", () => {
    const { group, kind, groupKind } = KubernetesObject.of({ apiVersion: "apps/v1", kind: "Deployment" });
    assert.deepEqual([group, kind, groupKind], ["apps", "Deployment", "apps/Deployment"]);
    assert.equal(KubernetesObject.of({ apiVersion: "v1", kind: "Pod" }).groupKind, "Pod");
  });

  it("notes what was looked at in vain, with path and reason", () => {
    const [subject] = programOf({ objects: [{ apiVersion: "v1", kind: "Pod", spec: { hostNetwork: later } }] }).objects;
    assert.ok(subject);
    const spec = subject.read(object({ hostNetwork: boolean }), "spec");
    assert.deepEqual([...subject.unseen], []);
    assert.equal(
      subject.attempt(() => spec?.hostNetwork),
      undefined,
    );
    assert.deepEqual([...subject.unseen], [["spec.hostNetwork", "is known only after the update"]]);
  });

  it("lets no other error pass for something unseen", () => {
    const subject = KubernetesObject.of({ apiVersion: "v1", kind: "Pod" });
    assert.throws(
      () =>
        subject.attempt(() => {
          throw new TypeError("a mistake in a policy");
        }),
      TypeError,
    );
  });
});

describe("what makes pods", () => {
  const container = { name: "web", image: "example/web:1" };
  const pod = { spec: { containers: [container] } };
  const template = { spec: { template: pod } };
  const kinds: readonly (readonly [string, string, object])[] = [
    ["v1", "Pod", pod],
    ["v1", "PodTemplate", { template: pod }],
    ["v1", "ReplicationController", template],
    ["apps/v1", "Deployment", template],
    ["apps/v1", "StatefulSet", template],
    ["apps/v1", "DaemonSet", template],
    ["apps/v1", "ReplicaSet", template],
    ["batch/v1", "Job", template],
    ["batch/v1", "CronJob", { spec: { jobTemplate: template } }],
    ["argoproj.io/v1alpha1", "Rollout", template],
  ];
  const shape = object({ spec: object({ containers: list(object({ name: text, image: text })) }) });

  for (const [apiVersion, kind, body] of kinds) {
    it(`is the kind ${kind}, with the template where it keeps it`, () => {
      const carrier = carrierOf(KubernetesObject.of({ apiVersion, kind, ...body }), knownCarriers);
      assert.ok(carrier);
      assert.deepEqual(readPod(carrier, shape), pod);
    });
  }

  it("is no Rollout that borrows the template of a Deployment", () => {
    const rollout = { apiVersion: "argoproj.io/v1alpha1", kind: "Rollout", spec: { workloadRef: { name: "web" } } };
    assert.equal(carrierOf(KubernetesObject.of(rollout), knownCarriers), undefined);
  });

  it("can be a kind that the configuration names", () => {
    const set = KubernetesObject.of({ apiVersion: "apps.kruise.io/v1", kind: "CloneSet", ...template });
    assert.equal(carrierOf(set, knownCarriers), undefined);
    assert.ok(carrierOf(set, { ...knownCarriers, "apps.kruise.io/CloneSet": ["spec", "template"] }));
  });

  it("looks like it where containers with images stand, however deep", () => {
    assert.equal(looksLikeCarrier({ spec: { a: [{ pod: { containers: [container] } }] } }), true);
    assert.equal(looksLikeCarrier({ spec: { containers: ["web"] } }), false);
    assert.equal(looksLikeCarrier({ spec: { containers: [{ name: "box" }] } }), false);
  });

  it("is visited container by container: init containers, containers, ephemeral ones; what cannot be seen is noted", () => {
    const spec = {
      initContainers: [{ name: "init" }],
      containers: [{ name: "web" }, { name: later }, { name: "last" }],
      ephemeralContainers: [{ name: "debug" }],
    };
    const [subject] = programOf({ objects: [{ apiVersion: "v1", kind: "Pod", spec }] }).objects;
    const carrier = subject && carrierOf(subject, knownCarriers);
    assert.ok(carrier);
    const names = list(object({ name: text }));
    const found = readPod(
      carrier,
      object({ spec: object({ initContainers: names, containers: names, ephemeralContainers: names }) }),
    );
    assert.deepEqual(
      eachContainer(carrier, found?.spec ?? {}, ({ name }, part, kind) => [[name, part, kind]]),
      [
        ["init", 'init container "init"', "init container"],
        ["web", 'container "web"', "container"],
        ["last", 'container "last"', "container"],
        ["debug", 'ephemeral container "debug"', "ephemeral container"],
      ],
    );
    assert.deepEqual([...carrier.object.unseen.keys()], ["spec.containers[1].name"]);
  });
});

describe("a resource that hides its objects", () => {
  const seen = (type: string, name: string, parent?: string): Parameters<typeof opaqueResources>[0][number] => ({
    type,
    name,
    urn: `urn:${name}`,
    parent,
  });
  const titles = (...resources: Parameters<typeof opaqueResources>[0]): string[] =>
    opaqueResources(resources).map((each) => each.title);

  it("is a release, a chart that was not rendered, a patch or a list of workloads", () => {
    assert.deepEqual(
      titles(
        seen("kubernetes:helm.sh/v3:Release", "a"),
        seen("kubernetes:helm.sh/v4:Chart", "b"),
        seen("kubernetes:apps/v1:DeploymentPatch", "c"),
        seen("kubernetes:core/v1:PodList", "d"),
      ),
      ["Release a", "Chart b", "DeploymentPatch c", "PodList d"],
    );
  });

  it("is no rendered chart, no patch of something else and no workload", () => {
    assert.deepEqual(
      titles(
        seen("kubernetes:helm.sh/v4:Chart", "a"),
        seen("kubernetes:core/v1:ConfigMapPatch", "b", "urn:a"),
        seen("kubernetes:apps/v1:Deployment", "c", "urn:a"),
      ),
      [],
    );
  });
});
