import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { eksAddons } from "../../../components";
import type { EksCreation } from "../../settings/eks";
import { lendingOfKey, onlyToServices, useOfKey } from "./keys";
import { managedPolicyArn, policyDocument, trust, type Place } from "./names";
import { systemTaint } from "./nodes";

type AddonName = keyof (typeof eksAddons)[EksCreation["version"]];

interface AddonSpec {
  readonly name: AddonName;
  /** Settings by the add-on's own schema. */
  readonly configuration?: Readonly<Record<string, unknown>>;
  /** True where the add-on's pods do not tolerate the taint of dedicated system nodes by themselves. */
  readonly toleratesNothing?: boolean;
}

/**
 * What a node needs to become ready. Made before the nodes and deleted after them, so that pods and their network
 * interfaces are gone before the CNI is.
 */
export const nodeAddons: readonly AddonSpec[] = [
  { name: "vpc-cni", configuration: { enableNetworkPolicy: "true" } },
  { name: "kube-proxy" },
  { name: "eks-pod-identity-agent" },
];

/** What needs nodes to become healthy. */
export const clusterAddons: readonly AddonSpec[] = [
  { name: "coredns" },
  { name: "snapshot-controller", toleratesNothing: true },
  { name: "metrics-server", toleratesNothing: true },
];

export interface AddonsArgs {
  readonly cluster: EksCreation;
  /** Name of the control plane, once it is there. */
  readonly clusterName: pulumi.Input<string>;
}

/** Add-ons that EKS runs, each at the build that `versions.ts` names for the cluster's Kubernetes version. */
export function createAddons(
  name: string,
  addons: readonly AddonSpec[],
  args: AddonsArgs,
  opts: pulumi.CustomResourceOptions,
): readonly aws.eks.Addon[] {
  return addons.map((addon) => new aws.eks.Addon(`${name}-${addon.name}`, addonArgs(addon, args), opts));
}

/**
 * The driver of volumes, with exactly the rights that volumes under the customer key need.
 *
 * @param dependsOn what its pods need.
 */
export function createVolumeDriver(
  name: string,
  args: AddonsArgs & { readonly place: Place; readonly volumesKeyArn: pulumi.Input<string> },
  opts: pulumi.CustomResourceOptions,
  dependsOn: readonly pulumi.Resource[],
): aws.eks.Addon {
  const addon = "aws-ebs-csi-driver";
  const role = new aws.iam.Role(
    `${name}-${addon}-role`,
    {
      description: `Volumes of the EKS cluster ${args.cluster.name}`,
      assumeRolePolicy: trust("pods.eks.amazonaws.com", ["sts:AssumeRole", "sts:TagSession"]),
    },
    opts,
  );
  const volumes = new aws.iam.RolePolicyAttachment(
    `${name}-${addon}-volumes`,
    { role: role.id, policyArn: managedPolicyArn(args.place, "AmazonEBSCSIDriverPolicyV2") },
    opts,
  );
  const key = new aws.iam.RolePolicy(
    `${name}-${addon}-key`,
    { role: role.id, policy: pulumi.output(args.volumesKeyArn).apply(volumeKeyPolicy) },
    opts,
  );
  return new aws.eks.Addon(
    `${name}-${addon}`,
    {
      ...addonArgs({ name: addon }, args),
      podIdentityAssociations: [{ roleArn: role.arn, serviceAccount: "ebs-csi-controller-sa" }],
    },
    { ...opts, dependsOn: [volumes, key, ...dependsOn] },
  );
}

function addonArgs(addon: AddonSpec, { cluster, clusterName }: AddonsArgs): aws.eks.AddonArgs {
  const configuration = {
    ...addon.configuration,
    ...(addon.toleratesNothing === true && cluster.nodes.dedicated ? { tolerations: [toleration] } : {}),
  };
  return {
    clusterName,
    addonName: addon.name,
    addonVersion: eksAddons[cluster.version][addon.name],
    ...(Object.keys(configuration).length === 0 ? {} : { configurationValues: JSON.stringify(configuration) }),
    resolveConflictsOnCreate: "OVERWRITE",
    resolveConflictsOnUpdate: "OVERWRITE",
  };
}

const toleration = { key: systemTaint.key, operator: "Exists", effect: "NoSchedule" };

/** Leave to create volumes under the key, and to lend it to EC2 alone. */
function volumeKeyPolicy(keyArn: string): string {
  return policyDocument([
    { Effect: "Allow", Action: useOfKey, Resource: keyArn },
    { Effect: "Allow", Action: lendingOfKey, Resource: keyArn, Condition: onlyToServices },
  ]);
}
