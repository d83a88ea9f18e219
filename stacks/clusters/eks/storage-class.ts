import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

/**
 * The class of volumes that ask for none: gp3, encrypted with the customer key, made in the zone of the pod that
 * first uses it. EKS brings no default class of its own.
 */
export function createDefaultStorageClass(
  name: string,
  args: { readonly volumesKeyArn: pulumi.Input<string> },
  opts: pulumi.CustomResourceOptions,
): k8s.storage.v1.StorageClass {
  return new k8s.storage.v1.StorageClass(
    name,
    {
      metadata: { name: "gp3", annotations: { "storageclass.kubernetes.io/is-default-class": "true" } },
      provisioner: "ebs.csi.aws.com",
      parameters: {
        type: "gp3",
        "csi.storage.k8s.io/fstype": "ext4",
        encrypted: "true",
        kmsKeyId: args.volumesKeyArn,
      },
      reclaimPolicy: "Delete",
      volumeBindingMode: "WaitForFirstConsumer",
      allowVolumeExpansion: true,
    },
    opts,
  );
}
