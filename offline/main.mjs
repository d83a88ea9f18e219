#!/usr/bin/env node
/**
 * Entry of `npm run preview`, `npm run pulumi` and their like. Plain JavaScript without dependencies, for on a fresh
 * clone there are none yet: it installs them when they are missing or stale, then hands over to the command.
 */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const commands = ["preview", "pulumi", "charts", "cluster", "validate", "drill", "bench", "test"];
/** Commands that do without the offline parts. */
const elsewhere = {
  validate: "../operations/validate/command.ts",
  drill: "../operations/drill/command.ts",
};

const [command = "", ...args] = process.argv.slice(2);
if (!commands.includes(command)) {
  fail(`usage: node offline/main.mjs ${commands.join("|")} [ARGUMENTS]`);
}

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  fail(`Node ${process.versions.node} is too old: install Node 20.19 or newer.`);
}

if (!dependenciesFit()) {
  console.error("Installing the npm dependencies of package-lock.json (about half a minute, once) …");
  const npm = spawnSync("npm", ["ci", "--no-audit", "--no-fund"], { cwd: root, stdio: ["ignore", 2, 2] });
  if (npm.status !== 0)
    fail("npm ci failed; the dependencies are missing or stale. Cure: run `npm ci` and read its message.");
}

const require = createRequire(import.meta.url);
require("esbuild-register");
const { run } = require(elsewhere[command] ?? `./commands/${command}.ts`);
process.exitCode = await run(args, root);

/** Whether node_modules holds what the lock file names: npm leaves a lock file of what it installed. */
function dependenciesFit() {
  try {
    const wanted = packages("package-lock.json");
    const installed = packages("node_modules/.package-lock.json");
    return Object.entries(wanted).every(
      ([path, entry]) =>
        path === "" ||
        (installed[path] === undefined ? entry.optional === true : installed[path].version === entry.version),
    );
  } catch {
    return false;
  }
}

function packages(file) {
  return JSON.parse(readFileSync(join(root, file), "utf8")).packages;
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
