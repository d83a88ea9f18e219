import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import { Guardrails, type GuardrailsArgs } from "../../../components";
import { allowDns } from "../../../components/guardrails/manifests";
import { clouds } from "../../../components/shared/cloud";
import { kubernetes } from "../../../components/shared/versions";
import { anyHandle, clusterHandle } from "../../support/handles";
import { record, valueOf } from "../../support/record";

const exemption = { owner: "platform", reason: "node agents mount the host", expires: "2027-03-31" };
const version = `v${kubernetes.default}`;

const guard = (args: Omit<GuardrailsArgs, "cluster" | "namespace"> = {}): Guardrails =>
  new Guardrails("shop", { cluster: clusterHandle("eks"), namespace: "shop", ...args });

const metadata = (name: string): object => ({
  name,
  namespace: "shop",
  labels: { "app.kubernetes.io/managed-by": "pulumi" },
});

describe("Guardrails", () => {
  const made = [
    "kubernetes:core/v1:LimitRange shop-limits",
    "kubernetes:core/v1:Namespace shop-namespace",
    "kubernetes:core/v1:ResourceQuota shop-quota",
    "kubernetes:core/v1:ServiceAccount shop-default-service-account",
    "kubernetes:networking.k8s.io/v1:NetworkPolicy shop-allow-dns",
    "kubernetes:networking.k8s.io/v1:NetworkPolicy shop-allow-monitoring",
    "kubernetes:networking.k8s.io/v1:NetworkPolicy shop-default-deny",
  ];
  for (const cloud of clouds)
    it(`makes the same objects on ${cloud}, with the provider of the cluster`, async () => {
      const { registrations, result } = await record(
        () => new Guardrails("shop", { cluster: anyHandle[cloud](), namespace: "shop" }),
      );
      const own = registrations.filter((each) => each.name.startsWith("shop-"));
      assert.deepEqual(own.map((each) => `${each.type} ${each.name}`).sort(), made);
      for (const each of own) assert.match(each.provider ?? "", /pulumi:providers:kubernetes::kubernetes::/);
      assert.equal(await valueOf(result.namespace), "shop");
    });

  it("enforces, audits and warns at restricted, at a pinned version", async () => {
    const namespace = (await record(() => guard({ labels: { team: "shop" } }))).one("kubernetes:core/v1:Namespace");
    assert.deepEqual(namespace.inputs.metadata, {
      name: "shop",
      labels: {
        "app.kubernetes.io/managed-by": "pulumi",
        "pod-security.kubernetes.io/audit": "restricted",
        "pod-security.kubernetes.io/audit-version": version,
        "pod-security.kubernetes.io/enforce": "restricted",
        "pod-security.kubernetes.io/enforce-version": version,
        "pod-security.kubernetes.io/warn": "restricted",
        "pod-security.kubernetes.io/warn-version": version,
        team: "shop",
      },
    });
  });

  it("writes owner, reason and last day on a namespace below restricted, and still warns at restricted", async () => {
    const far = { ...exemption, expires: "9999-12-31" };
    const args = { level: "privileged", podSecurityVersion: "v1.35", exemption: far } as const;
    const namespace = (await record(() => guard(args))).one("kubernetes:core/v1:Namespace");
    assert.deepEqual(namespace.inputs.metadata, {
      name: "shop",
      annotations: {
        "kubernetes-best-practices/exemption-expires": "9999-12-31",
        "kubernetes-best-practices/exemption-owner": "platform",
        "kubernetes-best-practices/exemption-reason": "node agents mount the host",
      },
      labels: {
        "app.kubernetes.io/managed-by": "pulumi",
        "pod-security.kubernetes.io/audit": "restricted",
        "pod-security.kubernetes.io/audit-version": "v1.35",
        "pod-security.kubernetes.io/enforce": "privileged",
        "pod-security.kubernetes.io/enforce-version": "v1.35",
        "pod-security.kubernetes.io/warn": "restricted",
        "pod-security.kubernetes.io/warn-version": "v1.35",
      },
    });
  });

  it("sets the quota of the mission, overridden key by key", async () => {
    const quota = (await record(() => guard({ quota: { pods: "300", "count/jobs.batch": "10" } }))).one(
      "kubernetes:core/v1:ResourceQuota",
    );
    assert.deepEqual(quota.inputs.metadata, metadata("quota"));
    assert.deepEqual(quota.inputs.spec, {
      hard: {
        configmaps: "100",
        "count/jobs.batch": "10",
        "limits.cpu": "100",
        "limits.memory": "200Gi",
        persistentvolumeclaims: "20",
        pods: "300",
        replicationcontrollers: "20",
        "requests.cpu": "50",
        "requests.memory": "100Gi",
        "requests.storage": "500Gi",
        secrets: "100",
        services: "50",
        "services.loadbalancers": "5",
        "services.nodeports": "10",
      },
    });
  });

  it("sets the limits of the mission, overridden quantity by quantity", async () => {
    const limits = { container: { maxLimitRequestRatio: { cpu: "20" } } };
    const range = (await record(() => guard({ limits }))).one("kubernetes:core/v1:LimitRange");
    assert.deepEqual(range.inputs.metadata, metadata("limits"));
    assert.deepEqual(range.inputs.spec, {
      limits: [
        {
          type: "Container",
          default: { cpu: "500m", "ephemeral-storage": "500Mi", memory: "512Mi" },
          defaultRequest: { cpu: "250m", "ephemeral-storage": "200Mi", memory: "256Mi" },
          min: { cpu: "100m", memory: "128Mi" },
          max: { cpu: "4", memory: "8Gi" },
          maxLimitRequestRatio: { cpu: "20", memory: "4" },
        },
        { type: "Pod", max: { cpu: "8", memory: "16Gi" } },
        { type: "PersistentVolumeClaim", min: { storage: "1Gi" }, max: { storage: "100Gi" } },
      ],
    });
  });

  it("gives the default service account no token", async () => {
    const account = (await record(() => guard())).one("kubernetes:core/v1:ServiceAccount");
    assert.deepEqual(account.inputs.metadata, metadata("default"));
    assert.equal(account.inputs.automountServiceAccountToken, false);
  });

  it("refuses every argument that cannot be, together, before it makes anything", async () => {
    const program = (): Guardrails =>
      guard({ level: "baseline", quota: { pods: "many" }, podSecurityVersion: "latest" });
    await assert.rejects(
      record(program),
      (error) =>
        pulumi.InputPropertiesError.isInstance(error) &&
        error.errors.map(({ propertyPath }) => propertyPath).join() === "podSecurityVersion,exemption,quota.pods",
    );
  });

  it("refuses an exemption of which the last day is past", async () => {
    const past = { ...exemption, expires: "2020-01-01" };
    await assert.rejects(
      record(() => guard({ level: "privileged", exemption: past })),
      /exemption\.expires: "2020-01-01"/,
    );
  });
});

describe("network policies of a namespace", () => {
  const policy = async (name: string, args: Omit<GuardrailsArgs, "cluster" | "namespace"> = {}) =>
    (await record(() => guard(args))).one("kubernetes:networking.k8s.io/v1:NetworkPolicy", `shop-${name}`).inputs;

  it("deny everything in both directions", async () => {
    const { metadata: own, spec } = await policy("default-deny");
    assert.deepEqual(own, metadata("default-deny"));
    assert.deepEqual(spec, { podSelector: {}, policyTypes: ["Ingress", "Egress"] });
  });

  const ports = [
    { port: 53, protocol: "UDP" },
    { port: 53, protocol: "TCP" },
  ];
  const kubeDns = {
    namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } },
    podSelector: { matchLabels: { "k8s-app": "kube-dns" } },
  };

  it("allow DNS over UDP and TCP to kube-dns alone", async () => {
    const { metadata: own, spec } = await policy("allow-dns");
    assert.deepEqual(own, metadata("allow-dns"));
    assert.deepEqual(spec, { podSelector: {}, policyTypes: ["Egress"], egress: [{ to: [kubeDns], ports }] });
  });

  it("allow DNS to the node's cache where the setting says so", () => {
    assert.deepEqual(allowDns("shop", true).spec, {
      podSelector: {},
      policyTypes: ["Egress"],
      egress: [
        {
          to: [
            kubeDns,
            {
              namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } },
              podSelector: { matchLabels: { "k8s-app": "node-local-dns" } },
            },
            { ipBlock: { cidr: "169.254.20.10/32" } },
          ],
          ports,
        },
      ],
    });
  });

  it("allow the pods that scrape, chosen by namespace and label in one peer", async () => {
    const monitoring = { namespace: "observability", podLabels: { "app.kubernetes.io/name": "alloy" } };
    const scrapedBy = async (args: { monitoring?: typeof monitoring }): Promise<unknown> =>
      (await policy("allow-monitoring", args)).spec;
    const from = (namespace: string, name: string): object => ({
      podSelector: {},
      policyTypes: ["Ingress"],
      ingress: [
        {
          from: [
            {
              namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
              podSelector: { matchLabels: { "app.kubernetes.io/name": name } },
            },
          ],
        },
      ],
    });
    assert.deepEqual(await scrapedBy({}), from("monitoring", "prometheus"));
    assert.deepEqual(await scrapedBy({ monitoring }), from("observability", "alloy"));
  });
});
