import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { createInterface } from "node:readline/promises";
import { CannotRun, reasonOf } from "../shared/errors";
import { loadKubeconfig } from "../shared/kubeconfig";
import { Rest } from "./cluster/rest";
import { drill, type Person } from "./drill";
import { type Options, readOptions, usage } from "./options";
import type { Outcome } from "./outcome";
import { asJson } from "./report/json";
import { asPage } from "./report/page";
import { asText } from "./report/text";
import { exitCodeOf, verdictOf, type Verdict } from "./verdict";

/** `npm run drill`. */
export async function run(args: readonly string[]): Promise<number> {
  try {
    const options = readOptions(args, process.stdin.isTTY);
    if (options.help) {
      console.log(usage.trimEnd());
      return 0;
    }
    return await rehearse(options);
  } catch (error) {
    if (!(error instanceof CannotRun)) throw error;
    console.error(error.message);
    return 2;
  }
}

async function rehearse(options: Options): Promise<number> {
  const kubeconfig = options.kubeconfig === "" ? "" : fromHere(options.kubeconfig);
  const files = { json: placeOf(options.json), page: placeOf(options.page) };
  const rest = Rest.open(loadKubeconfig(kubeconfig, options.context));
  const outcome = await drill(rest, { ...options, kubeconfig }, atTerminal);
  const verdict = verdictOf(outcome);
  console.log(asText(outcome, verdict));
  const unwritten = [write(files.json, asJson, outcome, verdict), write(files.page, asPage, outcome, verdict)];
  return unwritten.some((each) => !each) ? 1 : exitCodeOf(verdict);
}

const fromHere = (file: string): string => resolve(process.env["INIT_CWD"] ?? process.cwd(), file);
const placeOf = (file: string | undefined): string | undefined => (file === undefined ? undefined : fromHere(file));

/** A result that cannot be filed must not take the one on the terminal along. */
function write(
  file: string | undefined,
  form: (outcome: Outcome, verdict: Verdict) => string,
  outcome: Outcome,
  verdict: Verdict,
): boolean {
  if (file === undefined) return true;
  try {
    writeFileSync(file, form(outcome, verdict));
    return true;
  } catch (error) {
    console.error(`${file} cannot be written: ${reasonOf(error)}`);
    return false;
  }
}

const atTerminal: Person = {
  say: (line) => console.error(line),
  agrees: async (namespace) => {
    const terminal = createInterface({ input: process.stdin, output: process.stderr });
    try {
      const answer = await terminal.question(
        `Namespace ${namespace} will be deleted and restored. Type its name to go on: `,
      );
      return answer.trim() === namespace;
    } finally {
      terminal.close();
    }
  },
  atInterrupt: (tell) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.once(signal, () => {
        console.error(tell());
        process.exit(1);
      });
    }
  },
};
