import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import type { ApplicationSettings } from "../../../components/application/contract";
import { planOf } from "../../../components/application/defaults";
import { accessTo, servicesOf } from "../../../components/application/graph";
import type { Call, Service } from "../../../components/shared/service-graph/contract";

const database: Call = { to: "range", range: "10.60.0.0/24", ports: [{ port: 5432 }] };
const facts = { access: { calls: [database], identity: true }, meshed: false };

const graph = (settings: Partial<ApplicationSettings> = {}, more = {}): Readonly<Record<string, Service>> =>
  servicesOf(planOf({ service: "shop", namespace: "applications", ...settings }), { ...facts, ...more });

const gateway = { namespace: "istio-ingress", podLabels: { istio: "ingressgateway" } };

describe("the calls of the example application", () => {
  it("are those of the application to its database, services, collector and providers of models", () => {
    assert.deepEqual(graph()["application"], {
      podLabels: { "app.kubernetes.io/name": "shop", "app.kubernetes.io/instance": "shop" },
      ports: { http: { port: 8000, protocol: undefined } },
      metrics: ["http"],
      callers: [{ pods: gateway, ports: ["http"] }],
      calls: [
        database,
        { to: "service", service: "redis", ports: ["redis"] },
        { to: "service", service: "keycloak", ports: ["http"] },
        { to: "service", service: "openfga", ports: ["http", "grpc"] },
        { to: "internet", ports: [{ port: 443 }] },
        {
          to: "pods",
          pods: { namespace: "monitoring", podLabels: { "app.kubernetes.io/name": "alloy" } },
          ports: [{ port: 4317 }],
        },
      ],
      identity: true,
      meshed: false,
    });
  });

  it("are none of Redis, but its replication and its exporter", () => {
    assert.deepEqual(graph()["redis"], {
      podLabels: { "app.kubernetes.io/name": "valkey", "app.kubernetes.io/instance": "shop-redis" },
      ports: { redis: { port: 6379 }, metrics: { port: 9121 } },
      metrics: ["metrics"],
      peers: ["redis"],
      meshed: false,
    });
  });

  it("are those of Keycloak to its database, other providers and mail, and among its pods", () => {
    assert.deepEqual(graph()["keycloak"], {
      podLabels: { "app.kubernetes.io/name": "keycloakx", "app.kubernetes.io/instance": "shop-keycloak" },
      ports: {
        http: { port: 8080 },
        management: { port: 9000 },
        jgroups: { port: 7800 },
        "jgroups-failure": { port: 57800 },
      },
      metrics: ["management"],
      peers: ["jgroups", "jgroups-failure"],
      callers: [{ pods: gateway, ports: ["http"] }],
      calls: [database, { to: "internet", ports: [{ port: 443 }, { port: 587 }] }],
      identity: true,
      meshed: false,
    });
  });

  it("are those of OpenFGA to its database alone", () => {
    assert.deepEqual(graph()["openfga"], {
      podLabels: { "app.kubernetes.io/name": "openfga", "app.kubernetes.io/instance": "shop-openfga" },
      ports: { http: { port: 8080 }, grpc: { port: 8081 }, metrics: { port: 2112 } },
      metrics: ["metrics"],
      calls: [database],
      identity: true,
      meshed: false,
    });
  });
});

describe("the calls of an application", () => {
  const callsOf = (settings: Partial<ApplicationSettings>): readonly Call[] =>
    graph({ preset: "none", ports: { web: { port: 8080 } }, ...settings })["application"]?.calls ?? [];

  it("are none by themselves", () => {
    const service = graph({ preset: "none", ports: { web: { port: 8080 } } });
    assert.deepEqual(Object.keys(service), ["application"]);
    assert.deepEqual(service["application"]?.calls, []);
    assert.equal(service["application"].identity, false);
  });

  it("go to the range of an external service, or to public addresses, and to no pods", () => {
    const services = {
      redis: { mode: "external", host: "10.61.0.5", port: 6380, range: "10.61.0.0/24" },
      openfga: { mode: "external", host: "fga.example.com", port: 443 },
    } as const;
    assert.deepEqual(callsOf({ services }), [
      { to: "range", range: "10.61.0.0/24", ports: [{ port: 6380 }] },
      { to: "internet", ports: [{ port: 443 }] },
    ]);
    assert.deepEqual(Object.keys(graph({ services })), ["application"]);
  });

  it("are what the settings say beside those", () => {
    const calls = [
      { to: "range", range: "10.70.0.0/16", ports: [443, 8443] },
      { to: "pods", namespace: "search", podLabels: { app: "search" }, ports: [9200] },
    ] as const;
    assert.deepEqual(callsOf({ calls }), [
      { to: "range", range: "10.70.0.0/16", ports: [{ port: 443 }, { port: 8443 }] },
      { to: "pods", pods: { namespace: "search", podLabels: { app: "search" } }, ports: [{ port: 9200 }] },
    ]);
  });

  it("reach no database where only its services have one, which keep their own", () => {
    const { application, keycloak } = graph({ database: { name: false } });
    assert.equal(application?.identity, false);
    assert.ok(!(application.calls ?? []).includes(database));
    assert.ok((keycloak?.calls ?? []).includes(database));
  });

  it("let the mesh in everywhere where there is one", () => {
    assert.deepEqual(
      Object.values(graph({}, { meshed: true })).map(({ meshed }) => meshed),
      [true, true, true, true],
    );
  });

  it("go to the pods of a database in the cluster, without an identity", () => {
    const podLabels = { "app.kubernetes.io/name": "database" };
    const access = accessTo<"eks">({
      kind: "in-cluster",
      host: pulumi.output("database.databases"),
      port: 5432,
      range: "10.0.0.0/16",
      administration: {
        namespace: "databases",
        serviceAccount: "administration",
        podLabels: {},
        role: pulumi.output("postgres"),
        ready: [],
      },
      facts: { namespace: "databases", podLabels, administratorSecret: pulumi.output("database") },
      ready: [],
    });
    const services = graph({}, { access });
    const call = { to: "pods", pods: { namespace: "databases", podLabels }, ports: [{ port: 5432 }] };
    for (const name of ["application", "keycloak", "openfga"]) {
      assert.deepEqual(services[name]?.calls?.[0], call);
      assert.equal(services[name].identity, false);
    }
  });

  it("to no database are none", () => {
    assert.deepEqual(accessTo(undefined), { calls: [], identity: false });
  });
});
