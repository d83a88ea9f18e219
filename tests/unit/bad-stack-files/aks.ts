import type { BadStackFile } from "./bad-stack-file";
import { adoptedAks, aks } from "./good";

const zones = ["westeurope-1", "westeurope-2", "westeurope-3"];

export const badAksFiles: readonly BadStackFile[] = [
  {
    title: "a zone outside the region",
    good: aks,
    changes: { "cluster.zones[2]": "northeurope-3" },
    faults: [
      ["cluster.zones[2]", '"northeurope-3" is outside the region uksouth', "uksouth-1, uksouth-2 and uksouth-3"],
    ],
  },
  {
    title: "a zone named twice",
    good: aks,
    changes: { "cluster.zones[1]": "uksouth-1" },
    faults: [["cluster.zones[1]", '"uksouth-1" stands there twice']],
  },
  {
    title: "zones by their numbers alone",
    good: aks,
    changes: { "cluster.zones": ["1", "2", "3"] },
    faults: [
      ["cluster.zones[0]", '"1" is not allowed', "such as uksouth-1"],
      ["cluster.zones[1]", '"2" is not allowed'],
      ["cluster.zones[2]", '"3" is not allowed'],
    ],
  },
  {
    title: "a region without zones",
    good: aks,
    changes: { region: "ukwest" },
    faults: [["region", '"ukwest" is not allowed', "three zones and a paired region"]],
  },
  {
    title: "a backup region that is the home region",
    good: aks,
    changes: { backupRegion: "uksouth" },
    faults: [["backupRegion", '"uksouth" is the region of the cluster', "allowed: ukwest"]],
  },
  {
    title: "a backup region that Azure does not pair with the region",
    good: aks,
    changes: { region: "westeurope", backupRegion: "uksouth", "cluster.zones": zones },
    faults: [["backupRegion", '"uksouth" is not paired with westeurope', "write northeurope"]],
  },
  {
    title: "pods within the virtual network, and Services within both",
    good: aks,
    changes: { "cluster.network": { range: "10.0.0.0/16", pods: "10.0.0.0/12", services: "10.0.0.0/20" } },
    faults: [
      ["cluster.network.pods", "overlaps cluster.network.range, 10.0.0.0/16", "share no address"],
      ["cluster.network.services", "overlaps cluster.network.range, 10.0.0.0/16"],
      ["cluster.network.services", "overlaps cluster.network.pods, 10.0.0.0/12"],
    ],
  },
  {
    title: "ranges that AKS keeps for itself, and public ones",
    good: aks,
    changes: { "cluster.network": { range: "172.30.0.0/16", services: "20.0.0.0/20" } },
    faults: [
      ["cluster.network.range", "overlaps 172.30.0.0/16, which AKS keeps for itself"],
      ["cluster.network.services", '"20.0.0.0/20" is not private', "10.0.0.0/8"],
    ],
  },
  {
    title: "an API server open to the internet, and to a private range",
    good: aks,
    changes: { "cluster.endpoint": { access: "restricted", authorisedRanges: ["0.0.0.0/0", "192.168.0.0/24"] } },
    faults: [
      ["cluster.endpoint.authorisedRanges[0]", '"0.0.0.0/0" opens the API server to the internet'],
      ["cluster.endpoint.authorisedRanges[1]", '"192.168.0.0/24" is not public'],
    ],
  },
  {
    title: "an API server reached in an unknown way",
    good: aks,
    changes: { "cluster.endpoint": { access: "public" } },
    faults: [["cluster.endpoint.access", '"public" is not allowed', "private, restricted"]],
  },
  {
    title: "an administrator named twice",
    good: aks,
    changes: { "cluster.administrators[1]": "00000000-0000-0000-0000-000000000003" },
    faults: [["cluster.administrators[1]", "stands there twice", "each group once"]],
  },
  {
    title: "no administrator",
    good: aks,
    changes: { "cluster.administrators": [] },
    faults: [["cluster.administrators", "[] is not allowed", "1 to 20 object ids of groups", "az ad group show"]],
  },
  {
    title: "ids that are names",
    good: aks,
    changes: { "azure.subscriptionId": "production", "azure.tenantId": "example.com" },
    faults: [
      ["azure.subscriptionId", '"production" is not allowed', "a GUID in lower case", "az account show --query id"],
      ["azure.tenantId", '"example.com" is not allowed', "az account show --query tenantId"],
    ],
  },
  {
    title: "logs kept for longer than Log Analytics keeps them",
    good: aks,
    changes: { "cluster.logRetentionDays": 3650 },
    faults: [["cluster.logRetentionDays", "3650 is not allowed", "30 to 730"]],
  },
  {
    title: "a maintenance window that is none",
    good: aks,
    changes: { "cluster.maintenance": { day: "sunday", start: "24:00", hours: 2 } },
    faults: [
      ["cluster.maintenance.day", '"sunday" is not allowed', "did you mean Sunday?"],
      ["cluster.maintenance.start", '"24:00" is not allowed', "HH:MM"],
      ["cluster.maintenance.hours", "2 is not allowed", "4 to 24"],
    ],
  },
  {
    title: "settings of GKE and EKS",
    good: aks,
    changes: { aws: { accountId: "111122223333" }, "cluster.autoscalingRole": "existing" },
    faults: [
      ["cluster.autoscalingRole", '"existing" belongs to cloud eks', "cloud is aks here"],
      ["aws", "belongs to cloud eks", "cloud is aks here"],
    ],
  },
  {
    title: "an adopted cluster without its facts",
    good: adoptedAks,
    changes: {
      "cluster.resourceGroup": undefined,
      "cluster.network.nodeSubnetId": undefined,
      "cluster.issuer": undefined,
    },
    faults: [
      ["cluster.resourceGroup", "is missing"],
      ["cluster.network.nodeSubnetId", "is missing", "/subnets/NAME"],
      ["cluster.issuer", "is missing", "an https address"],
    ],
  },
  {
    title: "an adopted cluster with a subnet of another network",
    good: adoptedAks,
    changes: {
      "cluster.network.nodeSubnetId":
        "/subscriptions/a/resourceGroups/b/providers/Microsoft.Network/virtualNetworks/c/subnets/nodes",
    },
    faults: [
      ["cluster.network.nodeSubnetId", "is outside the virtual network", "virtualNetworks/production/subnets/NAME"],
    ],
  },
  {
    title: "the provider's location, subscription and tenant against the settings",
    good: aks,
    changes: {
      "azure-native:location": "westeurope",
      "azure-native:subscriptionId": "00000000-0000-0000-0000-000000000009",
      "azure-native:tenantId": "00000000-0000-0000-0000-000000000002",
    },
    faults: [
      ["azure-native:location", '"westeurope" contradicts the setting region'],
      ["azure-native:subscriptionId", "contradicts the setting azure.subscriptionId"],
    ],
  },
];
