import { createHash } from "node:crypto";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import type { Cloud } from "../cloud";
import type { Rights } from "../identity/contract";
import { managedByPulumi, namespaceNameLabel } from "../labels";
import type { EnvValue } from "../workload/contract";
import type { Access, LoginRequest, PreparedLogin } from "./adapter";
import type { Server } from "./contract";
import { passwordKey, passwordSecret } from "./manifests";
import { addressOf, objectName, roleName } from "./password-access";
import { passwordDialect, passwordSetting } from "./sql";

const noRights: { readonly [C in Cloud]: Rights[C] } = { gke: {}, eks: {}, aks: {} };

/** A server in the cluster, for development: it knows no identities, so a random password stands in two Secrets. */
export function inClusterLogin<C extends Cloud>(request: LoginRequest<C, Server<"in-cluster">>): PreparedLogin<C> {
  const { cluster, namespace, server } = request;
  const role = roleName(request);
  const secret = objectName(request);
  return {
    rights: noRights[cluster.cloud],
    connect(name, _identity, parent) {
      // Letters and digits only, which mean nothing in an option of a session.
      const password = new random.RandomPassword(`${name}-password`, { length: 32, special: false }, { parent });
      const { administration } = server;
      const opts = { parent, provider: cluster.provider, dependsOn: [...cluster.ready] };
      const ofServer = { ...opts, dependsOn: [...cluster.ready, ...administration.ready] };
      const secretIn = (child: string, place: string, options: pulumi.CustomResourceOptions) =>
        new k8s.core.v1.Secret(`${name}-${child}`, passwordSecret(secret, place, password.result), options);
      return {
        role: pulumi.output(role),
        dialect: passwordDialect,
        pods: byPassword(server, pulumi.output(role), { secret, key: passwordKey }),
        administration: byPassword(
          server,
          administration.role,
          { secret: server.facts.administratorSecret, key: passwordKey },
          {
            LOGIN_PASSWORD: { secret, key: passwordKey },
            PGOPTIONS: `-c ${passwordSetting}=$(LOGIN_PASSWORD)`,
          },
        ),
        revision: pulumi.unsecret(password.result.apply(fingerprint)),
        resources: [
          secretIn("secret", namespace, opts),
          secretIn("administration-secret", administration.namespace, ofServer),
          new k8s.networking.v1.NetworkPolicy(`${name}-ingress`, ingress(secret, namespace, server), ofServer),
        ],
      };
    },
  };
}

/** The server hears the pods of the login's namespace; which of them may speak to it, their own policies say. */
function ingress(
  name: string,
  from: string,
  { port, facts }: Server<"in-cluster">,
): k8s.types.input.networking.v1.NetworkPolicy {
  return {
    metadata: { name, namespace: facts.namespace, labels: { ...managedByPulumi } },
    spec: {
      podSelector: { matchLabels: { ...facts.podLabels } },
      policyTypes: ["Ingress"],
      ingress: [
        {
          from: [{ namespaceSelector: { matchLabels: { [namespaceNameLabel]: from } }, podSelector: {} }],
          ports: [{ port, protocol: "TCP" }],
        },
      ],
    },
  };
}

function byPassword(
  server: Server<"in-cluster">,
  role: pulumi.Output<string>,
  password: EnvValue,
  more: Readonly<Record<string, EnvValue>> = {},
): Access {
  return {
    // The server has no certificate: what is sent stays in the cluster, or in its mesh.
    env: { ...addressOf(server, role), PGSSLMODE: "disable", PGPASSWORD: password, ...more },
    initContainers: [],
    volumes: [],
    volumeMounts: [],
  };
}

/** Tells one password from another and nothing of either: there are more than 2^190. */
function fingerprint(password: string): string {
  return createHash("sha256").update(password).digest("hex").slice(0, 16);
}
