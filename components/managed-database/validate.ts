import type { Cloud } from "../shared/cloud";
import { fault, type Fault } from "../shared/faults";
import { aksFaults } from "./aks/validate";
import type { Creation, Place, ServerSettings } from "./contract";
import { eksFaults } from "./eks/validate";
import { gkeFaults } from "./gke/validate";

/** What one cloud refuses, or what would break a guarantee there. Paths are those of the settings. Pure. */
export type CloudFaults<C extends Cloud> = (settings: Creation<C>, place: Place) => readonly Fault[];

const cloudFaults: { readonly [C in Cloud]: CloudFaults<C> } = { gke: gkeFaults, eks: eksFaults, aks: aksFaults };

/** Every fault of a server to create that can be seen before anything is registered. Pure. */
export function creationFaults<C extends Cloud>(cloud: C, settings: Creation<C>, place: Place): readonly Fault[] {
  const ofCloud: CloudFaults<C> = cloudFaults[cloud];
  return [...commonFaults(settings), ...ofCloud(settings, place)];
}

/** The longest that any of the clouds keeps automated backups; on all three the most that can be had. */
const longestRetention = 35;

function commonFaults(settings: ServerSettings): readonly Fault[] {
  return [
    ...storageFaults(settings.storage),
    ...retentionFaults(settings.backups.retentionDays),
    ...timeFaults("backups.start", settings.backups.start),
    ...timeFaults("maintenance.start", settings.maintenance.start),
    ...receiverFaults(settings.alarms),
  ];
}

function storageFaults({ initialGiB, maximumGiB }: ServerSettings["storage"]): readonly Fault[] {
  if (initialGiB <= maximumGiB) return [];
  const allowed = `${initialGiB} or more`;
  return [fault("storage.maximumGiB", maximumGiB, allowed, "raise it, or start with less: storage never shrinks")];
}

function retentionFaults(days: number): readonly Fault[] {
  if (Number.isInteger(days) && days >= 7 && days <= longestRetention) return [];
  const cure = "for longer keep backups of Velero, or dumps: no cloud keeps automated backups of a database longer";
  return [fault("backups.retentionDays", days, `7 to ${longestRetention}`, cure)];
}

function timeFaults(path: string, time: string): readonly Fault[] {
  return /^([01]\d|2[0-3]):[0-5]\d$/.test(time) ? [] : [fault(path, time, "HH:MM, 00:00 to 23:59", "write it in UTC")];
}

function receiverFaults({ emails, webhooks, existing }: ServerSettings["alarms"]): readonly Fault[] {
  const malformed = webhooks.flatMap((url, index) =>
    /^https:\/\/[^/\s]+/.test(url)
      ? []
      : [fault(`alarms.webhooks[${index}]`, url, "an https address", "alarms name the database: send them encrypted")],
  );
  if (emails.length > 0 || webhooks.length > 0 || existing !== undefined) return malformed;
  const allowed = "an e-mail address, a webhook or a target that exists";
  return [{ path: "alarms", problem: "reach nobody", allowed, cure: "name somebody who hears of a failover" }];
}
