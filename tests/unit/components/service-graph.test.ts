import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import { type Cloud, clouds, defaultMonitoring as guardrailsMonitoring } from "../../../components";
import type { ServiceGraphArgs } from "../../../components/shared/service-graph/contract";
import { defaultMonitoring } from "../../../components/shared/service-graph/defaults";
import { ServiceGraph } from "../../../components/shared/service-graph/service-graph";
import { anyHandle, clusterHandle } from "../../support/handles";
import { collector, exampleArgs, exampleServices, gateway } from "../../support/network-policies/example";
import { Options } from "../../support/options";
import { record, type Recording, valueOf } from "../../support/record";

const type = "kubernetes:networking.k8s.io/v1:NetworkPolicy";

const example = async (cloud: Cloud, more: Partial<ServiceGraphArgs> = {}): Promise<Recording<ServiceGraph>> =>
  record(() => new ServiceGraph("example", { ...exampleArgs(anyHandle[cloud](), "managed"), ...more }));

const pods = (namespace: string, podLabels: Readonly<Record<string, string>>): object => ({
  namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
  podSelector: { matchLabels: podLabels },
});
const service = (name: string): object => pods("shop", { "app.kubernetes.io/name": name });
const tcp = (...ports: readonly number[]): readonly object[] => ports.map((port) => ({ port, protocol: "TCP" }));
const block = (cidr: string): object => ({ ipBlock: { cidr } });

const prometheus = pods("monitoring", { "app.kubernetes.io/name": "prometheus" });
const dns = {
  to: [pods("kube-system", { "k8s-app": "kube-dns" })],
  ports: [
    { port: 53, protocol: "TCP" },
    { port: 53, protocol: "UDP" },
  ],
};
const database = { to: [block("10.60.0.0/24")], ports: tcp(5432) };
const podIdentity = { to: [block("169.254.170.23/32")], ports: tcp(80) };

const special = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "168.63.129.16/32",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
];
const internet = { ipBlock: { cidr: "0.0.0.0/0", except: special } };

interface Rules {
  readonly ingress: readonly object[];
  readonly egress: readonly object[];
}

/** The rules of the example on EKS; each service says and hears nothing else. */
const expected: Readonly<Record<string, Rules>> = {
  application: {
    ingress: [
      { from: [pods("istio-ingress", { istio: "ingress" })], ports: tcp(8000) },
      { from: [prometheus], ports: tcp(8000, 15020, 15090) },
    ],
    egress: [
      { to: [internet], ports: tcp(443) },
      database,
      podIdentity,
      { to: [pods("istio-system", { app: "istiod" })], ports: tcp(15010, 15012, 15014) },
      dns,
      { to: [pods("observability", { "app.kubernetes.io/name": "opentelemetry-collector" })], ports: tcp(4317) },
      { to: [service("keycloak")], ports: tcp(8080) },
      { to: [service("openfga")], ports: tcp(8080, 8081) },
      { to: [service("valkey")], ports: tcp(6379) },
    ],
  },
  keycloak: {
    ingress: [
      { from: [pods("istio-ingress", { istio: "ingress" })], ports: tcp(8080) },
      { from: [prometheus], ports: tcp(9000) },
      { from: [service("application")], ports: tcp(8080) },
    ],
    egress: [{ to: [internet], ports: tcp(443, 587) }, database, podIdentity, dns],
  },
  openfga: {
    ingress: [
      { from: [prometheus], ports: tcp(2112) },
      { from: [service("application")], ports: tcp(8080, 8081) },
    ],
    egress: [database, podIdentity, dns],
  },
  valkey: {
    ingress: [
      { from: [prometheus], ports: tcp(9121) },
      { from: [service("application")], ports: tcp(6379) },
      { from: [service("valkey")], ports: tcp(6379, 26379) },
    ],
    egress: [dns, { to: [service("valkey")], ports: tcp(6379, 26379) }],
  },
};

describe("ServiceGraph", () => {
  for (const [name, rules] of Object.entries(expected))
    it(`gives ${name} of the example a policy with exactly its calls`, async () => {
      const { inputs } = (await example("eks")).one(type, `example-${name}`);
      assert.deepEqual(inputs.metadata, {
        name: `example-${name}`,
        namespace: "shop",
        labels: { "app.kubernetes.io/managed-by": "pulumi" },
      });
      assert.deepEqual(inputs.spec, {
        podSelector: { matchLabels: { "app.kubernetes.io/name": name } },
        policyTypes: ["Ingress", "Egress"],
        ...rules,
      });
    });

  it("adds PostgreSQL where it runs in the cluster, called by its users and by itself", async () => {
    const services = exampleServices("in-cluster");
    const { inputs } = (await example("eks", { services })).one(type, "example-postgresql");
    assert.deepEqual(inputs.spec, {
      podSelector: { matchLabels: { "app.kubernetes.io/name": "postgresql" } },
      policyTypes: ["Ingress", "Egress"],
      ingress: [
        { from: [prometheus], ports: tcp(9187) },
        ...["application", "keycloak", "openfga", "postgresql"].map((name) => ({
          from: [service(name)],
          ports: tcp(5432),
        })),
      ],
      egress: [dns, { to: [service("postgresql")], ports: tcp(5432) }],
    });
  });

  for (const cloud of clouds)
    it(`makes one policy for each service on ${cloud}, with the provider of the cluster`, async () => {
      const { registrations } = await example(cloud);
      const own = registrations.filter((each) => each.name.startsWith("example-"));
      assert.deepEqual(
        own.map((each) => `${each.type} ${each.name}`).sort(),
        Object.keys(expected).map((name) => `${type} example-${name}`),
      );
      for (const each of own) assert.match(each.provider ?? "", /pulumi:providers:kubernetes::kubernetes::/);
    });

  const identities: { readonly [C in Cloud]: readonly object[] } = {
    gke: [
      { to: [block("169.254.169.252/32")], ports: tcp(988) },
      { to: [block("169.254.169.254/32")], ports: tcp(80) },
    ],
    eks: [podIdentity],
    aks: [{ to: [internet], ports: tcp(443) }],
  };
  for (const cloud of clouds)
    it(`opens what an identity needs on ${cloud}, to services that have one alone`, async () => {
      const podLabels = { app: "reports" };
      const services = {
        reports: { podLabels, ports: {}, identity: true },
        plain: { podLabels: { app: "plain" }, ports: {} },
      };
      const recording = await example(cloud, { services });
      const egressOf = (name: string): unknown => Object(recording.one(type, `example-${name}`).inputs.spec).egress;
      assert.deepEqual(egressOf("reports"), [...identities[cloud], dns]);
      assert.deepEqual(egressOf("plain"), [dns]);
    });

  it("makes the policies of a call between namespaces on both sides", async () => {
    const services = {
      front: {
        podLabels: { app: "front" },
        ports: {},
        calls: [{ to: "service", service: "back", ports: ["http"] }],
      },
      back: { namespace: "office", podLabels: { app: "back" }, ports: { http: { port: 8080 } } },
    } as const;
    const recording = await example("gke", { services });
    const [front, back] = ["front", "back"].map((name) => recording.one(type, `example-${name}`).inputs);
    assert.deepEqual(Object(front?.["spec"]).egress, [
      dns,
      { to: [pods("office", { app: "back" })], ports: tcp(8080) },
    ]);
    assert.equal(Object(back?.["metadata"]).namespace, "office");
    assert.deepEqual(Object(back?.["spec"]).ingress, [{ from: [pods("shop", { app: "front" })], ports: tcp(8080) }]);
  });

  it("takes other pods for monitoring and the mesh, and the DNS cache of the node", async () => {
    const services = {
      front: { podLabels: { app: "front" }, ports: { http: { port: 8080 } }, metrics: ["http"], meshed: true },
    };
    const meshControlPlane = { namespace: "aks-istio-system", podLabels: { app: "istiod" } };
    const args = { services, monitoring: collector, meshControlPlane, nodeLocalDns: true };
    const { inputs } = (await example("aks", args)).one(type, "example-front");
    assert.deepEqual(inputs.spec, {
      podSelector: { matchLabels: { app: "front" } },
      policyTypes: ["Ingress", "Egress"],
      ingress: [{ from: [pods(collector.namespace, collector.podLabels)], ports: tcp(8080, 15020, 15090) }],
      egress: [
        { ...dns, to: [block("169.254.20.10/32")] },
        { to: [pods("aks-istio-system", { app: "istiod" })], ports: tcp(15010, 15012, 15014) },
        dns,
        { ...dns, to: [pods("kube-system", { "k8s-app": "node-local-dns" })] },
      ],
    });
  });

  it("leaves the cluster's own ranges out of the internet, public ones too", async () => {
    const services = {
      front: { podLabels: { app: "front" }, ports: {}, calls: [{ to: "internet", ports: [{ port: 443 }] }] },
    } as const;
    const ranges = { nodes: "10.0.0.0/16", pods: "30.0.0.0/14", services: "34.118.224.0/20" };
    const recording = await record(
      () => new ServiceGraph("example", { cluster: clusterHandle("gke", { ranges }), namespace: "shop", services }),
    );
    const except = [...special.slice(0, 2), "30.0.0.0/14", "34.118.224.0/20", ...special.slice(2)];
    assert.deepEqual(Object(recording.one(type).inputs.spec).egress, [
      { to: [{ ipBlock: { cidr: "0.0.0.0/0", except } }], ports: tcp(443) },
      dns,
    ]);
  });

  it("merges calls of one peer, each port once", async () => {
    const services = {
      front: {
        podLabels: { app: "front" },
        ports: {},
        calls: [
          { to: "range", range: "10.60.0.0/24", ports: [{ port: 5433 }, { port: 5432 }] },
          { to: "range", range: "10.60.0.0/24", ports: [{ port: 5432, protocol: "TCP" }] },
        ],
      },
    } as const;
    const { inputs } = (await example("gke", { services })).one(type);
    assert.deepEqual(Object(inputs.spec).egress, [{ to: [block("10.60.0.0/24")], ports: tcp(5432, 5433) }, dns]);
  });

  it("admits every pod of a namespace where a caller has no labels", async () => {
    const callers = [{ pods: { namespace: gateway.namespace, podLabels: {} }, ports: ["http"] }];
    const services = { front: { podLabels: { app: "front" }, ports: { http: { port: 8080 } }, callers } };
    const { inputs } = (await example("gke", { services })).one(type);
    assert.deepEqual(Object(inputs.spec).ingress, [{ from: [pods("istio-ingress", {})], ports: tcp(8080) }]);
  });

  it("hears nothing where nobody calls", async () => {
    const services = { front: { podLabels: { app: "front" }, ports: { http: { port: 8080 } } } };
    const { inputs } = (await example("gke", { services })).one(type);
    assert.deepEqual(Object(inputs.spec).ingress, []);
  });

  it("makes the policies after what the graph and the cluster come after", async () => {
    const options = await Options.of(() => {
      const nodes = new pulumi.ComponentResource("test:index:Nodes", "nodes");
      const namespace = new pulumi.ComponentResource("test:index:Namespace", "namespace");
      const args = exampleArgs(clusterHandle("eks", { ready: [nodes] }), "managed");
      new ServiceGraph("example", args, { dependsOn: namespace });
    }, {});
    for (const name of Object.keys(expected))
      assert.deepEqual(await options.before(`example-${name}`), ["namespace", "nodes"], name);
  });

  it("names the policies as what pods wait for", async () => {
    const { result } = await example("eks");
    const urns = await Promise.all(result.ready.map(async ({ urn }) => valueOf(urn)));
    assert.deepEqual(
      urns.map((urn) => urn.slice(urn.lastIndexOf("::") + 2)),
      Object.keys(expected).map((name) => `example-${name}`),
    );
  });

  it("takes the same pods for monitoring as the guardrails of a namespace", () => {
    assert.deepEqual(defaultMonitoring, guardrailsMonitoring);
  });

  it("refuses every argument that cannot be, together, before it makes a policy", async () => {
    const services = {
      front: { podLabels: {}, ports: {}, calls: [{ to: "service", service: "back", ports: ["http"] }] },
    } as const;
    await assert.rejects(
      example("eks", { namespace: "Shop", services }),
      (error) =>
        pulumi.InputPropertiesError.isInstance(error) &&
        error.errors.map(({ propertyPath }) => propertyPath).join() ===
          "namespace,services.front.podLabels,services.front.calls[0].service",
    );
  });
});
