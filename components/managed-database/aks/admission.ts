import * as dbforpostgresql from "@pulumi/azure-native/dbforpostgresql";
import * as pulumi from "@pulumi/pulumi";
import type { Handle } from "../../shared/cloud";
import type { WorkloadIdentity } from "../../shared/identity/identity";
import type { CloudDatabase } from "../contract";

/** Makes an identity an administrator of the server: PostgreSQL knows it by its name, Azure by its id. */
export function admit(
  name: string,
  args: {
    readonly cluster: Handle<"aks">;
    readonly database: CloudDatabase<"aks">;
    readonly identity: WorkloadIdentity<"aks">;
  },
  parent: pulumi.ComponentResource,
): { readonly role: pulumi.Output<string>; readonly resources: readonly pulumi.Resource[] } {
  const { cluster, database, identity } = args;
  const administrator = new dbforpostgresql.AdministratorsMicrosoftEntra(
    `${name}-administrator`,
    {
      resourceGroupName: database.instanceId.apply(resourceGroupOf),
      serverName: database.instanceName,
      objectId: identity.identityId,
      principalName: identity.identityName,
      principalType: "ServicePrincipal",
      tenantId: cluster.facts.tenantId,
    },
    // After the parameters: Azure refuses two changes of one server at a time.
    { parent, provider: cluster.cloudProvider, dependsOn: [...database.ready] },
  );
  return { role: pulumi.output(identity.identityName), resources: [administrator] };
}

/** The resource group in a resource id. */
export function resourceGroupOf(id: string): string {
  const group = /\/resourceGroups\/([^/]+)\//i.exec(id)?.[1];
  if (group === undefined) throw new Error(`${id} is no id of a resource in a resource group.`);
  return group;
}
