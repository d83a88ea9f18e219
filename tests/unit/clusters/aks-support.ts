import type { Handle } from "../../../components";
import { aksCluster } from "../../../stacks/clusters/aks";
import { aksSettings, type AksConfig } from "../../../stacks/settings/aks";
import { record, type Answers, type Recording } from "../../support/record";

export const subscriptionId = "11111111-1111-1111-1111-111111111111";
export const tenantId = "22222222-2222-2222-2222-222222222222";
export const administrators = ["33333333-3333-3333-3333-333333333333"];
export const zones = ["uksouth-1", "uksouth-2", "uksouth-3"];
export const virtualNetworkId = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/hub";

const configOf = (cluster: object): AksConfig =>
  aksSettings.parse({
    cloud: "aks",
    region: "uksouth",
    backupRegion: "ukwest",
    azure: { subscriptionId, tenantId },
    tags: { owner: "platform" },
    namespaces: {},
    cluster: { name: "production", zones, ...cluster },
  });
export const creation = (settings: object = {}): AksConfig => configOf({ mode: "create", administrators, ...settings });
export const adoption = (settings: object = {}): AksConfig =>
  configOf({
    mode: "adopt",
    resourceGroup: "hand-made",
    nodeResourceGroup: "MC_hand-made",
    network: {
      range: "10.224.0.0/12",
      pods: "10.244.0.0/16",
      services: "10.0.0.0/16",
      virtualNetworkId,
      nodeSubnetId: `${virtualNetworkId}/subnets/nodes`,
      databaseSubnetId: `${virtualNetworkId}/subnets/databases`,
    },
    issuer: "https://issuer.example/tenant/",
    ...settings,
  });

export const server = "https://production-1a2b.hcp.uksouth.azmk8s.io:443";
export const certificateAuthority = Buffer.from("certificate").toString("base64");

/** A kubeconfig of AKS, base64. */
export const credentials = (user: object, cluster: object = {}): string =>
  Buffer.from(
    JSON.stringify({
      clusters: [{ name: "c", cluster: { server, "certificate-authority-data": certificateAuthority, ...cluster } }],
      users: [{ name: "u", user }],
    }),
  ).toString("base64");

export const answers = (user: object): Answers => ({
  "azure-native:containerservice:listManagedClusterUserCredentials": {
    kubeconfigs: [{ name: "u", value: credentials(user) }],
  },
  "azure-native:containerservice:ManagedCluster": {
    oidcIssuerProfile: { enabled: true, issuerURL: "https://issuer.example/made/" },
  },
  "azure-native:keyvault:Key": (name) => ({ keyUriWithVersion: `https://vault/keys/${name}/1` }),
  "azure-native:compute:DiskEncryptionSet": { identity: { principalId: "cluster-disks-principal" } },
});

export const build = (
  config: AksConfig,
  user: object = { exec: { command: "kubelogin" } },
): Promise<Recording<Handle<"aks">>> => record(() => aksCluster(config), answers(user));
