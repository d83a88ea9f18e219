import * as authorization from "@pulumi/azure-native/authorization";
import * as managedidentity from "@pulumi/azure-native/managedidentity";
import * as pulumi from "@pulumi/pulumi";
import { refuse, sortedEntries } from "../faults";
import type { Assignment, CloudIdentity, WorkloadIdentityArgs } from "./contract";
import { assignableScope, identityName as nameOf, scopeFaults } from "./validate";

/** AKS workload identity: a managed identity of its own that trusts the tokens of the service account. */
export function aksIdentity(name: string, args: WorkloadIdentityArgs<"aks">, parent: pulumi.Resource): CloudIdentity {
  const { cluster, namespace, serviceAccount, rights } = args;
  const { resourceGroupName, subscriptionId } = cluster.facts;
  const identityName = nameOf(cluster, namespace, serviceAccount);
  const opts = { parent, provider: cluster.cloudProvider };
  const identity = new managedidentity.UserAssignedIdentity(
    `${name}-identity`,
    {
      resourceName: identityName,
      resourceGroupName,
      location: cluster.region,
      tags: cluster.facts.tags,
    },
    opts,
  );
  const credential = new managedidentity.FederatedIdentityCredential(
    `${name}-credential`,
    {
      federatedIdentityCredentialResourceName: "kubernetes",
      resourceName: identity.name,
      resourceGroupName,
      issuer: cluster.workloadIdentityIssuer,
      subject: `system:serviceaccount:${namespace}:${serviceAccount}`,
      audiences: ["api://AzureADTokenExchange"],
    },
    opts,
  );
  const assignments = sortedEntries(rights).map(([right, assignment]) =>
    createAssignment(name, right, assignment, { identityName, identity, subscriptionId }, opts),
  );
  return {
    annotations: { "azure.workload.identity/client-id": identity.clientId },
    podLabels: { "azure.workload.identity/use": "true" },
    identityId: identity.principalId,
    identityName,
    resources: [identity, credential, ...assignments],
  };
}

interface Assignee {
  readonly identityName: string;
  readonly identity: managedidentity.UserAssignedIdentity;
  readonly subscriptionId: string;
}

function createAssignment(
  name: string,
  right: string,
  assignment: Assignment,
  { identityName, identity, subscriptionId }: Assignee,
  opts: pulumi.CustomResourceOptions,
): pulumi.Resource {
  const scope = pulumi.output(assignment.scope).apply((known) => {
    // A scope that another resource names is known only here.
    refuse("WorkloadIdentity", scopeFaults(known, assignment.because, `rights.${right}.scope`));
    return known;
  });
  const roleDefinitionId =
    "role" in assignment
      ? `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${assignment.role}`
      : createRole(`${name}-role-${right}`, `${identityName}-${right}`, assignment, scope, opts).id;
  return new authorization.RoleAssignment(
    `${name}-grant-${right}`,
    {
      scope,
      roleDefinitionId,
      principalId: identity.principalId,
      // Said, so that Azure does not look for an identity that its directory has not copied everywhere yet.
      principalType: "ServicePrincipal",
    },
    opts,
  );
}

function createRole(
  name: string,
  roleName: string,
  { actions = [], dataActions = [] }: Extract<Assignment, { actions?: unknown }>,
  scope: pulumi.Output<string>,
  opts: pulumi.CustomResourceOptions,
): authorization.RoleDefinition {
  const owner = scope.apply(assignableScope);
  return new authorization.RoleDefinition(
    name,
    {
      // Unique in the whole directory, as the name of the identity is.
      roleName,
      scope: owner,
      assignableScopes: [owner],
      permissions: [{ actions: [...actions].sort(), dataActions: [...dataActions].sort() }],
    },
    opts,
  );
}
