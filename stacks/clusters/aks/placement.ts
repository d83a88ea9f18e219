import type * as pulumi from "@pulumi/pulumi";

/** Where the resources of the cluster belong; every tagged one spreads it. */
export interface Placement {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly location: string;
  readonly tags: Readonly<Record<string, string>>;
}
