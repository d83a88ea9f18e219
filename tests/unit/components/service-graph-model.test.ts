import assert from "node:assert/strict";
import { policyOf } from "../../support/network-policies/manifest";
import { allows, type Cluster, type Connection, type Endpoint, type Pod } from "../../support/network-policies/model";

const pod = (namespace: string, app: string, address: string, more: Partial<Pod> = {}): Pod => ({
  name: app,
  namespace,
  labels: { app },
  address,
  ...more,
});

const web = pod("shop", "web", "10.4.0.1");
const store = pod("shop", "store", "10.4.0.2", { namedPorts: { sql: { port: 5432, protocol: "TCP" } } });
const otherWeb = pod("office", "web", "10.4.0.3");
const internet: Endpoint = { address: "93.184.216.34" };

const namespaces = {
  shop: { "kubernetes.io/metadata.name": "shop" },
  office: { "kubernetes.io/metadata.name": "office", tier: "back" },
};

interface Spec {
  readonly [field: string]: unknown;
}

const policy = (spec: Spec, namespace = "shop") => policyOf({ metadata: { name: "policy", namespace }, spec });

/** Whether the connection is allowed under policies with these specs, in the namespace `shop`. */
function allowed(
  specs: readonly Spec[],
  connection: Pick<Connection, "from" | "to"> & Partial<Connection>,
  more: Partial<Cluster> = {},
): boolean {
  const cluster: Cluster = {
    namespaces,
    policies: specs.map((spec) => policy(spec)),
    ipBlocksMatchPods: true,
    ...more,
  };
  return allows(cluster, { port: 5432, protocol: "TCP", ...connection });
}

const ofStore = { podSelector: { matchLabels: { app: "store" } } };
const ofWeb = { podSelector: { matchLabels: { app: "web" } } };
const everything = { podSelector: {} };

describe("the model of network policies", () => {
  describe("isolates a pod", () => {
    const cases: readonly [string, readonly Spec[], Pick<Connection, "from" | "to">, boolean][] = [
      ["not at all without policies", [], { from: web, to: store }, true],
      [
        "that a policy selects, in the direction that it names",
        [{ ...ofStore, policyTypes: ["Ingress"] }],
        { from: web, to: store },
        false,
      ],
      [
        "not in the direction that no policy names",
        [{ ...ofStore, policyTypes: ["Ingress"] }],
        { from: store, to: web },
        true,
      ],
      ["on the other end of the call too", [{ ...ofWeb, policyTypes: ["Egress"] }], { from: web, to: store }, false],
      ["never from itself", [{ ...everything, policyTypes: ["Ingress", "Egress"] }], { from: web, to: web }, true],
      [
        "not by policies of another namespace",
        [{ ...everything, policyTypes: ["Ingress"] }],
        { from: web, to: otherWeb },
        true,
      ],
      ["for ingress where no types are named", [ofStore], { from: web, to: store }, false],
      ["not for egress where neither types nor rules are named", [ofStore], { from: store, to: web }, true],
      ["for egress where rules for it are there", [{ ...ofStore, egress: [] }], { from: store, to: web }, false],
      [
        "not where a rule names neither peer nor port",
        [{ ...ofStore, ingress: [{}] }],
        { from: internet, to: store },
        true,
      ],
      [
        "unless another policy allows the call",
        [ofStore, { ...ofStore, ingress: [{}] }],
        { from: web, to: store },
        true,
      ],
    ];
    for (const [title, specs, connection, expected] of cases)
      it(title, () => assert.equal(allowed(specs, connection), expected));
  });

  describe("takes a peer", () => {
    const from = (peers: readonly unknown[], caller: Endpoint, more: Partial<Cluster> = {}): boolean =>
      allowed([{ ...ofStore, ingress: [{ from: peers }] }], { from: caller, to: store }, more);
    const webs = { podSelector: { matchLabels: { app: "web" } } };
    const office = { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "office" } } };

    it("with a pod selector alone as of the policy's namespace", () => {
      assert.deepEqual([from([webs], web), from([webs], otherWeb)], [true, false]);
    });
    it("with a namespace selector alone as all of that namespace", () => {
      const otherStore = pod("office", "store", "10.4.0.4");
      assert.deepEqual(
        [from([office], otherWeb), from([office], otherStore), from([office], web)],
        [true, true, false],
      );
    });
    it("with both selectors as both", () => {
      const both = { ...office, ...webs };
      const otherStore = pod("office", "store", "10.4.0.4");
      assert.deepEqual([from([both], otherWeb), from([both], otherStore), from([both], web)], [true, false, false]);
    });
    it("in a list as one of many", () => {
      const either = [office, webs];
      const otherStore = pod("office", "store", "10.4.0.4");
      assert.deepEqual([from(either, otherStore), from(either, web)], [true, true]);
    });
    it("with empty selectors as every pod, and nothing outside the cluster", () => {
      const any = [{ namespaceSelector: {} }];
      assert.deepEqual([from(any, otherWeb), from(any, web), from(any, internet)], [true, true, false]);
    });
    it("with an address block as its addresses without the exceptions", () => {
      const block = [{ ipBlock: { cidr: "93.184.0.0/16", except: ["93.184.216.0/24"] } }];
      assert.deepEqual([from(block, { address: "93.184.215.1" }), from(block, internet)], [true, false]);
    });
    it("with an address block as pods only where the cluster does so", () => {
      const block = [{ ipBlock: { cidr: "10.4.0.0/14" } }];
      assert.equal(from(block, web), true);
      assert.equal(from(block, web, { ipBlocksMatchPods: false }), false);
    });
    it("with an address block as addresses of its own family alone", () => {
      assert.equal(from([{ ipBlock: { cidr: "0.0.0.0/0" } }], { address: "2606:2800:220:1::1" }), false);
    });
  });

  describe("takes a port", () => {
    const on = (ports: readonly unknown[], connection: Partial<Connection> = {}): boolean =>
      allowed([{ ...ofStore, ingress: [{ ports }] }], { from: web, to: store, ...connection });

    const cases: readonly [string, readonly unknown[], Partial<Connection>, boolean][] = [
      ["by its number", [{ port: 5432 }], {}, true],
      ["by no other number", [{ port: 5433 }], {}, false],
      ["of TCP where no protocol is named", [{ port: 5432 }], { protocol: "UDP" }, false],
      ["of the protocol that is named", [{ port: 5432, protocol: "UDP" }], { protocol: "UDP" }, true],
      ["within a range of ports", [{ port: 5000, endPort: 6000 }], {}, true],
      ["not outside a range of ports", [{ port: 5000, endPort: 5431 }], {}, false],
      ["as all of a protocol where no number is named", [{ protocol: "TCP" }], {}, true],
      ["by the name that the callee's container gives it", [{ port: "sql" }], {}, true],
      ["not by a name for another number", [{ port: "sql" }], { port: 5433 }, false],
      ["not by a name that the callee does not know", [{ port: "http" }], {}, false],
    ];
    for (const [title, ports, connection, expected] of cases)
      it(title, () => assert.equal(on(ports, connection), expected));

    it("not by name of an address outside the cluster", () => {
      const specs = [{ ...ofWeb, egress: [{ ports: [{ port: "sql" }] }] }];
      assert.equal(allowed(specs, { from: web, to: internet }), false);
    });
  });

  describe("selects by expressions", () => {
    const cases: readonly [string, object, boolean][] = [
      ["In with the value", { key: "app", operator: "In", values: ["web", "api"] }, true],
      ["In without the value", { key: "app", operator: "In", values: ["api"] }, false],
      ["NotIn with the value", { key: "app", operator: "NotIn", values: ["web"] }, false],
      ["NotIn of a label that is not there", { key: "tier", operator: "NotIn", values: ["web"] }, true],
      ["Exists", { key: "app", operator: "Exists" }, true],
      ["DoesNotExist", { key: "app", operator: "DoesNotExist" }, false],
    ];
    for (const [title, expression, expected] of cases)
      it(title, () => {
        const peer = { podSelector: { matchExpressions: [expression] } };
        const specs = [{ ...ofStore, ingress: [{ from: [peer] }] }];
        assert.equal(allowed(specs, { from: web, to: store }), expected);
      });
  });

  const unknown: readonly [string, Spec][] = [
    ["a misspelt selector", { podSelector: {}, ingress: [{ from: [{ namespaceSelecter: {} }] }] }],
    ["a misspelt label match", { podSelector: { matchLabel: { app: "web" } } }],
    [
      "an address block beside a selector",
      { podSelector: {}, ingress: [{ from: [{ podSelector: {}, ipBlock: { cidr: "10.0.0.0/8" } }] }] },
    ],
    ["an empty peer", { podSelector: {}, ingress: [{ from: [{}] }] }],
    ["`from` in a rule for egress", { podSelector: {}, egress: [{ from: [] }] }],
    ["a policy without selector", { policyTypes: ["Ingress"] }],
  ];
  for (const [title, spec] of unknown) it(`refuses ${title}`, () => assert.throws(() => policy(spec)));
});
