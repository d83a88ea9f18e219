import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

export interface KubernetesProviderArgs {
  /** Names the cluster for good, such as `eks/111122223333/eu-west-1/production`. A change replaces every object. */
  readonly identity: string;
  /** Contents of a kubeconfig, or the path of one. A change acts in place. */
  readonly kubeconfig: pulumi.Input<string>;
  /** Context of the kubeconfig; its current one when absent. A change acts in place. */
  readonly context?: string | undefined;
}

/**
 * The provider that every Kubernetes object of the stack uses. It has one name and no parent whether the cluster is
 * created or adopted, and is replaced only when `identity` changes: rotating a certificate or moving between `create`
 * and `adopt` updates it in place and leaves the objects alone.
 *
 * The program is the source of truth, so what was changed by hand is taken back, and what exists already is taken over:
 * the default service account, which Kubernetes makes by itself, and whatever an `up` made that was killed before it
 * could note it. Fields that others own, such as replicas under an autoscaler, are not among the inputs.
 */
export function kubernetesProvider(args: KubernetesProviderArgs): k8s.Provider {
  return new k8s.Provider("kubernetes", {
    clusterIdentifier: args.identity,
    kubeconfig: args.kubeconfig,
    ...(args.context === undefined ? {} : { context: args.context }),
    enableServerSideApply: true,
    enablePatchForce: true,
    upsertExistingObjects: true,
  });
}

/** How the stack file says that an adopted cluster is reached. */
interface Adoption {
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
}

/** The provider of an adopted cluster. */
export function adoptedProvider(identity: string, { kubeconfig, context }: Adoption): k8s.Provider {
  // Nothing but an empty text leaves the choice to the provider: KUBECONFIG, then `~/.kube/config`.
  return kubernetesProvider({ identity, kubeconfig: kubeconfig ?? "", context });
}
