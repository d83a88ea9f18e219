import * as pulumi from "@pulumi/pulumi";
import type { Cloud } from "../cloud";
import { refuse } from "../faults";
import { identityAdapter } from "./clouds";
import type { WorkloadIdentityArgs } from "./contract";
import { identityFaults } from "./validate";

/**
 * Gives the pods of one Kubernetes service account a cloud identity with exactly the rights asked for, and no key:
 * EKS Pod Identity, GKE Workload Identity or an AKS federated credential. One identity serves one service account.
 * The component makes no Kubernetes object: put `annotations` on the service account, `podLabels` on the pods, and let
 * the pods depend on `resources`, because a pod on EKS that starts before its association never gets credentials.
 * The identities cost nothing.
 *
 * @example
 * new WorkloadIdentity("loki", {
 *   cluster, // Handle<"eks">
 *   namespace: "monitoring",
 *   serviceAccount: "loki",
 *   rights: { "read-chunks": { actions: ["s3:GetObject"], resources: [pulumi.interpolate`${bucket.arn}/*`] } },
 * });
 * // Handle<"gke">: rights: { chunks: { role: "roles/storage.objectUser", on: { kind: "bucket", id: bucket.name } } }
 * // Handle<"aks">: rights: { chunks: { role: "ba92f5b4-2d11-453d-a403-e96b0029c9fe", scope: container.id } }
 */
export class WorkloadIdentity<C extends Cloud> extends pulumi.ComponentResource {
  /** Annotations of the service account. */
  readonly annotations: Readonly<Record<string, pulumi.Output<string>>>;
  /** Labels of the pods. */
  readonly podLabels: Readonly<Record<string, string>>;
  /** What other resources grant rights to: ARN of the role, e-mail of the service account, id of the principal. */
  readonly identityId: pulumi.Output<string>;
  /** Name of the identity within its cloud, as a database knows it. */
  readonly identityName: string;
  /** What must exist before the first pod starts: pass it as `dependsOn`. */
  readonly resources: readonly pulumi.Resource[];

  constructor(name: string, args: WorkloadIdentityArgs<C>, opts?: pulumi.ComponentResourceOptions) {
    super("kubernetes-best-practices:index:WorkloadIdentity", name, {}, opts);
    refuse(`WorkloadIdentity ${name}`, identityFaults(args));
    const identity = identityAdapter(args.cluster.cloud)(name, args, this);
    this.annotations = identity.annotations;
    this.podLabels = identity.podLabels;
    this.identityId = identity.identityId;
    this.identityName = identity.identityName;
    this.resources = identity.resources;
    this.registerOutputs({
      annotations: this.annotations,
      podLabels: this.podLabels,
      identityId: this.identityId,
      identityName: this.identityName,
    });
  }
}
