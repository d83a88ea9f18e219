import { at, type KubernetesObject, textAt } from "../objects";
import { keepsFiles, keepsNothing, type VolumeSettings } from "../velero/choose";

/** What storage the cluster has. */
export interface Storage {
  readonly classes: readonly KubernetesObject[];
  readonly snapshotClasses: readonly KubernetesObject[];
}

/** A claim whose data no backup holds. */
export interface Uncovered {
  readonly claim: string;
  readonly why: string;
}

/** Claims without a way to their data. `settings` are those of a new backup; an old one's are not known. */
export function uncoveredClaims(
  objects: readonly KubernetesObject[],
  { classes, snapshotClasses }: Storage,
  settings: VolumeSettings | undefined,
): readonly Uncovered[] {
  if (settings !== undefined && keepsFiles(settings)) return [];
  const drivers = new Set(snapshotClasses.map((each) => textAt(each, "driver")));
  const whyNot = (claim: KubernetesObject): string | undefined => {
    if (settings !== undefined && keepsNothing(settings)) return `volumes are left out, by ${settings.from}`;
    const name = textAt(claim, "spec", "storageClassName");
    const found = classes.find(({ metadata }) => metadata.name === name);
    if (found === undefined) return name === "" ? "it has no storage class" : `there is no storage class ${name}`;
    const driver = textAt(found, "provisioner");
    return drivers.has(driver) ? undefined : `class ${name} (${driver}) has no VolumeSnapshotClass`;
  };
  return objects
    .filter(({ kind }) => kind === "PersistentVolumeClaim")
    .flatMap((claim) => {
      const why = whyNot(claim);
      return why === undefined ? [] : [{ claim: claim.metadata.name, why }];
    });
}

/** Storage classes that bind a claim when its first pod comes. */
export function lateClasses({ classes }: Storage): ReadonlySet<string> {
  const late = classes.filter((each) => at(each, "volumeBindingMode") === "WaitForFirstConsumer");
  return new Set(late.map(({ metadata }) => metadata.name));
}
