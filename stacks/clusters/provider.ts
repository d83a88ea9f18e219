import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

export interface KubernetesProviderArgs {
  /** Names the cluster for good, such as `eks/111122223333/eu-west-1/production`. */
  readonly identity: string;
  /** Contents of a kubeconfig, or the path of one. */
  readonly kubeconfig: pulumi.Input<string>;
  readonly context?: string | undefined;
}

/**
 * The provider that every Kubernetes object of the stack uses. It has one name and no parent whether the cluster is
 * created or adopted, and is replaced only when `identity` changes: rotating a certificate or moving between `create`
 * and `adopt` updates it in place and leaves the objects alone.
 */
export function kubernetesProvider(
  args: KubernetesProviderArgs,
  opts: pulumi.CustomResourceOptions = {},
): k8s.Provider {
  return new k8s.Provider(
    "kubernetes",
    {
      clusterIdentifier: args.identity,
      kubeconfig: args.kubeconfig,
      ...(args.context === undefined ? {} : { context: args.context }),
      enableServerSideApply: true,
    },
    opts,
  );
}
