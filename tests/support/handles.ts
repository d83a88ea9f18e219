import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Capabilities, Cloud, CloudFacts, ClusterHandle, Handle } from "../../components/shared/cloud";

/** Stands in for a cloud's provider without loading its SDK. */
class CloudProvider extends pulumi.ProviderResource {
  constructor(pkg: string) {
    super(pkg, "cloud", {});
  }
}

const none: Capabilities = {
  verticalPodAutoscaler: "none",
  metricsServer: "none",
  snapshotController: "none",
  nodeAutoscaling: "none",
  networkPolicy: "managed",
  gatewayApiCrds: "none",
};

interface Place<C extends Cloud> {
  readonly provider: string;
  readonly region: string;
  readonly zones: readonly string[];
  readonly issuer: string;
  readonly facts: () => CloudFacts[C];
}

const places: { readonly [C in Cloud]: Place<C> } = {
  gke: {
    provider: "gcp",
    region: "europe-west1",
    zones: ["europe-west1-b", "europe-west1-c", "europe-west1-d"],
    issuer: "https://container.googleapis.com/v1/projects/shop-1234/locations/europe-west1/clusters/production",
    facts: () => ({
      project: "shop-1234",
      network: pulumi.output("projects/shop-1234/global/networks/production"),
      subnetwork: pulumi.output("projects/shop-1234/regions/europe-west1/subnetworks/nodes"),
      workloadPool: "shop-1234.svc.id.goog",
    }),
  },
  eks: {
    provider: "aws",
    region: "eu-west-1",
    zones: ["eu-west-1a", "eu-west-1b", "eu-west-1c"],
    issuer: "https://oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF",
    facts: () => ({
      accountId: "111122223333",
      partition: "aws",
      clusterArn: pulumi.output("arn:aws:eks:eu-west-1:111122223333:cluster/production"),
      vpcId: pulumi.output("vpc-0a1b"),
      privateSubnetIds: pulumi.output(["subnet-0a", "subnet-0b", "subnet-0c"]),
      clusterSecurityGroupId: pulumi.output("sg-0a1b"),
      volumesKeyArn: pulumi.output("arn:aws:kms:eu-west-1:111122223333:key/00000000-0000-0000-0000-000000000003"),
    }),
  },
  aks: {
    provider: "azure-native",
    region: "westeurope",
    zones: ["westeurope-1", "westeurope-2", "westeurope-3"],
    issuer: "https://westeurope.oic.prod-aks.azure.com/tenant/issuer/",
    facts: () => ({
      subscriptionId: "00000000-0000-0000-0000-000000000001",
      tenantId: "00000000-0000-0000-0000-000000000002",
      resourceGroupName: pulumi.output("production"),
      nodeResourceGroupName: pulumi.output("production-nodes"),
      virtualNetworkId: pulumi.output("/subscriptions/1/resourceGroups/production/virtualNetworks/production"),
      nodeSubnetId: pulumi.output(
        "/subscriptions/1/resourceGroups/production/virtualNetworks/production/subnets/nodes",
      ),
      databaseSubnetId: pulumi.output(
        "/subscriptions/1/resourceGroups/production/virtualNetworks/production/subnets/databases",
      ),
      tags: { owner: "platform" },
    }),
  },
};

/** A complete handle of the cluster `production`; make it inside the recorded program. */
export function clusterHandle<C extends Cloud>(cloud: C, overrides: Partial<Handle<C>> = {}): Handle<C> {
  const place: Place<C> = places[cloud];
  return {
    cloud,
    name: "production",
    region: place.region,
    zones: place.zones,
    version: "1.36",
    provider: new k8s.Provider("kubernetes", {}),
    cloudProvider: new CloudProvider(place.provider),
    workloadIdentityIssuer: pulumi.output(place.issuer),
    ranges: { nodes: "10.0.0.0/16", pods: "10.4.0.0/14", services: "10.8.0.0/20" },
    capabilities: none,
    facts: place.facts(),
    ready: [],
    ...overrides,
  };
}

/** One complete handle per cloud, for tables that run over all of them. */
export const anyHandle: { readonly [C in Cloud]: () => ClusterHandle } = {
  gke: () => clusterHandle("gke"),
  eks: () => clusterHandle("eks"),
  aks: () => clusterHandle("aks"),
};
