import type * as pulumi from "@pulumi/pulumi";
import type { Rights } from "../../shared/identity/contract";

export interface RightsArgs {
  /** Name of the bucket in both regions. */
  readonly home: pulumi.Input<string>;
  readonly recovery: string | undefined;
}

/** What Velero may do: write at home, only read the backups of another cluster, and sign addresses as itself. */
export function rightsOf({ home, recovery }: RightsArgs): Rights["gke"] {
  return {
    "home-objects": {
      permissions: ["storage.objects.create", "storage.objects.delete", "storage.objects.get", "storage.objects.list"],
      on: { kind: "bucket", id: home },
    },
    ...(recovery === undefined
      ? {}
      : {
          "recovery-objects": {
            permissions: ["storage.objects.get", "storage.objects.list"],
            on: { kind: "bucket", id: recovery },
          },
        }),
    // For the addresses by which logs and results of a backup are read; of no other account.
    "sign-addresses": { permissions: ["iam.serviceAccounts.signBlob"], on: { kind: "self" } },
  };
}
