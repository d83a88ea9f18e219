import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { down, statusOf, up } from "../cluster/lifecycle";
import { defaultNodes } from "../cluster/nodes";
import { placeAt } from "../cluster/place";
import type { Status } from "../cluster/status";
import { CannotContinue } from "../engine/tool";
import { withUsage } from "./usage";

const usage = `npm run cluster -- up|down|status [OPTIONS]

A Kubernetes control plane on this machine: etcd, kube-apiserver, kube-controller-manager and kube-scheduler as they
are, and nodes played by kwok, whose pods run by decree. It lives until \`down\`. With its KUBECONFIG set,
\`npm run pulumi\` applies Kubernetes objects to it.

  --name NAME           one of several control planes; default "default"
  --zones a,b,c         zones of the nodes; default ${defaultNodes.zones.join(",")}
  --nodes N             nodes in each zone; default ${defaultNodes.nodesPerZone}
  --definitions FOLDER  definitions of custom resources to load, as YAML files; can be given more than once
  --no-namespace        do without a network namespace of its own
  --all                 \`down\` of every control plane
`;

const report = (line: string): void => console.error(line);

/** `npm run cluster`. */
export async function run(args: readonly string[], root: string): Promise<number> {
  try {
    return await dispatch(readOptions(args), root);
  } catch (error) {
    if (!(error instanceof CannotContinue)) throw error;
    report(error.message);
    return 1;
  }
}

async function dispatch(options: Options, root: string): Promise<number> {
  const clusters = join(process.env["OFFLINE_STATE"] ?? join(root, ".offline"), "clusters");
  const names = existsSync(clusters) ? readdirSync(clusters).sort() : [];
  const folder = join(clusters, options.name);
  switch (options.command) {
    case "up":
      return start(options, folder, root);
    case "down":
      return stop(options.all ? names : [options.name], clusters);
    case "status":
      return show(names, clusters);
    case undefined:
    default:
      console.log(usage);
      return options.help ? 0 : 1;
  }
}

async function start({ zones, nodes, definitions, isolated }: Options, folder: string, root: string): Promise<number> {
  const from = process.env["INIT_CWD"] ?? process.cwd();
  const began = Date.now();
  report("Starting etcd, kube-apiserver, kube-controller-manager, kube-scheduler and kwok …");
  // Ctrl-C must not leave half a control plane.
  process.once("SIGINT", () => void down(folder).then(() => process.exit(130)));
  const status = await up({
    root,
    folder,
    zones,
    nodesPerZone: nodes,
    definitions: definitions.map((each) => resolve(from, each)),
    isolated,
    report,
  });
  report(`Kubernetes ${status.version} at ${status.server}, ready after ${seconds(began)} s. Its users:`);
  report("  contexts admin, editor and viewer of the kubeconfig; end it by `npm run cluster -- down`");
  console.log(`export KUBECONFIG=${placeAt(folder).kubeconfig}`);
  return 0;
}

async function stop(names: readonly string[], clusters: string): Promise<number> {
  for (const name of names) {
    const ended = await down(join(clusters, name));
    report(
      ended ? `Ended the control plane "${name}"; nothing of it is left.` : `There is no control plane "${name}".`,
    );
  }
  return 0;
}

/** Exit code 0 only when there is one and all are ready. */
function show(names: readonly string[], clusters: string): number {
  if (names.length === 0) console.log("There is no control plane; start one by `npm run cluster -- up`.");
  const states = names.map((name) => {
    const folder = join(clusters, name);
    const status = statusOf(folder);
    console.log(
      status === undefined ? `${name}: failed: it has no status; end it by \`down\`` : describe(name, status),
    );
    console.log(`  export KUBECONFIG=${placeAt(folder).kubeconfig}`);
    return status?.state;
  });
  return states.length > 0 && states.every((state) => state === "ready") ? 0 : 1;
}

function describe(name: string, { state, version, server, namespace, parts, fault }: Status): string {
  const where = namespace === undefined ? "on this machine's loopback" : "in a network namespace of its own";
  const lines = parts.map(({ name: part, pid, ended }) => `  ${part} (pid ${pid}) ${ended ?? "runs"}`);
  return [
    `${name}: ${state}, Kubernetes ${version} at ${server}, ${where}`,
    ...lines,
    ...(fault === undefined ? [] : [`  ${fault}`]),
  ].join("\n");
}

const seconds = (since: number): string => ((Date.now() - since) / 1000).toFixed(1);

interface Options {
  readonly command: string | undefined;
  readonly name: string;
  readonly zones: string[];
  readonly nodes: number;
  readonly definitions: readonly string[];
  readonly isolated: boolean | undefined;
  readonly all: boolean;
  readonly help: boolean;
}

function readOptions(args: readonly string[]): Options {
  const { values, positionals } = parse(args);
  const nodes = Number(values.nodes ?? defaultNodes.nodesPerZone);
  if (!Number.isInteger(nodes) || nodes < 1)
    throw new CannotContinue(`--nodes is a whole number of 1 or more.\n\n${usage}`);
  const name = values.name ?? "default";
  if (!/^[a-z0-9][a-z0-9-]*$/.test(name)) {
    throw new CannotContinue(`--name has lower-case letters, digits and dashes.\n\n${usage}`);
  }
  return {
    command: positionals[0],
    name,
    zones: values.zones?.split(",").filter(Boolean) ?? [...defaultNodes.zones],
    nodes,
    definitions: values.definitions ?? [],
    isolated: values["no-namespace"] === true ? false : undefined,
    all: values.all === true,
    help: values.help === true,
  };
}

function parse(args: readonly string[]) {
  return withUsage(usage, () =>
    parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        name: { type: "string" },
        zones: { type: "string" },
        nodes: { type: "string" },
        definitions: { type: "string", multiple: true },
        "no-namespace": { type: "boolean" },
        all: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    }),
  );
}
