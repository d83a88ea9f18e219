import type { StackFile } from "./stack-file";

/** The shortest stack files without a fault, one per cloud and mode; each bad file changes one of them. */
export const eks: StackFile = {
  cloud: "eks",
  region: "eu-west-1",
  backupRegion: "eu-central-1",
  aws: { accountId: "111122223333" },
  namespaces: { applications: {} },
  cluster: { mode: "create", name: "production", zones: ["eu-west-1a", "eu-west-1b", "eu-west-1c"] },
};

export const adoptedEks: StackFile = {
  ...eks,
  cluster: {
    mode: "adopt",
    name: "production",
    zones: ["eu-west-1a", "eu-west-1b", "eu-west-1c"],
    network: {
      range: "10.0.0.0/16",
      services: "172.20.0.0/16",
      vpcId: "vpc-0a1b2c3d4e5f60718",
      privateSubnetIds: ["subnet-0a1b2c3d4e5f60711", "subnet-0a1b2c3d4e5f60712", "subnet-0a1b2c3d4e5f60713"],
      clusterSecurityGroupId: "sg-0a1b2c3d4e5f60718",
    },
    issuer: "https://oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF",
  },
};

const resourceGroup = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/production";
const virtualNetwork = `${resourceGroup}/providers/Microsoft.Network/virtualNetworks/production`;

export const aks: StackFile = {
  cloud: "aks",
  region: "uksouth",
  backupRegion: "ukwest",
  azure: {
    subscriptionId: "00000000-0000-0000-0000-000000000001",
    tenantId: "00000000-0000-0000-0000-000000000002",
  },
  namespaces: { applications: {} },
  cluster: {
    mode: "create",
    name: "production",
    zones: ["uksouth-1", "uksouth-2", "uksouth-3"],
    administrators: ["00000000-0000-0000-0000-000000000003"],
  },
};

export const adoptedAks: StackFile = {
  ...aks,
  cluster: {
    mode: "adopt",
    name: "production",
    zones: ["uksouth-1", "uksouth-2", "uksouth-3"],
    resourceGroup: "production",
    nodeResourceGroup: "production-nodes",
    network: {
      range: "10.224.0.0/12",
      pods: "10.244.0.0/16",
      services: "10.0.0.0/16",
      virtualNetworkId: virtualNetwork,
      nodeSubnetId: `${virtualNetwork}/subnets/nodes`,
      databaseSubnetId: `${virtualNetwork}/subnets/databases`,
    },
    issuer: "https://uksouth.oic.prod-aks.azure.com/00000000-0000-0000-0000-000000000002/issuer/",
  },
};

const computeEngine = "https://www.googleapis.com/compute/v1/projects/example-project";

export const gke: StackFile = {
  cloud: "gke",
  region: "europe-west1",
  backupRegion: "europe-west4",
  gcp: { project: "example-project" },
  namespaces: { applications: {} },
  cluster: { mode: "create", name: "production", zones: ["europe-west1-b", "europe-west1-c", "europe-west1-d"] },
};

export const adoptedGke: StackFile = {
  ...gke,
  cluster: {
    mode: "adopt",
    name: "production",
    zones: ["europe-west1-b", "europe-west1-c", "europe-west1-d"],
    network: {
      range: "10.20.0.0/16",
      pods: "10.24.0.0/14",
      services: "10.28.0.0/20",
      vpc: `${computeEngine}/global/networks/production`,
      subnetwork: `${computeEngine}/regions/europe-west1/subnetworks/nodes`,
    },
  },
};
