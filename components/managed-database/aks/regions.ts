/**
 * What Azure Database for PostgreSQL offers where. From the regions table of its documentation, as of December 2025;
 * checked 2026-11-23.
 */

/** `open`: new standbys in another zone are made; `blocked`: at present only for subscriptions that Azure grants it. */
type Standbys = "open" | "blocked";

/** Regions with a standby in another zone. */
const standbys: Readonly<Record<string, Standbys>> = {
  australiaeast: "open",
  austriaeast: "open",
  belgiumcentral: "open",
  brazilsouth: "blocked",
  canadacentral: "open",
  centralindia: "blocked",
  centralus: "open",
  chilecentral: "open",
  eastasia: "blocked",
  eastus: "blocked",
  eastus2: "blocked",
  francecentral: "open",
  germanywestcentral: "blocked",
  indonesiacentral: "open",
  israelcentral: "open",
  italynorth: "open",
  japaneast: "open",
  koreacentral: "open",
  malaysiawest: "open",
  mexicocentral: "blocked",
  newzealandnorth: "open",
  northeurope: "blocked",
  norwayeast: "open",
  polandcentral: "open",
  qatarcentral: "blocked",
  southafricanorth: "open",
  southcentralus: "blocked",
  southeastasia: "blocked",
  southindia: "open",
  spaincentral: "open",
  swedencentral: "open",
  switzerlandnorth: "open",
  uaenorth: "open",
  uksouth: "open",
  westeurope: "blocked",
  westus2: "blocked",
  westus3: "open",
};

/** Regions whose backups Azure copies, each with the one region that it copies them to. */
const pairs: Readonly<Record<string, string>> = {
  australiaeast: "australiasoutheast",
  australiasoutheast: "australiaeast",
  canadacentral: "canadaeast",
  canadaeast: "canadacentral",
  centralindia: "southindia",
  centralus: "eastus2",
  eastasia: "southeastasia",
  eastus: "westus",
  eastus2: "centralus",
  francecentral: "francesouth",
  germanywestcentral: "germanynorth",
  japaneast: "japanwest",
  japanwest: "japaneast",
  koreacentral: "koreasouth",
  koreasouth: "koreacentral",
  northcentralus: "southcentralus",
  northeurope: "westeurope",
  norwayeast: "norwaywest",
  southafricanorth: "southafricawest",
  southcentralus: "northcentralus",
  southeastasia: "eastasia",
  southindia: "centralindia",
  swedencentral: "swedensouth",
  switzerlandnorth: "switzerlandwest",
  uaenorth: "uaecentral",
  uksouth: "ukwest",
  ukwest: "uksouth",
  westcentralus: "westus2",
  westeurope: "northeurope",
  westus: "eastus",
  westus2: "westcentralus",
};

const own = <V>(table: Readonly<Record<string, V>>, region: string): V | undefined =>
  Object.hasOwn(table, region) ? table[region] : undefined;

/** Whether a region makes new standbys in another zone; `undefined` where it has none. */
export const standbysIn = (region: string): Standbys | undefined => own(standbys, region);

/** The region that a region's backups are copied to; `undefined` where Azure copies none. */
export const pairOf = (region: string): string | undefined => own(pairs, region);

/** Regions that make new standbys for everybody. */
export const regionsWithStandby: readonly string[] = Object.keys(standbys).filter(
  (region) => standbys[region] === "open",
);

/** Those among them whose backups are copied, too. */
export const regionsWithBoth: readonly string[] = regionsWithStandby.filter((region) => pairOf(region) !== undefined);

/** Names by which Azure announces incidents in the regions that hold copies. */
const announcedNames: Readonly<Record<string, string>> = {
  australiaeast: "Australia East",
  australiasoutheast: "Australia Southeast",
  canadacentral: "Canada Central",
  canadaeast: "Canada East",
  centralindia: "Central India",
  centralus: "Central US",
  eastasia: "East Asia",
  eastus: "East US",
  eastus2: "East US 2",
  francesouth: "France South",
  germanynorth: "Germany North",
  japaneast: "Japan East",
  japanwest: "Japan West",
  koreacentral: "Korea Central",
  koreasouth: "Korea South",
  northcentralus: "North Central US",
  northeurope: "North Europe",
  norwaywest: "Norway West",
  southafricawest: "South Africa West",
  southcentralus: "South Central US",
  southeastasia: "Southeast Asia",
  southindia: "South India",
  swedensouth: "Sweden South",
  switzerlandwest: "Switzerland West",
  uaecentral: "UAE Central",
  uksouth: "UK South",
  ukwest: "UK West",
  westcentralus: "West Central US",
  westeurope: "West Europe",
  westus: "West US",
  westus2: "West US 2",
};

/** `UK West` of `ukwest`. */
export const announcedName = (region: string): string => own(announcedNames, region) ?? region;
