import { resolve } from "node:path";
import { stringify } from "yaml";
import { CannotRun } from "../shared/errors";
import { loadKubeconfig } from "../shared/kubeconfig";
import type { Check } from "./check";
import { judge } from "./judge";
import { type Options, readOptions, usage } from "./options";
import { connect } from "./read/connection";
import { gather } from "./read/gather";
import { asJson, asText, exitCodeOf } from "./report";
import { clusterRole } from "./role";

/** Time limit of a whole run. */
const overallSeconds = 120;

/** `npm run validate`. */
export async function run(args: readonly string[]): Promise<number> {
  try {
    const options = readOptions(args);
    if (options.help) return say(usage);
    if (options.role) return say(stringify(clusterRole()));
    return await validate(options);
  } catch (error) {
    if (!(error instanceof CannotRun)) throw error;
    console.error(error.message);
    return 2;
  }
}

function say(text: string): number {
  console.log(text.trimEnd());
  return 0;
}

async function validate(options: Options): Promise<number> {
  const began = performance.now();
  const from = process.env["INIT_CWD"] ?? process.cwd();
  const kubeconfig = options.kubeconfig === "" ? "" : resolve(from, options.kubeconfig);
  const config = loadKubeconfig(kubeconfig, options.context);
  const apis = connect(config, AbortSignal.timeout(overallSeconds * 1000));
  const snapshot = await gather(apis, options.namespaces);
  const checks = judge(snapshot, options.required).map((check) => aimedAt(check, kubeconfig, options.context));
  const report = {
    server: snapshot.server,
    namespaces: snapshot.scope.namespaces,
    checks,
    seconds: (performance.now() - began) / 1000,
  };
  console.log(options.json ? asJson(report) : asText(report, isColoured()));
  return exitCodeOf(checks);
}

/** Makes the commands reach the cluster that was judged. */
function aimedAt(check: Check, kubeconfig: string, context: string | undefined): Check {
  const flags = [
    ...(kubeconfig === "" ? [] : [`--kubeconfig ${kubeconfig}`]),
    ...(context === undefined ? [] : [`--context ${context}`]),
  ];
  const aim = (command: string): string => command.replace(/^kubectl\b/, ["kubectl", ...flags].join(" "));
  return { ...check, findings: check.findings.map((each) => ({ ...each, command: aim(each.command) })) };
}

function isColoured(): boolean {
  return process.stdout.isTTY && process.env["NO_COLOR"] === undefined;
}
