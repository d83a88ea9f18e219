import type * as pulumi from "@pulumi/pulumi";
import type { Assignment, Rights } from "../../shared/identity/contract";

/** Resource ids of an account and of its container. */
export interface Ids {
  readonly account: pulumi.Input<string>;
  readonly container: pulumi.Input<string>;
}

export interface RightsArgs {
  readonly home: Ids;
  readonly copy: Ids | undefined;
  readonly recovery: Ids | undefined;
}

const blobs = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs";

const reading = [`${blobs}/read`];

/** Storage Blob Data Contributor may delete the container as well, and so its lock; Velero needs its blobs alone. */
const writing = [`${blobs}/add/action`, `${blobs}/delete`, `${blobs}/read`, `${blobs}/write`];

/** What Velero may do: write at home, only read elsewhere, and sign addresses of what it may read. */
export function rightsOf({ home, copy, recovery }: RightsArgs): Rights["aks"] {
  return {
    ...onStore("home", home, writing),
    ...(copy === undefined ? {} : onStore("copy", copy, reading)),
    ...(recovery === undefined ? {} : onStore("recovery", recovery, reading)),
  };
}

function onStore(
  role: string,
  { account, container }: Ids,
  dataActions: readonly string[],
): Readonly<Record<string, Assignment>> {
  return {
    [`${role}-blobs`]: {
      actions: ["Microsoft.Storage/storageAccounts/blobServices/containers/read"],
      dataActions,
      scope: container,
    },
    // Azure gives such keys for whole accounts; what they open is bound by the rights above.
    [`${role}-sign-addresses`]: {
      actions: ["Microsoft.Storage/storageAccounts/blobServices/generateUserDelegationKey/action"],
      scope: account,
    },
  };
}
