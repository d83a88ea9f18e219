import * as authorization from "@pulumi/azure-native/authorization";
import type * as pulumi from "@pulumi/pulumi";
import { createHash } from "node:crypto";

/** Built-in roles of Azure; their ids are the same in every tenant. */
export const builtInRoles = {
  keyVaultContributor: "f25e0fa2-a7c8-4377-a976-54943a77a395",
  keyVaultCryptoServiceEncryptionUser: "e147488a-f6f5-4113-8e2d-b22465e65bf6",
  keyVaultCryptoUser: "12338af0-0e69-4776-bea7-57ae8d297424",
  managedIdentityOperator: "f1a07417-d97a-45cb-824c-7a7467783830",
  networkContributor: "4d97b98b-1d4f-4787-a291-c67834d212e7",
  reader: "acdd72a7-3385-48ef-bd42-f606fba81ae7",
} as const;

export interface RoleArgs {
  readonly role: keyof typeof builtInRoles;
  /** Id of the one resource that the role is given on. */
  readonly scope: pulumi.Input<string>;
  /** Object id of the identity that gets it. */
  readonly principalId: pulumi.Input<string>;
}

/** Gives roles to identities of one cluster. */
export class Roles {
  /**
   * @param identity names the cluster for good.
   * @param subscriptionId subscription of the role definitions.
   */
  constructor(
    private readonly identity: string,
    private readonly subscriptionId: string,
  ) {}

  /**
   * Gives one role. Its name depends on the cluster and on `name` alone, and Azure takes a name once, so that a
   * replacement deletes first.
   */
  assign(name: string, args: RoleArgs, parent: pulumi.Resource): authorization.RoleAssignment {
    return new authorization.RoleAssignment(
      name,
      {
        roleAssignmentName: guidOf(`${this.identity}/${name}`),
        roleDefinitionId: `/subscriptions/${this.subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${builtInRoles[args.role]}`,
        scope: args.scope,
        principalId: args.principalId,
        // Without the type, Azure looks up an identity that may be seconds old, and fails.
        principalType: "ServicePrincipal",
      },
      { parent, deleteBeforeReplace: true },
    );
  }
}

/** A GUID made of a text: the same for the same text. */
export function guidOf(text: string): string {
  const digest = createHash("sha256").update(text).digest("hex");
  return [
    digest.slice(0, 8),
    digest.slice(8, 12),
    `8${digest.slice(13, 16)}`,
    `a${digest.slice(17, 20)}`,
    digest.slice(20, 32),
  ].join("-");
}
