import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { buildSync } from "esbuild";
import { packs } from "./documentation";

/** Where the bundle of a pack stands. */
export function bundleOf(pack: string): string {
  return join(__dirname, pack, "dist", "index.js");
}

/**
 * A pack with what it shares, in one file of JavaScript: so the folder of a pack works wherever it is copied, needs no
 * compiler when it starts, and starts fast. The SDK of CrossGuard stays outside, as the pack's one dependency.
 */
export function bundle(pack: string): string {
  const { outputFiles } = buildSync({
    absWorkingDir: __dirname,
    entryPoints: [join(pack, "index.ts")],
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    external: ["@pulumi/*"],
    charset: "utf8",
    legalComments: "none",
    // Made to be run and not to be read; names stay, for the sake of stack traces.
    minifySyntax: true,
    minifyWhitespace: true,
    write: false,
    outfile: bundleOf(pack),
  });
  return outputFiles.map((each) => each.text).join("");
}

/** `npm run packs`. */
export function writeBundles(): void {
  for (const { name } of packs) {
    mkdirSync(dirname(bundleOf(name)), { recursive: true });
    writeFileSync(bundleOf(name), bundle(name));
  }
}
