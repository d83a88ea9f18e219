import type { Program } from "../shared/program";
import { quantityOf, roundedUp, type Quantity } from "../shared/quantity";
import { Unseen } from "../shared/shape";
import type { Claim } from "./claims";
import { countKeys } from "./counts";
import { claimInScope, type Scope } from "./scopes";

const claimKey = /^(?:(?<storageClass>.+)\.storageclass\.storage\.k8s\.io\/)?(?<what>[^/]+|count\/.+)$/;
const claimKeys: ReadonlySet<string> = new Set(["requests.storage", ...countKeys("persistentvolumeclaims")]);

/**
 * What a quota counts of claims under a key; undefined when the key is about something else.
 * @param claims looked at only for keys about claims
 * @throws Unseen
 */
export function chargedOfClaims(
  claims: () => readonly Claim[],
  key: string,
  scopes: readonly Scope[],
  program: Program,
): Quantity | undefined {
  const { storageClass, what = "" } = claimKey.exec(key)?.groups ?? {};
  if (!claimKeys.has(what)) return undefined;
  return claims()
    .filter(({ spec }) => scopes.every((scope) => claimInScope(scope, spec?.volumeAttributesClassName)))
    .filter((claim) => storageClass === undefined || classOf(claim, program) === storageClass)
    .map((claim) => (what === "requests.storage" ? storageOf(claim) : quantityOf(1)))
    .reduce((sum, each) => sum + each, 0n);
}

function storageOf({ spec }: Claim): Quantity {
  return roundedUp(spec?.resources?.requests?.["storage"] ?? 0n);
}

function classOf({ metadata, spec }: Claim, program: Program): string {
  const given = metadata?.annotations?.["volume.beta.kubernetes.io/storage-class"] ?? spec?.storageClassName;
  if (given !== undefined) return given;
  const byDefault = program
    .ofKind("storage.k8s.io/StorageClass")
    .find(({ annotations }) => annotations["storageclass.kubernetes.io/is-default-class"] === "true");
  if (byDefault === undefined) throw new Unseen("storageClassName", "is left to the default of the cluster");
  return byDefault.name;
}
