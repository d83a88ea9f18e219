import type { Cloud } from "../shared/cloud";
import { fault, type Fault } from "../shared/faults";
import { isDnsLabel } from "../shared/names";
import { aksFaults } from "./aks/validate";
import { rehearsalFaults } from "./checks/rehearsal";
import { rpoFaults, scheduleFaults } from "./checks/schedules";
import { secondRegionFaults, storeFaults } from "./checks/store";
import type { BackupSettings, CloudFaults, Place } from "./contract";
import { eksFaults } from "./eks/validate";
import { gkeFaults } from "./gke/validate";

const cloudFaults: { readonly [C in Cloud]: CloudFaults<C> } = { gke: gkeFaults, eks: eksFaults, aks: aksFaults };

/** Every fault of backups that can be seen before anything is registered. Pure. */
export function backupFaults<C extends Cloud>(cloud: C, settings: BackupSettings<C>, place: Place): readonly Fault[] {
  const ofCloud: CloudFaults<C> = cloudFaults[cloud];
  return [...commonFaults(settings, place), ...ofCloud(settings, place)];
}

function commonFaults(settings: BackupSettings<Cloud>, place: Place): readonly Fault[] {
  return [
    ...(isDnsLabel(settings.namespace)
      ? []
      : [fault("namespace", settings.namespace, "a DNS label that starts with a letter", "rename it")]),
    ...scheduleFaults(settings.schedules),
    ...rpoFaults(settings.rpoHours, settings.schedules),
    ...storeFaults(settings),
    ...secondRegionFaults(settings, place),
    ...rehearsalFaults(settings),
  ];
}
