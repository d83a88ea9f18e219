import type * as k8s from "@pulumi/kubernetes";
import { restrictedPod, smallResources } from "../../shared/chart/values";
import { sortedEntries } from "../../shared/faults";
import type { Cloud } from "../../shared/cloud";
import { appLabels, managedByPulumi } from "../../shared/labels";
import { veleroImages } from "../../shared/versions";
import type { BackupSettings, RehearsalSettings } from "../contract";
import { longestGap, timetableOf } from "../cron";
import { podLabelsOf } from "./names";

type CronJob = k8s.types.input.batch.v1.CronJob;
type Role = k8s.types.input.rbac.v1.Role;
type RoleBinding = k8s.types.input.rbac.v1.RoleBinding;

export const rehearsalAccount = "velero-rehearsal";

/** On whatever a restore has made. */
const restored = "velero.io/restore-name";

/**
 * Kinds that are restored and taken away again. Policies of the network are none of them: the scratch namespace denies by
 * default, so what is restored there can speak to nobody, and no work of the original is done twice.
 */
export const rehearsedKinds = [
  "configmaps",
  "secrets",
  "serviceaccounts",
  "services",
  "persistentvolumeclaims",
  "deployments.apps",
  "statefulsets.apps",
  "daemonsets.apps",
  "horizontalpodautoscalers.autoscaling",
  "poddisruptionbudgets.policy",
  "roles.rbac.authorization.k8s.io",
  "rolebindings.rbac.authorization.k8s.io",
] as const;

/** The schedule that keeps the namespace most often: its newest backup is the one that a loss would need. */
export function rehearsedSchedule({ schedules }: BackupSettings<Cloud>, from: string): string | undefined {
  const keeping = sortedEntries(schedules).filter(([, { namespaces }]) => namespaces?.includes(from) ?? true);
  const gap = (cron: string): number => {
    const timetable = timetableOf(cron);
    return timetable === undefined ? Infinity : longestGap(timetable);
  };
  return keeping.sort(([, a], [, b]) => gap(a.cron) - gap(b.cron))[0]?.[0];
}

/** Commands of the Job, in their order: the scratch namespace is emptied, and the newest backup restored into it. */
export function rehearsalCommands(namespace: string, schedule: string, { from, into }: RehearsalSettings) {
  return {
    clear: [
      "delete",
      rehearsedKinds.join(","),
      `--namespace=${into}`,
      `--selector=${restored}`,
      "--ignore-not-found",
      "--wait",
    ],
    forget: ["delete", "restores.velero.io", `--namespace=${namespace}`, "--selector=rehearsal=true", "--wait"],
    restore: [
      "restore",
      "create",
      `--namespace=${namespace}`,
      `--from-schedule=${schedule}`,
      `--include-namespaces=${from}`,
      `--namespace-mappings=${from}:${into}`,
      `--include-resources=${rehearsedKinds.join(",")}`,
      "--include-cluster-resources=false",
      "--labels=rehearsal=true",
      "--wait",
    ],
  };
}

/** The Job that rehearses. What it restored goes again, and what an ended one left behind goes first. */
export function rehearsalJob(namespace: string, schedule: string, rehearsal: RehearsalSettings): CronJob {
  const { clear, forget, restore } = rehearsalCommands(namespace, schedule, rehearsal);
  const kubectl = (name: string, args: string[]) => container(name, veleroImages.kubectl, undefined, args);
  return {
    metadata: { name: rehearsalAccount, namespace, labels: { ...managedByPulumi } },
    spec: {
      schedule: rehearsal.cron,
      timeZone: "Etc/UTC",
      concurrencyPolicy: "Forbid",
      jobTemplate: {
        spec: {
          backoffLimit: 0,
          activeDeadlineSeconds: 3600,
          template: {
            metadata: { labels: { ...podLabelsOf("rehearsal"), [appLabels.name]: rehearsalAccount } },
            spec: {
              serviceAccountName: rehearsalAccount,
              restartPolicy: "Never",
              securityContext: restrictedPod(65_532),
              initContainers: [
                kubectl("forget", forget),
                kubectl("clear", clear),
                container("restore", veleroImages.server, ["/velero"], restore),
              ],
              containers: [kubectl("clear-again", clear)],
            },
          },
        },
      },
    },
  };
}

function container(name: string, image: string, command: string[] | undefined, args: string[]) {
  return {
    name,
    image,
    ...(command === undefined ? {} : { command }),
    args,
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] }, readOnlyRootFilesystem: true },
    resources: smallResources,
  };
}

const ofRestores = [
  {
    apiGroups: ["velero.io"],
    resources: ["restores"],
    verbs: ["create", "delete", "get", "list", "watch"],
  },
  { apiGroups: ["velero.io"], resources: ["backups", "schedules"], verbs: ["get", "list"] },
];

const ofRestored = rehearsedKinds.map((kind) => {
  const [resource = "", ...group] = kind.split(".");
  return { apiGroups: [group.join(".")], resources: [resource], verbs: ["delete", "get", "list", "watch"] };
});

/** To ask for restores in Velero's namespace, and to take away what they made in the scratch namespace; nothing else. */
export function rehearsalRights(
  namespace: string,
  into: string,
): Readonly<Record<"restores" | "restored", readonly [Role, RoleBinding]>> {
  const subjects = [{ kind: "ServiceAccount", name: rehearsalAccount, namespace }];
  const roleRef = { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: rehearsalAccount };
  const rights = (where: string, rules: typeof ofRestores): readonly [Role, RoleBinding] => {
    const metadata = { name: rehearsalAccount, namespace: where, labels: { ...managedByPulumi } };
    return [
      { metadata, rules },
      { metadata, roleRef, subjects },
    ];
  };
  return { restores: rights(namespace, ofRestores), restored: rights(into, ofRestored) };
}
