import * as gcp from "@pulumi/gcp";
import * as pulumi from "@pulumi/pulumi";
import { sortedEntries } from "../faults";
import type { CloudIdentity, GoogleResource, Grant, WorkloadIdentityArgs } from "./contract";
import { identityName } from "./validate";

/** GKE Workload Identity: a Google service account of its own, which the Kubernetes service account may act as. */
export function gkeIdentity(name: string, args: WorkloadIdentityArgs<"gke">, parent: pulumi.Resource): CloudIdentity {
  const { cluster, namespace, serviceAccount, rights } = args;
  const { project, workloadPool } = cluster.facts;
  const opts = { parent, provider: cluster.cloudProvider };
  const account = new gcp.serviceaccount.Account(
    `${name}-account`,
    {
      accountId: identityName(cluster, namespace, serviceAccount),
      project,
      displayName: `${namespace}/${serviceAccount}`,
      description: `Pods of ${namespace}/${serviceAccount} on cluster ${cluster.name}`,
    },
    opts,
  );
  const binding = new gcp.serviceaccount.IAMMember(
    `${name}-binding`,
    {
      serviceAccountId: account.name,
      role: "roles/iam.workloadIdentityUser",
      member: `serviceAccount:${workloadPool}[${namespace}/${serviceAccount}]`,
    },
    // The pool exists once the project has a cluster with Workload Identity.
    { ...opts, dependsOn: [...cluster.ready] },
  );
  const grants = sortedEntries(rights).map(([right, grant]) =>
    createGrant(name, right, grant, { project, account }, opts),
  );
  return {
    annotations: { "iam.gke.io/gcp-service-account": account.email },
    podLabels: {},
    identityId: account.email,
    identityName: identityName(cluster, namespace, serviceAccount),
    resources: [account, binding, ...grants],
  };
}

interface Grantee {
  readonly project: string;
  readonly account: gcp.serviceaccount.Account;
}

/** Adds one member to one role; whoever else holds the role is left alone. */
function createGrant(
  name: string,
  right: string,
  grant: Grant,
  to: Grantee,
  opts: pulumi.CustomResourceOptions,
): pulumi.Resource {
  const member = {
    member: pulumi.interpolate`serviceAccount:${to.account.email}`,
    role: "role" in grant ? grant.role : createRole(`${name}-role-${right}`, grant.permissions, to.project, opts).name,
    ...(grant.condition === undefined ? {} : { condition: grant.condition }),
  };
  return createMember(`${name}-grant-${right}`, grant.on, member, to, opts);
}

/** Without an id of its own choosing, for an id stays taken for weeks after its role is deleted. */
function createRole(
  name: string,
  permissions: readonly string[],
  project: string,
  opts: pulumi.CustomResourceOptions,
): gcp.projects.IAMCustomRole {
  return new gcp.projects.IAMCustomRole(name, { project, title: name, permissions: [...permissions].sort() }, opts);
}

interface Member {
  readonly member: pulumi.Output<string>;
  readonly role: pulumi.Input<string>;
  readonly condition?: { readonly title: string; readonly expression: pulumi.Input<string> };
}

function createMember(
  name: string,
  on: GoogleResource,
  member: Member,
  { project, account }: Grantee,
  opts: pulumi.CustomResourceOptions,
): pulumi.Resource {
  switch (on.kind) {
    case "project":
      return new gcp.projects.IAMMember(name, { project: on.id, ...member }, opts);
    case "bucket":
      return new gcp.storage.BucketIAMMember(name, { bucket: on.id, ...member }, opts);
    case "secret":
      return new gcp.secretmanager.SecretIamMember(name, { secretId: on.id, ...member }, opts);
    case "cryptoKey":
      return new gcp.kms.CryptoKeyIAMMember(name, { cryptoKeyId: on.id, ...member }, opts);
    case "serviceAccount":
      return new gcp.serviceaccount.IAMMember(name, { serviceAccountId: on.id, ...member }, opts);
    case "dataset":
      return new gcp.bigquery.DatasetIamMember(name, { project, datasetId: on.id, ...member }, opts);
    case "self":
      return new gcp.serviceaccount.IAMMember(name, { serviceAccountId: account.name, ...member }, opts);
  }
}
