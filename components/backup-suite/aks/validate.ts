import { actionGroupFaults } from "../../shared/alarm-targets";
import { fault, type Fault } from "../../shared/faults";
import type { BackupSettings, RecoverySettings } from "../contract";

/** What Azure Storage refuses, or what would break a guarantee there. Pure. */
export function aksFaults(settings: BackupSettings<"aks">): readonly Fault[] {
  return [
    ...keepFaults(settings.store.keepDeletedDays),
    ...actionGroupFaults(settings.alarms.existing),
    ...(settings.recoverFrom === undefined ? [] : recoveryFaults(settings.recoverFrom)),
  ];
}

/** Days for which soft deletion keeps a blob at most. */
const mostKept = 365;

function keepFaults(keepDeletedDays: number): readonly Fault[] {
  if (!(keepDeletedDays > mostKept)) return [];
  return [fault("store.keepDeletedDays", keepDeletedDays, `1 to ${mostKept}`, "Azure keeps deleted blobs no longer")];
}

/** Grammar of the names. */
function recoveryFaults({ storageAccount, container, resourceGroup }: RecoverySettings["aks"]): readonly Fault[] {
  const form = (path: string, value: string, grammar: RegExp, allowed: string): readonly Fault[] =>
    grammar.test(value) ? [] : [fault(`recoverFrom.${path}`, value, allowed, "give the name alone, not an address")];
  return [
    ...form("storageAccount", storageAccount, /^[a-z0-9]{3,24}$/, "3 to 24 lower-case letters and digits"),
    ...form(
      "container",
      container,
      /^[a-z0-9](-?[a-z0-9]){2,62}$/,
      "3 to 63 lower-case letters, digits and single dashes",
    ),
    ...form("resourceGroup", resourceGroup, /^[\w().-]{1,89}[\w()-]$/, "the name of a resource group"),
  ];
}
