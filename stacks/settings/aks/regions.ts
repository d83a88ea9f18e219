import { azurePairOf } from "../../../components";

/** Azure regions with three zones whose databases have a standby in another zone and backups in another region. Checked 2026-11-23. */
const names = [
  "australiaeast",
  "canadacentral",
  "centralindia",
  "centralus",
  "eastasia",
  "eastus",
  "eastus2",
  "francecentral",
  "germanywestcentral",
  "japaneast",
  "koreacentral",
  "northeurope",
  "norwayeast",
  "southafricanorth",
  "southcentralus",
  "southeastasia",
  "swedencentral",
  "switzerlandnorth",
  "uaenorth",
  "uksouth",
  "westeurope",
  "westus2",
];

/** Those regions, each with the one that Azure copies the backups of a database to. */
export const pairedRegions: Readonly<Record<string, string>> = Object.fromEntries(
  names.flatMap((name) => {
    const pair = azurePairOf(name);
    return pair === undefined ? [] : [[name, pair]];
  }),
);

export function isRegion(name: string): boolean {
  return Object.hasOwn(pairedRegions, name);
}
