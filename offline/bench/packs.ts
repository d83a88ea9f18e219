import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { z } from "zod";
import { policyPacks } from "../engine/packs";
import { previews } from "./previews";
import type { Bench, Ground } from "./jobs";
import { timeToPort } from "./start-up";
import type { Step } from "../report/events";
import { writeTrivialProject } from "./trivial";
import { workloads } from "./workloads";

/** How many workloads the packs judge. */
const count = 300;

/** Previews of workloads that obey, with a pack that has no policies and with those of the project. */
export function preparePacks({ session, source, state }: Ground): Bench {
  const name = "workloads";
  const folder = join(state, name);
  writeTrivialProject(folder, name, workloads(count), ["kubernetes"]);
  session.createStack(name, name);
  const empty = writeEmptyPack(join(state, "empty"));
  const packs = policyPacks(source).map((pack) => pack.folder);
  const preview = (of: readonly string[]): Promise<number> =>
    previews(
      session,
      folder,
      [name],
      of.flatMap((pack) => ["--policy-pack", pack]),
    );
  const [without, asMany] = ["workloads with an empty pack", "workloads with as many empty packs"];
  const emptyStart = "start of an empty pack";
  const empties = packs.map((_, index) => writeEmptyPack(join(state, `empty-${index}`)));
  return {
    jobs: [
      { name: without, run: () => preview([empty]) },
      { name: "workloads with every pack", run: () => preview(packs) },
      { name: asMany, run: () => preview(empties) },
      { name: `${without} again`, run: () => preview([empty]) },
      { name: emptyStart, run: () => timeToPort(empty, source) },
      ...packs.map((pack) => ({ name: startOf(pack), run: () => timeToPort(pack, source) })),
    ],
    ratios: [
      {
        part: "e",
        name: `preview of ${count} workloads with every pack / with as many empty ones`,
        limit: 1.15,
        of: (seconds) => seconds("workloads with every pack") / seconds(asMany),
      },
      {
        // Two round trips for each resource and pack, whatever the pack does: no pack can change that.
        part: "e",
        name: "the same with as many empty packs / with a single one: what CrossGuard costs",
        of: (seconds) => seconds(asMany) / mean(seconds(without), seconds(`${without} again`)),
      },
      ...packs.map((pack) => ({
        part: "f",
        name: `start of the pack ${basename(pack)} / of an empty one`,
        limit: 1.5,
        of: (seconds: (job: string) => number) => seconds(startOf(pack)) / seconds(emptyStart),
      })),
      {
        part: "noise",
        name: `${without} / the same again`,
        of: (seconds) => seconds(without) / seconds(`${without} again`),
      },
    ],
  };
}

const startOf = (pack: string): string => `start of ${basename(pack)}`;
const mean = (a: number, b: number): number => (a + b) / 2;

/** Pods that the packs of the project judge in a second, in a process of its own and without the engine, a line each. */
export function judgingRates({ source, state }: Pick<Ground, "source" | "state">): string[] {
  const file = join(state, "objects.json");
  writeFileSync(file, JSON.stringify(workloads(count).flatMap(manifestOf)));
  const print = "require('./policies/rates').printRates(process.argv[1])";
  const output = execFileSync(process.execPath, ["--require", "esbuild-register", "--eval", print, file], {
    cwd: source,
    encoding: "utf8",
  });
  return Object.entries(rates.parse(JSON.parse(output))).map(
    ([judge, rate]) => `${judge}: ${rate.toLocaleString("en")} pods judged in a second`,
  );
}

const rates = z.record(z.string(), z.number());

function manifestOf({ type, inputs }: Step): object[] {
  const [, groupVersion = "", kind = ""] = type.split(":");
  return groupVersion === "providers" ? [] : [{ apiVersion: groupVersion.replace(/^core\//, ""), kind, ...inputs }];
}

/** A pack without a policy: what any pack costs. */
function writeEmptyPack(folder: string): string {
  mkdirSync(folder, { recursive: true });
  const files = {
    "PulumiPolicy.yaml":
      "description: Nothing.\nruntime:\n  name: nodejs\n  options:\n    typescript: false\nmain: index.js\n",
    "package.json": JSON.stringify({ name: basename(folder), version: "0.0.0", private: true }),
    "index.js": [
      "process.chdir(__dirname);",
      'const { PolicyPack } = require("@pulumi/policy");',
      'new PolicyPack(require("./package.json").name, { policies: [] });',
      "",
    ].join("\n"),
  };
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
  return folder;
}
