import { fault, type Fault, keyPath, sortedEntries } from "../shared/faults";
import { appLabels, isLabelKey, isLabelValue, namespaceNameLabel, podSecurityLabels } from "../shared/labels";
import { isDnsLabel } from "../shared/names";
import {
  defaultLevel,
  defaultPodSecurityVersion,
  type LimitOverrides,
  mergeLimits,
  mergeQuota,
  type PodSecurityLevel,
  podSecurityLevels,
  type Quantities,
} from "./defaults";
import { limitFaults, quotaFaults } from "./limits";

/** Why a namespace may be below `restricted`, who answers for it, and until when. */
export interface Exemption {
  /** Team or person that answers for the namespace. */
  readonly owner: string;
  /** What needs the lower level, in a sentence. */
  readonly reason: string;
  /** Last day of the exemption: `2027-03-31`. */
  readonly expires: string;
  /**
   * Kind and name of the workload that starts the pods that need it, such as `DaemonSet/node-agent`, where the program
   * makes none of them: the pod-security pack then looks for that workload.
   * @default none
   */
  readonly startedBy?: string | undefined;
}

/** What the checks read of the arguments. */
export interface NamespaceRules {
  readonly level?: PodSecurityLevel | undefined;
  readonly podSecurityVersion?: string | undefined;
  readonly exemption?: Exemption | undefined;
  readonly quota?: Quantities | undefined;
  readonly limits?: LimitOverrides | undefined;
  readonly labels?: Readonly<Record<string, string>> | undefined;
  readonly monitoring?:
    { readonly namespace: string; readonly podLabels: Readonly<Record<string, string>> } | undefined;
}

/** Every fault of one namespace. Pure; `today` is a date such as `2026-11-23`. */
export function guardrailsFaults(namespace: string, rules: NamespaceRules, today: string): readonly Fault[] {
  return [
    ...nameFaults("namespace", namespace),
    ...levelFaults(rules),
    ...exemptionFaults(rules, today),
    ...quotaFaults(mergeQuota(rules.quota)),
    ...limitFaults(mergeLimits(rules.limits)),
    ...labelFaults("labels", rules.labels ?? {}),
    ...monitoringFaults(rules),
  ];
}

/** Namespaces that Kubernetes makes and that no stack may own, for it would delete them in the end. */
export function nameFaults(path: string, name: string): readonly Fault[] {
  if (!isDnsLabel(name))
    return [fault(path, name, "a DNS label that starts with a letter, at most 63 characters", "rename it")];
  const reserved = name === "default" || name.startsWith("kube-");
  return reserved ? [fault(path, name, "a namespace of your own", "choose a name that Kubernetes does not use")] : [];
}

export function levelFaults({ level = defaultLevel, podSecurityVersion }: NamespaceRules): readonly Fault[] {
  return [
    ...(podSecurityLevels.includes(level)
      ? []
      : [fault("level", level, podSecurityLevels.join(", "), "choose one of them")]),
    ...(podSecurityVersion === undefined || /^v1\.\d{1,2}$/.test(podSecurityVersion)
      ? []
      : [
          fault(
            "podSecurityVersion",
            podSecurityVersion,
            `a pinned version such as ${defaultPodSecurityVersion}`,
            "write v and the minor",
          ),
        ]),
  ];
}

export function exemptionFaults({ level = defaultLevel, exemption }: NamespaceRules, today: string): readonly Fault[] {
  if (level === "restricted") {
    return exemption === undefined
      ? []
      : [fault("exemption", exemption, "nothing, as the level is restricted", "remove it, or lower the level")];
  }
  if (exemption === undefined)
    return [
      fault("exemption", undefined, `owner, reason and expires for level ${level}`, "add it, or use level restricted"),
    ];
  const { owner, reason, expires, startedBy } = exemption;
  return [
    ...(owner.trim() === "" ? [fault("exemption.owner", owner, "a team or person", "say who answers for it")] : []),
    ...(reason.trim() === "" ? [fault("exemption.reason", reason, "a sentence", "say what needs the level")] : []),
    ...expiryFaults(expires, today),
    ...(startedBy === undefined || isWorkload(startedBy)
      ? []
      : [fault("exemption.startedBy", startedBy, "KIND/NAME, such as DaemonSet/node-agent", "name one workload")]),
  ];
}

/** True for the kind and the name of a workload. */
export function isWorkload(text: string): boolean {
  return /^[A-Z][A-Za-z]+\/[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(text);
}

function expiryFaults(expires: string, today: string): readonly Fault[] {
  const path = "exemption.expires";
  if (!isIsoDate(expires)) return [fault(path, expires, 'a date such as "2027-03-31"', "write it in quotes")];
  return expires < today
    ? [fault(path, expires, `${today} or later`, "meet restricted by now, or let its owner renew the exemption")]
    : [];
}

/** True for a day that the calendar has, written as `2027-03-31`. */
export function isIsoDate(text: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** Labels that Kubernetes or this component sets. */
const ownLabels: readonly string[] = [...Object.values(podSecurityLabels), namespaceNameLabel, appLabels.managedBy];

export function labelFaults(path: string, labels: Readonly<Record<string, string>>): readonly Fault[] {
  return sortedEntries(labels).flatMap(([key, value]) => {
    const at = keyPath(path, key);
    if (!isLabelKey(key)) return [fault(at, key, "a label key such as team or example.com/team", "rename it")];
    if (ownLabels.includes(key))
      return [fault(at, key, "labels that nobody else sets", "use level and podSecurityVersion")];
    return isLabelValue(value)
      ? []
      : [
          fault(
            at,
            value,
            "up to 63 letters, digits, dashes, dots and underscores",
            "shorten it, or use an annotation",
          ),
        ];
  });
}

function monitoringFaults({ monitoring }: NamespaceRules): readonly Fault[] {
  if (monitoring === undefined) return [];
  const { namespace, podLabels } = monitoring;
  return [
    ...(isDnsLabel(namespace) ? [] : [fault("monitoring.namespace", namespace, "a namespace's name", "rename it")]),
    ...(Object.keys(podLabels).length > 0
      ? []
      : [fault("monitoring.podLabels", podLabels, "one label or more", "name the pods that scrape")]),
    ...sortedEntries(podLabels).flatMap(([key, value]) =>
      isLabelKey(key) && isLabelValue(value)
        ? []
        : [
            fault(
              keyPath("monitoring.podLabels", key),
              value,
              "a label of pods",
              "write a key and a value that labels take",
            ),
          ],
    ),
  ];
}
