import { readFileSync } from "node:fs";
import { packs } from "./documentation";
import { KubernetesObject } from "./shared/objects";
import type { Pack } from "./shared/pack";
import { knownCarriers } from "./shared/pods";
import { Program } from "./shared/program";

/** How fast the packs judge, without the engine: what `npm run bench -- packs` prints. */

/** Objects judged per second and pod carrier by each pack, for at least a second each; reading the objects included. */
export function podsPerSecond(manifests: readonly object[]): Readonly<Record<string, number>> {
  return Object.fromEntries(packs.map((pack) => [pack.name, rate(pack, manifests)]));
}

function rate(pack: Pack, manifests: readonly object[]): number {
  judge(pack, manifests);
  const started = performance.now();
  let pods = 0;
  while (performance.now() - started < 1000) pods += judge(pack, manifests);
  return Math.round((pods * 1000) / (performance.now() - started));
}

/** Judges everything once, and returns how many carriers of pods that were. */
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
