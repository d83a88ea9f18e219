import type { ProviderBehaviour } from "../behaviour";
import type { Properties } from "../values";
import { text } from "../values";
import { databaseResources } from "./azure-native-database";
import { storageResources } from "./azure-native-storage";
import { arm, group, located, subscription, tenant } from "./azure-native-place";
import { uuid } from "./random";

const cluster = located("Microsoft.ContainerService/managedClusters", "resourceName", {
  deleteBeforeReplace: true,
  replaces: [
    "dnsPrefix",
    "fqdnSubdomain",
    "nodeResourceGroup",
    "diskEncryptionSetID",
    "networkProfile.networkPlugin",
    "networkProfile.podCidr",
    "networkProfile.serviceCidr",
    "networkProfile.dnsServiceIP",
    "apiServerAccessProfile.enablePrivateCluster",
  ],
  outputs: (subject) => ({
    fqdn: `${subject.physicalName}-${subject.hex(8)}.hcp.${text(subject.inputs["location"]) ?? "region"}.azmk8s.io`,
    privateFQDN: `${subject.physicalName}-${subject.hex(8)}.${subject.hex(8)}.privatelink.${text(subject.inputs["location"]) ?? "region"}.azmk8s.io`,
    currentKubernetesVersion: `${text(subject.inputs["kubernetesVersion"]) ?? "1.36"}.0`,
    nodeResourceGroup:
      text(subject.inputs["nodeResourceGroup"]) ??
      `MC_${text(subject.inputs["resourceGroupName"]) ?? ""}_${subject.physicalName}_${text(subject.inputs["location"]) ?? ""}`,
    oidcIssuerProfile: {
      enabled: true,
      issuerURL: `https://${text(subject.inputs["location"]) ?? "region"}.oic.prod-aks.azure.com/${tenant(subject.provider)}/${uuid(subject)}/`,
    },
    identityProfile: { kubeletidentity: { clientId: uuid(subject), objectId: uuid(subject), resourceId: "" } },
    powerState: { code: "Running" },
    provisioningState: "Succeeded",
  }),
});

/** The kubeconfig that AKS hands out to a user of Entra ID: an exec plugin, no token. */
function userCredentials(args: Properties): Properties {
  const name = text(args["resourceName"]) ?? "cluster";
  const authority = Buffer.from(`certificate authority of ${name}`).toString("base64");
  const config = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [
      { name, cluster: { server: `https://${name}.hcp.azmk8s.io:443`, "certificate-authority-data": authority } },
    ],
    contexts: [{ name, context: { cluster: name, user: "clusterUser" } }],
    "current-context": name,
    users: [
      {
        name: "clusterUser",
        user: { exec: { apiVersion: "client.authentication.k8s.io/v1beta1", command: "kubelogin" } },
      },
    ],
  };
  return { kubeconfigs: [{ name: "clusterUser", value: Buffer.from(JSON.stringify(config)).toString("base64") }] };
}

export const azureNative: ProviderBehaviour = {
  package: "azure-native",
  version: "3.28.0",
  defaults: {
    id: (subject) => {
      const [, module = "", kind = ""] = subject.type.split(":");
      return `${group(subject)}/providers/Microsoft.${module}/${kind}/${subject.physicalName}-${subject.hex(8)}`;
    },
    replaces: ["resourceGroupName", "location"],
    outputs: (subject, id) => ({
      name: id.split("/").at(-1) ?? subject.name,
      azureApiVersion: "2025-01-01",
      type: subject.type,
      provisioningState: "Succeeded",
    }),
  },
  resources: {
    "azure-native:resources:ResourceGroup": {
      holdsIdsBelow: true,
      autoname: "resourceGroupName",
      replaces: ["resourceGroupName", "location"],
      id: (subject) => `/subscriptions/${subscription(subject.provider)}/resourceGroups/${subject.physicalName}`,
    },
    "azure-native:network:VirtualNetwork": located("Microsoft.Network/virtualNetworks", "virtualNetworkName"),
    "azure-native:network:Subnet": arm("Microsoft.Network/virtualNetworks/{virtualNetworkName}/subnets", "subnetName"),
    "azure-native:network:NetworkSecurityGroup": located(
      "Microsoft.Network/networkSecurityGroups",
      "networkSecurityGroupName",
    ),
    "azure-native:network:NatGateway": located("Microsoft.Network/natGateways", "natGatewayName"),
    "azure-native:network:PublicIPAddress": located("Microsoft.Network/publicIPAddresses", "publicIpAddressName", {
      outputs: (subject) => ({ ipAddress: `192.0.2.${Number(subject.digits(2))}` }),
    }),
    "azure-native:network:PublicIPPrefix": located("Microsoft.Network/publicIPPrefixes", "publicIpPrefixName"),
    "azure-native:privatedns:PrivateZone": located("Microsoft.Network/privateDnsZones", "privateZoneName"),
    "azure-native:privatedns:VirtualNetworkLink": located(
      "Microsoft.Network/privateDnsZones/{privateZoneName}/virtualNetworkLinks",
      "virtualNetworkLinkName",
    ),
    "azure-native:managedidentity:UserAssignedIdentity": located(
      "Microsoft.ManagedIdentity/userAssignedIdentities",
      "resourceName",
      {
        outputs: (subject) => ({
          principalId: uuid(subject),
          clientId: uuid(subject),
          tenantId: tenant(subject.provider),
        }),
      },
    ),
    "azure-native:managedidentity:FederatedIdentityCredential": arm(
      "Microsoft.ManagedIdentity/userAssignedIdentities/{resourceName}/federatedIdentityCredentials",
      "federatedIdentityCredentialResourceName",
    ),
    "azure-native:authorization:RoleAssignment": {
      autoname: "roleAssignmentName",
      replaces: ["scope", "roleDefinitionId", "principalId", "principalType", "roleAssignmentName"],
      id: (subject) =>
        `${text(subject.inputs["scope"]) ?? ""}/providers/Microsoft.Authorization/roleAssignments/${uuid(subject)}`,
    },
    "azure-native:authorization:RoleDefinition": {
      autoname: "roleDefinitionId",
      replaces: ["scope", "roleDefinitionId"],
      id: (subject) =>
        `${text(subject.inputs["scope"]) ?? ""}/providers/Microsoft.Authorization/roleDefinitions/${uuid(subject)}`,
    },
    "azure-native:authorization:ManagementLockByScope": {
      autoname: "lockName",
      replaces: ["scope", "lockName"],
      id: (subject) =>
        `${text(subject.inputs["scope"]) ?? ""}/providers/Microsoft.Authorization/locks/${subject.physicalName}`,
    },
    "azure-native:keyvault:Vault": located("Microsoft.KeyVault/vaults", "vaultName", {
      outputs: (subject) => ({ properties: { vaultUri: `https://${subject.physicalName}.vault.azure.net/` } }),
    }),
    "azure-native:keyvault:Key": arm("Microsoft.KeyVault/vaults/{vaultName}/keys", "keyName", {
      outputs: (subject) => {
        const keyUri = `https://${text(subject.inputs["vaultName"]) ?? ""}.vault.azure.net/keys/${subject.physicalName}`;
        return { keyUri, keyUriWithVersion: `${keyUri}/${subject.hex(32)}` };
      },
    }),
    "azure-native:compute:DiskEncryptionSet": located("Microsoft.Compute/diskEncryptionSets", "diskEncryptionSetName", {
      outputs: (subject) => ({
        identity: { principalId: uuid(subject), tenantId: tenant(subject.provider), type: "SystemAssigned" },
      }),
    }),
    "azure-native:containerservice:ManagedCluster": cluster,
    "azure-native:containerservice:AgentPool": arm(
      "Microsoft.ContainerService/managedClusters/{resourceName}/agentPools",
      "agentPoolName",
      { replaces: ["availabilityZones", "vmSize", "osDiskType", "vnetSubnetID"] },
    ),
    "azure-native:containerservice:MaintenanceConfiguration": arm(
      "Microsoft.ContainerService/managedClusters/{resourceName}/maintenanceConfigurations",
      "configName",
    ),
    "azure-native:operationalinsights:Workspace": located("Microsoft.OperationalInsights/workspaces", "workspaceName", {
      outputs: (subject) => ({ customerId: uuid(subject) }),
    }),
    ...databaseResources,
    ...storageResources,
  },
  functions: {
    "azure-native:authorization:getClientConfig": (_args, provider) => ({
      subscriptionId: subscription(provider),
      tenantId: tenant(provider),
      clientId: "00000000-0000-0000-0000-000000000002",
      objectId: "00000000-0000-0000-0000-000000000003",
    }),
    "azure-native:containerservice:listManagedClusterUserCredentials": userCredentials,
  },
};
