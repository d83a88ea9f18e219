import type * as pulumi from "@pulumi/pulumi";

export const apiVersion = "velero.io/v1";

/** A custom resource as it is applied. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels: Record<string, string>;
    readonly annotations?: Record<string, string>;
  };
  readonly [part: string]: pulumi.Input<unknown>;
}
