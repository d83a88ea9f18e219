import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { z } from "zod";
import { CannotContinue } from "./tool";

/** A policy pack of a project and, where there is one, the file that configures it. */
export interface PolicyPack {
  readonly folder: string;
  readonly config: string | undefined;
}

/** Every folder of `policies/` that is a pack; `policies/<pack>.json` beside it configures it. */
export function policyPacks(project: string): PolicyPack[] {
  const folder = join(project, "policies");
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .map((name) => join(folder, name))
    .filter((pack) => existsSync(join(pack, "PulumiPolicy.yaml")))
    .map((pack) => ({ folder: pack, config: existsSync(`${pack}.json`) ? `${pack}.json` : undefined }));
}

/** The same packs, told to name each thing that they could not judge. Their configuration is written to `folder`. */
export function listingUnjudged(packs: readonly PolicyPack[], folder: string): PolicyPack[] {
  return packs.map((pack) => {
    const config = join(folder, `${basename(pack.folder)}.json`);
    const own = pack.config === undefined ? {} : readConfig(pack.config);
    writeFileSync(config, JSON.stringify({ ...own, coverage: { enforcementLevel: "advisory", list: true } }));
    return { ...pack, config };
  });
}

/** The flags of the CLI that attach the packs; with the configuration of one it wants that of all. */
export function packFlags(packs: readonly PolicyPack[], folder: string): string[] {
  const attached = packs.flatMap((pack) => ["--policy-pack", pack.folder]);
  if (packs.every((pack) => pack.config === undefined)) return attached;
  const none = join(folder, "no-policy-config.json");
  writeFileSync(none, "{}");
  return [...attached, ...packs.flatMap((pack) => ["--policy-pack-config", pack.config ?? none])];
}

function readConfig(file: string): object {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    throw new CannotContinue(`${file} is no JSON object: ${error instanceof Error ? error.message : String(error)}`);
  }
}
