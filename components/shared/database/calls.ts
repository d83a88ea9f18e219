import type { Cloud } from "../cloud";
import type { Call } from "../service-graph/contract";
import type { Server, ServerKind } from "./contract";

/** What calls depend on. */
type Callee<K extends ServerKind> = Pick<Server<K>, "kind" | "port" | "range" | "facts">;

/** Port on which Cloud SQL takes connections of its proxies. */
const proxyPort = 3307;

const https = { to: "internet", ports: [{ port: 443 }] } as const;

const callsOf: { readonly [K in ServerKind]: (server: Callee<K>) => readonly Call[] } = {
  // The proxy asks the Cloud SQL Admin API for its certificate.
  gke: ({ range }) => [{ to: "range", range, ports: [{ port: proxyPort }] }, https],
  // The token is signed in the pod; nobody is asked.
  eks: ({ range, port }) => [{ to: "range", range, ports: [{ port }] }],
  // Entra ID gives the token.
  aks: ({ range, port }) => [{ to: "range", range, ports: [{ port }] }, https],
  "in-cluster": ({ port, facts: { namespace, podLabels } }) => [
    { to: "pods", pods: { namespace, podLabels }, ports: [{ port }] },
  ],
};

/** What pods with a login call, beside the cloud's endpoint for identities. Pure. */
export function databaseCalls<C extends Cloud>(server: Callee<C> | Callee<"in-cluster">): readonly Call[] {
  return ofKind<C | "in-cluster">(server);
}

function ofKind<K extends ServerKind>(server: Callee<K>): readonly Call[] {
  return callsOf[server.kind](server);
}
