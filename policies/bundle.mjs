import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { buildSync } from "esbuild";

const folder = dirname(fileURLToPath(import.meta.url));

/** The packs: folders with a PulumiPolicy.yaml. */
export const packs = readdirSync(folder, { recursive: true })
  .filter((path) => /^[^/]+\/PulumiPolicy\.yaml$/.test(path))
  .map(dirname)
  .sort();

/** Where the bundle of a pack stands, below the pack's folder. */
export const bundlePath = join("dist", "index.js");

/**
 * A pack with what it shares, in one file of JavaScript: so a pack's folder works wherever it is copied, needs no
 * compiler when it starts, and starts fast. The CrossGuard SDK stays outside, as the pack's one dependency.
 */
export function bundle(pack) {
  const [output] = buildSync({
    absWorkingDir: folder,
    entryPoints: [join(pack, "index.ts")],
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    external: ["@pulumi/*"],
    charset: "utf8",
    legalComments: "none",
    write: false,
    outfile: join(pack, bundlePath),
  }).outputFiles;
  return output.text;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  for (const pack of packs) {
    const file = join(folder, pack, bundlePath);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bundle(pack));
    console.log(`policies/${pack}/${bundlePath}`);
  }
}
