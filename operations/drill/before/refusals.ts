import { some } from "../../shared/text";
import { idOf, type KubernetesObject, textAt } from "../objects";
import type { Options } from "../options";
import { isExcluded } from "../record/ignored";
import { isReadOnly } from "../velero/choose";
import { inWords } from "./rights";
import type { Situation, VeleroState } from "./situation";
import { uncoveredClaims } from "./volumes";

type Asked = Pick<Options, "namespace" | "into" | "backup" | "location">;

/** Namespaces that a cluster cannot do without. */
const systemNamespaces = ["kube-system", "kube-public", "kube-node-lease"];

/** Why a restore is not possible here, every reason; none: it is. */
export function refusals(asked: Asked, situation: Situation): readonly string[] {
  return [
    ...namespaceRefusals(asked, situation),
    ...veleroRefusals(asked, situation),
    ...situation.lackingRights.map((right) => `You lack the right to ${inWords(right)}.`),
  ];
}

function namespaceRefusals({ namespace, into, backup }: Asked, situation: Situation): readonly string[] {
  const velero = "why" in situation.velero ? undefined : situation.velero.namespace;
  const reserved = (name: string): string | undefined => {
    if (name === velero) return `Namespace ${name} is Velero's own: without it nothing can be restored.`;
    return systemNamespaces.includes(name) ? `Namespace ${name} belongs to the cluster itself.` : undefined;
  };
  const missing = situation.namespace === undefined && backup === undefined;
  const { target } = situation;
  return [
    reserved(namespace),
    namespace === "default" && into === undefined
      ? "Namespace default cannot be deleted. Restore into another by --into OTHER."
      : undefined,
    missing ? `There is no namespace ${namespace}. Name an existing backup by --backup to restore it.` : undefined,
    isTerminating(situation.namespace)
      ? `Namespace ${namespace} is being deleted already: ${terminating(situation.namespace)}`
      : undefined,
    into === undefined ? undefined : reserved(into),
    into !== undefined && target.terminating ? `Namespace ${into} is being deleted. Wait until it is gone.` : undefined,
    into !== undefined && target.objects.length > 0
      ? `Namespace ${into} is not empty: it has ${some(target.objects)}. Name one that does not exist.`
      : undefined,
  ].filter((each) => each !== undefined);
}

function veleroRefusals(asked: Asked, { missingKinds, velero }: Situation): readonly string[] {
  if (missingKinds.length > 0) {
    return [`The cluster does not know ${some(missingKinds, 10)}: Velero is not installed, or only in part.`];
  }
  if ("why" in velero) return [velero.why];
  return [
    ...(velero.deployment
      ? []
      : [`There is no Deployment velero in namespace ${velero.namespace}: Velero restores nothing without it.`]),
    ...(typeof velero.version === "string"
      ? []
      : [
          `The server of Velero does not answer: ${velero.version.why}. Look at kubectl logs -n ${velero.namespace} deployment/velero.`,
        ]),
    ...locationRefusals(asked, velero),
    ...(typeof velero.backup === "string" ? [`--backup ${asked.backup}: ${velero.backup}.`] : []),
  ];
}

function locationRefusals(asked: Asked, { location, locations, backup, namespace }: VeleroState): readonly string[] {
  const known = locations.map(({ metadata }) => metadata.name).join(", ") || "none";
  if (asked.location !== undefined && !locations.some(({ metadata }) => metadata.name === asked.location)) {
    return [`There is no BackupStorageLocation ${asked.location} in namespace ${namespace}; there are ${known}.`];
  }
  if (location === undefined) {
    return backup === undefined
      ? [`No BackupStorageLocation is the default one. Name one by --location; there are ${known}.`]
      : [];
  }
  const { name } = location.metadata;
  const { phase, message } = location.status ?? {};
  return [
    ...(phase === "Available"
      ? []
      : [
          `BackupStorageLocation ${name} is ${phase ?? "not looked at yet"}${message === undefined ? "." : `: ${message}`}`,
        ]),
    ...(backup === undefined && isReadOnly(location)
      ? [`BackupStorageLocation ${name} is read-only: no backup can be made. Restore one of its backups by --backup.`]
      : []),
  ];
}

const isTerminating = (namespace: KubernetesObject | undefined): boolean =>
  namespace !== undefined &&
  (typeof namespace.metadata.deletionTimestamp === "string" || textAt(namespace, "status", "phase") === "Terminating");

/** What keeps a namespace from going. */
export function terminating(namespace: KubernetesObject | undefined): string {
  const conditions = namespace?.["status"];
  const found =
    typeof conditions === "object" && conditions !== null && "conditions" in conditions ? conditions.conditions : [];
  const messages = (Array.isArray(found) ? found : [])
    .filter((each: unknown) => textAt(each, "status") === "True")
    .map((each: unknown) => textAt(each, "message"))
    .filter((message) => message !== "");
  return messages.join("; ") || "nothing is said of what remains.";
}

/** Finalizers that Kubernetes itself takes away. */
const ownFinalizers = [
  "kubernetes.io/",
  "service.kubernetes.io/",
  "batch.kubernetes.io/",
  "foregroundDeletion",
  "orphan",
];

/** What does not stand in the way, and should be known. */
export function warningsOf(asked: Asked, situation: Situation): readonly string[] {
  const { objects, storage, velero, unknownKinds } = situation;
  const excluded = objects.ignored.filter(({ object }) => isExcluded(object)).map(({ object }) => idOf(object));
  const held = objects.kept
    .filter(({ metadata }) =>
      (metadata.finalizers ?? []).some((each) => !ownFinalizers.some((own) => each.startsWith(own))),
    )
    .map(idOf);
  const settings = "why" in velero ? undefined : velero.volumes;
  return [
    ...(excluded.length > 0
      ? [`No backup holds ${some(excluded, 10)}, by label velero.io/exclude-from-backup: a loss takes them for good.`]
      : []),
    ...uncoveredClaims(objects.kept, storage, settings).map(
      ({ claim, why }) => `Data not covered: PersistentVolumeClaim ${claim}, for ${why}.`,
    ),
    ...(asked.into === undefined && held.length > 0
      ? [`Before ${some(held, 10)} can be deleted, the controllers behind their finalizers must agree.`]
      : []),
    ...unknownKinds.map((each) => `Kinds that could not be asked for: ${each}.`),
  ];
}
