import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { policyPacks } from "../engine/packs";
import { previewStacks } from "../engine/preview";
import { findProject } from "../engine/project";
import { CannotContinue } from "../engine/tool";
import { summarise } from "../report/summary";
import { asMarkdown, asText } from "../report/text";
import { withUsage } from "./usage";

const usage = `npm run preview [-- STACK…] [--json FILE] [--markdown FILE] [--unjudged] [--cwd FOLDER]

Previews the stacks (all that have a stack file, or those named) on the real Pulumi engine, with every policy pack of
policies/, against an empty state and without a cloud account. Exit code 0 only if all pass. A file
policies/<pack>.json configures the pack (see docs/policies).

  --json FILE      write the summaries as JSON
  --markdown FILE  write them as a page for a pull-request comment
  --unjudged       name each thing that the packs could not judge
  --cwd FOLDER     preview another Pulumi project
`;

/** `npm run preview`. */
export async function run(args: readonly string[], root: string): Promise<number> {
  try {
    return await preview(args, root);
  } catch (error) {
    if (!(error instanceof CannotContinue)) throw error;
    console.error(error.message);
    return 1;
  } finally {
    // Servers would keep the process alive.
    setImmediate(() => process.exit());
  }
}

async function preview(args: readonly string[], root: string): Promise<number> {
  const options = readOptions(args);
  if (options.help) {
    console.log(usage);
    return 0;
  }
  const from = process.env["INIT_CWD"] ?? process.cwd();
  const source = options.cwd === undefined ? root : findProject(resolve(from, options.cwd));
  if (source === undefined) throw new CannotContinue(`There is no Pulumi.yaml at ${options.cwd ?? ""} or above it.`);
  const { stacks, unjudged } = options;
  const finished = await previewStacks({ root, source, stacks, unjudged, packs: policyPacks(source) });
  const summaries = finished.map(summarise);
  for (const summary of summaries) console.log(asText(summary));
  if (options.json !== undefined) writeFileSync(resolve(from, options.json), `${JSON.stringify(summaries, null, 2)}\n`);
  if (options.markdown !== undefined) writeFileSync(resolve(from, options.markdown), `${asMarkdown(summaries)}\n`);
  return summaries.every((each) => each.ok) ? 0 : 1;
}

interface Options {
  readonly stacks: readonly string[];
  readonly json: string | undefined;
  readonly markdown: string | undefined;
  readonly unjudged: boolean;
  readonly cwd: string | undefined;
  readonly help: boolean;
}

function readOptions(args: readonly string[]): Options {
  const { values, positionals } = withUsage(usage, () =>
    parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        json: { type: "string" },
        markdown: { type: "string" },
        unjudged: { type: "boolean", default: false },
        cwd: { type: "string" },
        help: { type: "boolean", short: "h", default: false },
      },
    }),
  );
  return { ...values, stacks: positionals, json: values.json, markdown: values.markdown, cwd: values.cwd };
}
