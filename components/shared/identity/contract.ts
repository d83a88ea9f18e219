import type * as pulumi from "@pulumi/pulumi";
import type { Cloud, Handle } from "../cloud";

/** One statement of an IAM policy; the effect is always Allow. */
export interface Statement {
  /** Actions by their full name, such as `s3:GetObject`; an action always has a name, so none holds a wildcard. */
  readonly actions: readonly string[];
  /** ARNs. `*`, or an ARN that names no particular thing (`…:volume/*`), needs `because`. */
  readonly resources: readonly pulumi.Input<string>[];
  /** Operator, condition key and values, such as `{ StringEquals: { "ec2:ResourceTag/team": "a" } }`; default none. */
  readonly conditions?: Conditions;
  /** Why no narrower resource will do, such as `ec2:DescribeVolumes has no resource-level permissions`. */
  readonly because?: string;
}
export type Conditions = Readonly<
  Record<string, Readonly<Record<string, pulumi.Input<string> | readonly pulumi.Input<string>[]>>>
>;

/** What a Google role is granted on. */
export type GoogleResource =
  /** A project's id; needs `because`, as it means every resource of the project. */
  | { readonly kind: "project"; readonly id: pulumi.Input<string> }
  /** A bucket's name. */
  | { readonly kind: "bucket"; readonly id: pulumi.Input<string> }
  /** `projects/PROJECT/secrets/NAME`. */
  | { readonly kind: "secret"; readonly id: pulumi.Input<string> }
  /** `projects/PROJECT/locations/LOCATION/keyRings/RING/cryptoKeys/KEY`. */
  | { readonly kind: "cryptoKey"; readonly id: pulumi.Input<string> }
  /** `projects/PROJECT/serviceAccounts/EMAIL`. */
  | { readonly kind: "serviceAccount"; readonly id: pulumi.Input<string> }
  /** The id of a BigQuery dataset in the cluster's project. */
  | { readonly kind: "dataset"; readonly id: pulumi.Input<string> }
  /** The identity's own service account, as for signing URLs. */
  | { readonly kind: "self" };

/** A role, or permissions for which a role is made, on one resource. */
export type Grant = {
  readonly on: GoogleResource;
  /** Narrows the grant by a CEL expression, such as `resource.name.startsWith("…")`; default none. */
  readonly condition?: { readonly title: string; readonly expression: pulumi.Input<string> };
  /** Why no narrower resource will do. */
  readonly because?: string;
} & (
  | {
      /** `roles/…`, or the full name of a custom role. Owner, editor and viewer are refused. */
      readonly role: pulumi.Input<string>;
    }
  | {
      /** Permissions by their full name, such as `compute.disks.get`; a custom role of the project holds them. */
      readonly permissions: readonly string[];
    }
);

/** A built-in role, or actions for which a role is made, at one scope. */
export type Assignment = {
  /** Resource id. A subscription, a management group or anything wider needs `because`. */
  readonly scope: pulumi.Input<string>;
  /** Why no narrower scope will do. */
  readonly because?: string;
} & (
  | {
      /** Id (GUID) of a built-in role. Those that hold a wildcard for every service are refused. */
      readonly role: string;
    }
  | {
      /** Control-plane actions by their full name, such as `Microsoft.Compute/disks/read`; default none. */
      readonly actions?: readonly string[];
      /** Data-plane actions by their full name; default none. */
      readonly dataActions?: readonly string[];
    }
);

/** One right, in the terms of each cloud. */
export interface Right {
  readonly gke: Grant;
  readonly eks: Statement;
  readonly aks: Assignment;
}

/**
 * Everything that an identity may do. Each right has a name, lower-case words joined by dashes, which names its child
 * resource or its statement: renaming a right replaces it, reordering does nothing.
 */
export type Rights = { readonly [C in Cloud]: Readonly<Record<string, Right[C]>> };

/** The workload and what it may do. */
export interface WorkloadIdentityArgs<C extends Cloud> {
  /** The cluster that the workload runs on. A change replaces the identity. */
  readonly cluster: Handle<C>;
  /** Namespace of the service account: a DNS label. A change replaces the identity. */
  readonly namespace: string;
  /** Name of the Kubernetes service account: a DNS label. A change replaces the identity. */
  readonly serviceAccount: string;
  /** What the identity may do, by name; `{}` is an identity without rights. A change updates it in place. */
  readonly rights: Rights[C];
}

/** What every cloud's adapter returns. */
export interface CloudIdentity {
  /** Annotations of the service account. */
  readonly annotations: Readonly<Record<string, pulumi.Output<string>>>;
  /** Labels of the pods. */
  readonly podLabels: Readonly<Record<string, string>>;
  /** What other resources grant rights to: ARN of the role, e-mail of the service account, id of the principal. */
  readonly identityId: pulumi.Output<string>;
  /** Name of the identity within its cloud, as a database knows it. */
  readonly identityName: string;
  /** What must exist before the first pod starts. */
  readonly resources: readonly pulumi.Resource[];
}

/** Makes the identity; every resource is a child of `parent` named `${name}-<role>`. */
export type IdentityAdapter<C extends Cloud> = (
  name: string,
  args: WorkloadIdentityArgs<C>,
  parent: pulumi.Resource,
) => CloudIdentity;
