import assert from "node:assert/strict";
import { containerResources } from "../../../policies/quotas/container-resources";
import {
  container,
  deployment,
  limits,
  limitsOf,
  modest,
  namespace,
  podOf,
  quota,
  quotaOf,
} from "../../../policies/quotas/examples";
import { namespaceLimits } from "../../../policies/quotas/namespace-limits";
import { namespaceQuota } from "../../../policies/quotas/namespace-quota";
import { KubernetesObject } from "../../../policies/shared/objects";
import { programOf, verdictOf } from "../../support/policies";

const faultsOf = (policy: Parameters<typeof verdictOf>[0], objects: readonly object[], settings: object = {}) =>
  verdictOf(policy, programOf({ objects, config: { [policy.name]: settings as Record<string, unknown> } })).faults;

describe("namespaces", () => {
  it("are judged once, whatever they receive", () => {
    const judgements = namespaceQuota.judge(
      programOf({ objects: [namespace, deployment(), deployment(undefined, {}, "b")] }),
    );
    assert.deepEqual(
      judgements.map(({ subject }) => subject?.title),
      ["Namespace shop"],
    );
  });

  it("that others make are named in each fault", () => {
    const partial = [quotaOf({ pods: "1" }), deployment()];
    assert.deepEqual(faultsOf(namespaceQuota, partial, { foreign: "demand", required: ["pods", "secrets"] }), [
      'namespace "shop", ResourceQuota "quota": spec.hard.secrets must be set, but is missing',
    ]);
    assert.deepEqual(faultsOf(namespaceLimits, partial, { foreign: "demand", exempt: ["shop"] }), []);
    const elsewhere = { ...deployment(), metadata: { name: "web", namespace: "other" } };
    assert.deepEqual(faultsOf(namespaceLimits, [namespace, limits, deployment(), elsewhere], { foreign: "demand" }), [
      'namespace "other": a LimitRange for containers must exist, but is missing',
    ]);
  });

  it("receive nothing from a PodTemplate, which makes no pods by itself", () => {
    const template = {
      apiVersion: "v1",
      kind: "PodTemplate",
      metadata: { name: "a", namespace: "shop" },
      template: podOf(container()),
    };
    assert.equal(verdictOf(namespaceQuota, programOf({ objects: [namespace, template] })).outcome, "skip");
  });

  it("have the keys of all quotas together, whichever way they are spelled", () => {
    const spelled = [quotaOf({ memory: "1Gi", "count/secrets": "1" }), quotaOf({ cpu: "1" }, {}, "more")];
    const required = ["requests.cpu", "requests.memory", "secrets", "count/jobs.batch"];
    assert.deepEqual(faultsOf(namespaceQuota, [namespace, ...spelled, deployment()], { required }), [
      'ResourceQuota "quota" and "more": spec.hard["count/jobs.batch"] must be set, but is missing',
    ]);
  });
});

describe("the defaults of a LimitRange", () => {
  const named = (name: string, item: object) => ({
    ...limitsOf({ type: "Container", ...item }),
    metadata: { name, namespace: "shop" },
  });
  const faultsWith = (...ranges: readonly object[]) => faultsOf(namespaceLimits, [namespace, ...ranges, deployment()]);

  it("are missing from one that says nothing", () =>
    assert.deepEqual(faultsWith({ apiVersion: "v1", kind: "LimitRange", metadata: { name: "a", namespace: "shop" } }), [
      "a LimitRange for containers must exist, but is missing",
    ]));

  it("may come from several", () =>
    assert.deepEqual(
      faultsWith(named("a", { default: { cpu: "1" } }), named("b", { default: { memory: "1Gi" } })),
      [],
    ));

  it("may be set twice where they are equal", () =>
    assert.deepEqual(faultsWith(limits, named("b", { default: { cpu: "0.5" }, defaultRequest: { cpu: "250m" } })), []));

  it("are in doubt where two set them, be it one that the API server fills in", () =>
    assert.deepEqual(faultsWith(limits, named("b", { max: { cpu: "1" } })), [
      'LimitRange "b": default.cpu must be the 500m of LimitRange "limits", but is 1',
      'LimitRange "b": defaultRequest.cpu must be the 250m of LimitRange "limits", but is 1',
    ]));

  it("are in order by themselves, across all of them", () =>
    assert.deepEqual(
      faultsWith(
        named("a", { default: { cpu: "1", memory: "1Gi" } }),
        named("b", { min: { cpu: "2" }, max: { cpu: "4" } }),
      ).slice(-1),
      ['a container without resources: resources.requests.cpu must be at least 2 (LimitRange "b"), but is 1'],
    ));
});

describe("container-resources", () => {
  const gpu = "nvidia.com/gpu";
  const of = (resources: object, ...more: readonly object[]) =>
    faultsOf(containerResources, [deployment(podOf(container(resources))), ...more], { required: [] });

  it("wants requests of devices and huge pages equal to their limits", () => {
    assert.deepEqual(of({ limits: { [gpu]: 1 } }), []);
    assert.deepEqual(of({ requests: { [gpu]: 1 }, limits: { [gpu]: 2 } }), [
      'container "web": resources.requests["nvidia.com/gpu"] must equal the limit of 2, but is 1',
    ]);
    assert.deepEqual(of({ requests: { "hugepages-2Mi": "2Mi" } }), [
      'container "web": resources.limits["hugepages-2Mi"] must be set, but is missing',
    ]);
  });

  it("wants what the quotas count that apply to the pod", () => {
    assert.deepEqual(
      of({}, quotaOf({ memory: "1Gi", "limits.cpu": "1", "requests.ephemeral-storage": "1Gi", pods: 1 })),
      [
        'container "web": resources.requests.memory must be set (ResourceQuota "quota" counts it), but is missing',
        'container "web": resources.limits.cpu must be set (ResourceQuota "quota" counts it), but is missing',
      ],
    );
    assert.deepEqual(of({}, quotaOf({ cpu: "1" }, { scopes: ["Terminating"] })), []);
    assert.equal(of({}, quotaOf({ cpu: "1" }, { scopes: ["NotTerminating"] })).length, 1);
  });

  it("wants nothing of ephemeral containers, which cannot have resources", () => {
    const template = { spec: { containers: [container(modest)], ephemeralContainers: [{ name: "debug" }] } };
    assert.deepEqual(faultsOf(containerResources, [deployment(template)]), []);
  });

  it("wants a pod's own requests to be at most its own limits", () => {
    const template = {
      spec: { resources: { requests: { cpu: "2" }, limits: { cpu: "1" } }, containers: [container(modest)] },
    };
    assert.deepEqual(faultsOf(containerResources, [deployment(template)]), [
      "pod: resources.requests.cpu must be at most the limit of 1, but is 2",
    ]);
  });

  it("lets a pod take exactly what its containers do", () => {
    const template = { spec: { resources: modest, containers: [container(modest)] } };
    assert.deepEqual(faultsOf(containerResources, [deployment(template)]), []);
  });

  it("waits for what may still be registered", () => {
    const program = programOf({ objects: [quota] });
    assert.equal(containerResources.settled(KubernetesObject.of(deployment()), program), false);
  });
});
