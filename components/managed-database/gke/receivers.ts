import * as gcp from "@pulumi/gcp";
import type * as pulumi from "@pulumi/pulumi";
import { hashedName } from "../../shared/names";
import type { AlarmSettings } from "../contract";

/** Long enough for any kind and its hash. */
const longestName = 24;

/** Names of the channels that hear of alarms: one that exists, and one for each address. */
export function createReceivers(
  name: string,
  project: string,
  { emails, webhooks, existing }: AlarmSettings,
  opts: pulumi.CustomResourceOptions,
): readonly pulumi.Input<string>[] {
  // Named after what they reach, so that their order in the stack file means nothing.
  const create = (kind: string, address: string, type: string, labels: Record<string, string>) =>
    new gcp.monitoring.NotificationChannel(
      `${name}-${hashedName(kind, [address], longestName)}`,
      { project, type, labels, displayName: `Database ${name}: ${kind}` },
      opts,
    ).name;
  return [
    ...(existing === undefined ? [] : [existing]),
    ...emails.map((address) => create("email", address, "email", { email_address: address })),
    ...webhooks.map((url) => create("webhook", url, "webhook_tokenauth", { url })),
  ];
}
