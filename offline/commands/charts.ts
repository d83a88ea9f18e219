import { execFile } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { promisify } from "node:util";
import { previewStacks } from "../engine/preview";
import { CannotContinue, locate } from "../engine/tool";
import { helm } from "../engine/tools";
import { chartFile, chartFolder, chartType } from "../providers/charts";
import type { Step } from "../report/events";

/** A chart that a stack installs. */
interface Chart {
  readonly chart: string;
  readonly version: string;
  readonly repository: string | undefined;
}

/** `npm run charts`: fetches every chart that the stacks install, at its pinned version, into the chart cache. */
export async function run(_args: readonly string[], root: string): Promise<number> {
  try {
    const finished = await previewStacks({ root, source: root, stacks: [], packs: [], unjudged: false });
    const charts = finished.flatMap((each) => each.events.steps.filter((step) => step.type === chartType).map(toChart));
    const missing = charts.filter(({ chart, version }) => !existsSync(chartFile(root, chart, version)));
    if (missing.length === 0) {
      console.log(`All ${charts.length} charts are in the cache.`);
      return 0;
    }
    const failures = await fetchAll(
      [...new Map(missing.map((each) => [`${each.chart} ${each.version}`, each])).values()],
      root,
    );
    return failures === 0 ? 0 : 1;
  } catch (error) {
    if (!(error instanceof CannotContinue)) throw error;
    console.error(error.message);
    return 1;
  } finally {
    // Servers would keep the process alive.
    setImmediate(() => process.exit());
  }
}

async function fetchAll(charts: readonly Chart[], root: string): Promise<number> {
  const tool = await locate(helm, root, (line) => console.error(line));
  const cache = chartFolder(root);
  mkdirSync(cache, { recursive: true });
  let failures = 0;
  for (const { chart, version, repository } of charts) {
    const from = repository === undefined ? [] : ["--repo", repository];
    try {
      await promisify(execFile)(tool, ["pull", chart, "--version", version, "--destination", cache, ...from]);
      console.log(`fetched ${chart} ${version}`);
    } catch (error) {
      failures += 1;
      console.error(`could not fetch ${chart} ${version}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return failures;
}

function toChart(step: Step): Chart {
  const text = (value: unknown): string => (typeof value === "string" ? value : "");
  const options = step.inputs["repositoryOpts"];
  const repository = typeof options === "object" && options !== null && "repo" in options ? text(options.repo) : "";
  return {
    chart: text(step.inputs["chart"]),
    version: text(step.inputs["version"]),
    repository: repository === "" ? undefined : repository,
  };
}
