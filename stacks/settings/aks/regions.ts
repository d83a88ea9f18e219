/**
 * Azure regions with three zones and zone-redundant PostgreSQL, each with the region that it is paired with: Azure
 * copies the backups of a database there and nowhere else. Checked 2026-11-23.
 */
export const pairedRegions = {
  australiaeast: "australiasoutheast",
  canadacentral: "canadaeast",
  centralindia: "southindia",
  centralus: "eastus2",
  eastasia: "southeastasia",
  eastus: "westus",
  eastus2: "centralus",
  francecentral: "francesouth",
  germanywestcentral: "germanynorth",
  japaneast: "japanwest",
  koreacentral: "koreasouth",
  northeurope: "westeurope",
  norwayeast: "norwaywest",
  southafricanorth: "southafricawest",
  southcentralus: "northcentralus",
  southeastasia: "eastasia",
  swedencentral: "swedensouth",
  switzerlandnorth: "switzerlandwest",
  uaenorth: "uaecentral",
  uksouth: "ukwest",
  westeurope: "northeurope",
  westus2: "westcentralus",
} as const;

export type Region = keyof typeof pairedRegions;

export function isRegion(name: string): name is Region {
  return Object.hasOwn(pairedRegions, name);
}
