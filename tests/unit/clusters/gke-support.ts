import type { Handle } from "../../../components/shared/cloud";
import { gkeCluster } from "../../../stacks/clusters/gke";
import { gkeSettings, type GkeConfig } from "../../../stacks/settings/gke";
import { record, type Answers, type Recording, type Section } from "../../support/record";

export const project = "example-production";
export const zones = ["europe-west1-b", "europe-west1-c", "europe-west1-d"];
export const compute = `https://www.googleapis.com/compute/v1/projects/${project}`;

export const answers: Answers = {
  "gcp:organizations/getProject:getProject": { number: "123456789012" },
  "gcp:container/cluster:Cluster": {
    endpoint: "10.20.0.2",
    masterAuth: { clusterCaCertificate: "Y2VydGlmaWNhdGU=" },
    controlPlaneEndpointsConfig: { dnsEndpointConfig: { endpoint: "gke-0a1b-123456789012.europe-west1.gke.goog" } },
  },
};

function configOf(cluster: Section): GkeConfig {
  return gkeSettings.parse({
    cloud: "gke",
    region: "europe-west1",
    backupRegion: "europe-west4",
    gcp: { project },
    tags: { owner: "platform" },
    namespaces: { applications: {} },
    cluster,
  });
}

export const creation = (more: Section = {}): GkeConfig =>
  configOf({ mode: "create", name: "production", zones, ...more });

export const adoption = (more: Section = {}): GkeConfig =>
  configOf({
    mode: "adopt",
    name: "production",
    zones,
    network: {
      range: "10.8.0.0/24",
      pods: "10.24.0.0/14",
      services: "10.28.0.0/20",
      vpc: `${compute}/global/networks/main`,
      subnetwork: `${compute}/regions/europe-west1/subnetworks/nodes`,
    },
    ...more,
  });

export const build = (config: GkeConfig): Promise<Recording<Handle<"gke">>> =>
  record(() => gkeCluster(config), answers);

export const types = {
  cluster: "gcp:container/cluster:Cluster",
  nodePool: "gcp:container/nodePool:NodePool",
  service: "gcp:projects/service:Service",
  key: "gcp:kms/cryptoKey:CryptoKey",
  keyMember: "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember",
  member: "gcp:projects/iAMMember:IAMMember",
  account: "gcp:serviceaccount/account:Account",
  vpc: "gcp:compute/network:Network",
  subnetwork: "gcp:compute/subnetwork:Subnetwork",
  nat: "gcp:compute/routerNat:RouterNat",
  firewall: "gcp:compute/firewall:Firewall",
  globalAddress: "gcp:compute/globalAddress:GlobalAddress",
  connection: "gcp:servicenetworking/connection:Connection",
  kubernetes: "pulumi:providers:kubernetes",
  gcp: "pulumi:providers:gcp",
} as const;

export const nodeAccount = "cluster-node-account@mock.iam.gserviceaccount.com";
export const shielded = { enableSecureBoot: true, enableIntegrityMonitoring: true };
export const upkeep = {
  management: { autoRepair: true, autoUpgrade: true },
  upgradeSettings: { strategy: "SURGE", maxSurge: 1, maxUnavailable: 0 },
};
export const systemNode = {
  machineType: "e2-standard-4",
  imageType: "COS_CONTAINERD",
  diskSizeGb: 100,
  bootDiskKmsKey: "cluster-disks-key-id",
  serviceAccount: nodeAccount,
  shieldedInstanceConfig: shielded,
  oauthScopes: ["https://www.googleapis.com/auth/cloud-platform"],
  workloadMetadataConfig: { mode: "GKE_METADATA" },
  metadata: { "disable-legacy-endpoints": "true" },
};
