import { fault, type Fault } from "./faults";

/** Who hears of alarms, where somebody exists already; each cloud names them in its own way. Pure. */

const path = "alarms.existing";

/** A topic of SNS must stand in the region of the alarms. */
export function topicFaults(existing: string | undefined, region: string): readonly Fault[] {
  if (existing === undefined) return [];
  const [, topicRegion] = /^arn:aws(?:-cn|-us-gov)?:sns:([a-z0-9-]+):\d{12}:[\w-]+$/.exec(existing) ?? [];
  if (topicRegion === region) return [];
  const allowed = `the ARN of a standard SNS topic in ${region}`;
  return [fault(path, existing, allowed, "CloudWatch tells topics of its own region only")];
}

export function channelFaults(existing: string | undefined): readonly Fault[] {
  if (existing === undefined || /^projects\/[^/]+\/notificationChannels\/[^/]+$/.test(existing)) return [];
  const command = "gcloud beta monitoring channels list --format='value(name)'";
  return [fault(path, existing, "projects/PROJECT/notificationChannels/ID", `take it from \`${command}\``)];
}

const actionGroup =
  /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/microsoft\.insights\/actionGroups\/[^/]+$/i;

export function actionGroupFaults(existing: string | undefined): readonly Fault[] {
  if (existing === undefined || actionGroup.test(existing)) return [];
  const allowed = "/subscriptions/…/resourceGroups/…/providers/Microsoft.Insights/actionGroups/NAME";
  return [fault(path, existing, allowed, "take it from `az monitor action-group show --query id`")];
}
