import { readFileSync } from "node:fs";
import { packs } from "./documentation";
import { judgePod } from "./pod-security/judge";
import { newestVersion } from "./pod-security/standards";
import { KubernetesObject } from "./shared/objects";
import type { Pack } from "./shared/pack";
import { carrierOf, knownCarriers } from "./shared/pods";
import { Program } from "./shared/program";

/** How fast the packs judge, without the engine: what `npm run bench -- packs` prints. */

/**
 * Pods judged in a second, reading them included: by the controls of the Pod Security Standards alone, and by each pack
 * as a whole, with all the policies and the objects that belong to the pods.
 */
export function podsPerSecond(manifests: readonly object[]): Readonly<Record<string, number>> {
  const pods = manifests.filter((each) => carrierOf(KubernetesObject.of(each), knownCarriers) !== undefined);
  return {
    "controls of pod-security": rate(() => judgeControls(pods)),
    ...Object.fromEntries(packs.map((pack) => [pack.name, rate(() => judge(pack, manifests))])),
  };
}

/** @param judgeAll judges everything once, and returns how many carriers of pods that were */
function rate(judgeAll: () => number): number {
  judgeAll();
  const started = performance.now();
  let pods = 0;
  while (performance.now() - started < 1000) pods += judgeAll();
  return Math.round((pods * 1000) / (performance.now() - started));
}

function judgeControls(manifests: readonly object[]): number {
  const carriers = manifests.flatMap((each) => carrierOf(KubernetesObject.of(each), knownCarriers) ?? []);
  for (const each of carriers) {
    const faults = [...judgePod("restricted", newestVersion, each).values()].flat();
    if (faults.length > 0) throw new Error("a control objects to what is to be judged");
  }
  return carriers.length;
}

function judge(pack: Pack, manifests: readonly object[]): number {
  const objects = manifests.map((each) => KubernetesObject.of(each));
  const program = new Program({ objects, carriers: knownCarriers, today: new Date() });
  for (const policy of pack.policies) {
    const faults = policy.judge(program).flatMap((each) => each.faults);
    if (faults.length > 0) throw new Error(`${pack.name}/${policy.name} objects to what is to be judged`);
  }
  return program.podCarriers().length;
}

/** Prints the rates for the manifests of a file. */
export function printRates(file: string): void {
  const manifests: unknown = JSON.parse(readFileSync(file, "utf8"));
  if (!Array.isArray(manifests)) throw new Error(`${file} holds no list of manifests`);
  process.stdout.write(JSON.stringify(podsPerSecond(manifests)));
}
