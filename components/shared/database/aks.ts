import { hashedName } from "../names";
import { databaseImages } from "../versions";
import type { LoginRequest, PreparedLogin } from "./adapter";
import type { Server } from "./contract";
import { administrationUser, passwordInitContainer, passwordSidecar } from "./manifests";
import { addressOf, byPasswordFile, createRoots, objectName } from "./password-access";
import { azureRoots } from "./roots";
import { entraDialect } from "./sql";

/** What a token for Azure's databases is asked for. */
const scope = "https://ossrdbms-aad.database.windows.net/.default";

/**
 * Azure Database: a role that stands for the identity, and a sidecar that exchanges the service account's token for one of
 * Entra ID. The server itself knows who may log in, so no assignment is needed.
 */
export function aksLogin(request: LoginRequest<"aks", Server<"aks">>): PreparedLogin<"aks"> {
  const { server, namespace, serviceAccount, database, runAsUser } = request;
  return {
    rights: {},
    connect(name, { identityId }, parent) {
      // A role stands for one identity for ever, so an identity that is made anew gets a new role.
      const role = identityId.apply((id) => hashedName(`${namespace}-${serviceAccount}`, [id, database], 63));
      const podAddress = addressOf(server, role);
      const administratorAddress = addressOf(server, server.administration.role);
      const fetcher = { source: "entra", image: databaseImages.curl } as const;
      return {
        role,
        dialect: identityId.apply(entraDialect),
        pods: byPasswordFile(
          podAddress,
          passwordSidecar({ ...fetcher, env: { ...podAddress, TOKEN_SCOPE: scope }, runAsUser }),
          objectName(request),
        ),
        administration: byPasswordFile(
          administratorAddress,
          passwordInitContainer({
            ...fetcher,
            env: { ...administratorAddress, TOKEN_SCOPE: scope },
            runAsUser: administrationUser,
          }),
          objectName(request),
        ),
        resources: createRoots(name, request, azureRoots(), parent),
      };
    },
  };
}
