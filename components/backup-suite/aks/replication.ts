import * as storage from "@pulumi/azure-native/storage";
import * as pulumi from "@pulumi/pulumi";
import type { Guards } from "../../shared/aks/guards";
import type { Store } from "./store";

/** The policy by which Azure copies. */
export interface Replication {
  /** Resource id of the policy at home, which its metrics carry. */
  readonly id: pulumi.Output<string>;
  readonly ready: readonly pulumi.Resource[];
}

/** Before there were blobs: also those are copied that were there first. */
const everything = "1601-01-01T00:00:00Z";

/**
 * Copies each version and each deletion to the second account. The policy is made there first, where Azure chooses its
 * id and those of its rules, and then at home under these ids.
 */
export function replicate(name: string, home: Store, copy: Store, guards: Guards): Replication {
  const common = { sourceAccount: home.account.id, destinationAccount: copy.account.id, metrics: { enabled: true } };
  const rule = {
    sourceContainer: home.container.name,
    destinationContainer: copy.container.name,
    filters: { minCreationTime: everything },
  };
  const arriving = new storage.ObjectReplicationPolicy(
    `${name}-copy-arriving`,
    {
      resourceGroupName: copy.place.resourceGroupName,
      accountName: copy.account.name,
      objectReplicationPolicyId: "default",
      rules: [rule],
      ...common,
    },
    { ...guards.movable, dependsOn: [home.properties, copy.properties] },
  );
  const leaving = new storage.ObjectReplicationPolicy(
    `${name}-copy-leaving`,
    {
      resourceGroupName: home.place.resourceGroupName,
      accountName: home.account.name,
      objectReplicationPolicyId: arriving.policyId,
      rules: [{ ruleId: arriving.rules.apply(ruleIdOf), ...rule }],
      ...common,
    },
    guards.movable,
  );
  return {
    id: pulumi.interpolate`${home.account.id}/objectReplicationPolicies/${arriving.policyId}`,
    ready: [arriving, leaving],
  };
}

function ruleIdOf(rules: readonly { readonly ruleId?: string }[] | undefined): string {
  const ruleId = rules?.[0]?.ruleId;
  if (ruleId === undefined) throw new Error("Azure returned no rule of the replication policy: refresh and try again");
  return ruleId;
}
