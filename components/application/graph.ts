import type { Cloud } from "../shared/cloud";
import { databaseCalls } from "../shared/database/calls";
import type { ServerOf } from "../shared/database/contract";
import type { Call, Service } from "../shared/service-graph/contract";
import { selectorLabels } from "../shared/workload/manifests/labels";
import type { ApplicationCall } from "./contract";
import type { CompleteExternal, Plan, ServiceName } from "./defaults";
import { keycloakPods, keycloakPorts } from "./keycloak";
import { openFgaPods, openFgaPorts } from "./openfga";
import { redisPods, redisPorts } from "./redis";

/** How pods with a login reach the database. */
export interface DatabaseAccess {
  readonly calls: readonly Call[];
  /** Whether the login is a cloud identity. */
  readonly identity: boolean;
}

/** What the calls depend on beside the plan. */
export interface GraphFacts {
  readonly access: DatabaseAccess;
  readonly meshed: boolean;
}

/** A server in pods lets each login's namespace in by itself, and knows no identities. */
export function accessTo<C extends Cloud>(server: ServerOf<C> | undefined): DatabaseAccess {
  if (server === undefined) return { calls: [], identity: false };
  return { calls: databaseCalls(server), identity: server.kind !== "in-cluster" };
}

/**
 * The application and what is installed beside it, with all calls: the application to everything, Keycloak and OpenFGA
 * to their databases, Keycloak to other providers of identities and to mail servers. Pure.
 */
export function servicesOf(plan: Plan, facts: GraphFacts): Readonly<Record<string, Service>> {
  const { redis, keycloak, openfga } = plan.services;
  const { meshed, access } = facts;
  return {
    application: application(plan, facts),
    ...(redis?.mode === "install"
      ? {
          redis: {
            podLabels: redisPods(plan.service),
            ports: redisPorts,
            metrics: ["metrics"],
            peers: ["redis"],
            meshed,
          },
        }
      : {}),
    ...(keycloak?.mode === "install" ? { keycloak: keycloakService(plan, facts) } : {}),
    ...(openfga?.mode === "install"
      ? {
          openfga: {
            podLabels: openFgaPods(plan.service),
            ports: openFgaPorts,
            metrics: ["metrics"],
            calls: access.calls,
            identity: access.identity,
            meshed,
          },
        }
      : {}),
  };
}

function application(plan: Plan, { access, meshed }: GraphFacts): Service {
  const { service, ports = {}, metrics, callers, calls, database } = plan;
  const names = Object.keys(ports);
  return {
    podLabels: selectorLabels(service),
    ports: Object.fromEntries(Object.entries(ports).map(([name, { port, protocol }]) => [name, { port, protocol }])),
    metrics: metrics === undefined ? [] : [metrics.port],
    callers: names.length === 0 ? [] : callers.map((pods) => ({ pods, ports: names })),
    calls: [
      ...(database === undefined ? [] : access.calls),
      ...serviceCalls(plan, "redis", ["redis"]),
      ...serviceCalls(plan, "keycloak", ["http"]),
      ...serviceCalls(plan, "openfga", ["http", "grpc"]),
      ...calls.map(callOf),
    ],
    identity: database !== undefined && access.identity,
    meshed,
  };
}

function keycloakService({ service, callers }: Plan, { access, meshed }: GraphFacts): Service {
  return {
    podLabels: keycloakPods(service),
    ports: keycloakPorts,
    metrics: ["management"],
    peers: ["jgroups", "jgroups-failure"],
    callers: callers.map((pods) => ({ pods, ports: ["http"] })),
    calls: [...access.calls, { to: "internet", ports: [{ port: 443 }, { port: 587 }] }],
    identity: access.identity,
    meshed,
  };
}

function serviceCalls({ services }: Plan, name: ServiceName, ports: readonly string[]): readonly Call[] {
  const service = services[name];
  if (service === undefined) return [];
  return service.mode === "install" ? [{ to: "service", service: name, ports }] : [externalCall(service)];
}

function externalCall({ range, port }: CompleteExternal): Call {
  return range === undefined ? { to: "internet", ports: [{ port }] } : { to: "range", range, ports: [{ port }] };
}

function callOf(call: ApplicationCall): Call {
  const ports = call.ports.map((port) => ({ port }));
  switch (call.to) {
    case "internet":
      return { to: "internet", ports };
    case "range":
      return { to: "range", range: call.range, ports };
    case "pods":
      return { to: "pods", pods: { namespace: call.namespace, podLabels: call.podLabels }, ports };
  }
}
