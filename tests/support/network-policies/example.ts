import type { AnyHandle } from "../../../components";
import type { Call, Service, ServiceGraphArgs } from "../../../components/shared/service-graph/contract";

/** The example application: what its services listen on and call, with the database managed or in the cluster. */

export const gateway = { namespace: "istio-ingress", podLabels: { istio: "ingress" } };
export const collector = {
  namespace: "observability",
  podLabels: { "app.kubernetes.io/name": "opentelemetry-collector" },
};
export const databaseRange = "10.60.0.0/24";

const name = (service: string): Record<string, string> => ({ "app.kubernetes.io/name": service });
const postgres = { port: 5432 };

const managed: Call = { to: "range", range: databaseRange, ports: [postgres] };
const inCluster: Call = { to: "service", service: "postgresql", ports: ["postgresql"] };

export type Database = "managed" | "in-cluster";

export function exampleServices(database: Database): Readonly<Record<string, Service>> {
  const callsDatabase = database === "managed" ? managed : inCluster;
  const identity = database === "managed";
  return {
    application: {
      podLabels: name("application"),
      ports: { http: { port: 8000 } },
      metrics: ["http"],
      callers: [{ pods: gateway, ports: ["http"] }],
      calls: [
        callsDatabase,
        { to: "service", service: "valkey", ports: ["valkey"] },
        { to: "service", service: "keycloak", ports: ["http"] },
        { to: "service", service: "openfga", ports: ["http", "grpc"] },
        { to: "pods", pods: collector, ports: [{ port: 4317 }] },
        { to: "internet", ports: [{ port: 443 }] },
      ],
      identity,
      meshed: true,
    },
    keycloak: {
      podLabels: name("keycloak"),
      ports: { http: { port: 8080 }, management: { port: 9000 } },
      metrics: ["management"],
      callers: [{ pods: gateway, ports: ["http"] }],
      calls: [callsDatabase, { to: "internet", ports: [{ port: 443 }, { port: 587 }] }],
      identity,
    },
    openfga: {
      podLabels: name("openfga"),
      ports: { http: { port: 8080 }, grpc: { port: 8081 }, metrics: { port: 2112 } },
      metrics: ["metrics"],
      calls: [callsDatabase],
      identity,
    },
    valkey: {
      podLabels: name("valkey"),
      ports: { valkey: { port: 6379 }, sentinel: { port: 26379 }, metrics: { port: 9121 } },
      metrics: ["metrics"],
      peers: ["valkey", "sentinel"],
    },
    ...(database === "managed"
      ? {}
      : {
          postgresql: {
            podLabels: name("postgresql"),
            ports: { postgresql: postgres, metrics: { port: 9187 } },
            metrics: ["metrics"],
            peers: ["postgresql"],
          },
        }),
  };
}

export function exampleArgs(cluster: AnyHandle, database: Database): ServiceGraphArgs {
  return { cluster, namespace: "shop", services: exampleServices(database) };
}
