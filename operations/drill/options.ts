import { parseArgs } from "node:util";
import { CannotRun } from "../shared/errors";
import { milliseconds } from "./durations";

export const usage = `npm run drill -- --namespace NS [OPTIONS]

Rehearses a restore by Velero: backs a namespace up, deletes it, restores it, compares every object with what was there
before, and measures how long that took. With --into the namespace is left alone.

  --namespace NS        the namespace to lose and to restore
  --into OTHER          restores into this scratch namespace instead, and deletes nothing of NS
  --backup NAME|latest  restores what exists, and compares with its contents; default: a new backup
  --location LOC        BackupStorageLocation: of a new backup, or where --backup latest looks; default: Velero's default
  --volumes HOW         data of a new backup's volumes: snapshot, move, files or none; default: as the schedule has it
  --yes                 asks no question before the namespace is deleted
  --keep                keeps the new backup and the scratch namespace
  --timeout 60m         how long deletion, restore and readiness may take each
  --rpo 24h --rto 1h    targets
  --json FILE           the whole result as JSON
  --page FILE           a page to file, as Markdown
  --velero-namespace N  default: where the BackupStorageLocations are
  --context NAME        context of the kubeconfig; default its current one
  --kubeconfig FILE     default KUBECONFIG, then ~/.kube/config
  --help

Exit code: 0 passed, 1 failed, 2 could not run: nothing was changed.
`;

const volumeChoices = ["snapshot", "move", "files", "none"] as const;
/** How the data of volumes is kept. */
export type Volumes = (typeof volumeChoices)[number];

export interface Options {
  readonly namespace: string;
  readonly into: string | undefined;
  readonly backup: string | undefined;
  readonly location: string | undefined;
  readonly volumes: Volumes | undefined;
  readonly yes: boolean;
  readonly keep: boolean;
  /** Milliseconds, as are the targets. */
  readonly timeout: number;
  readonly rpo: number;
  readonly rto: number;
  readonly json: string | undefined;
  readonly page: string | undefined;
  readonly veleroNamespace: string | undefined;
  readonly context: string | undefined;
  /** Empty when none is given. */
  readonly kubeconfig: string;
  readonly help: boolean;
}

const namePattern = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** Throws CannotRun with every fault and the usage. `terminal` tells whether a question can be asked. */
export function readOptions(args: readonly string[], terminal: boolean): Options {
  const faults: string[] = [];
  const values = parse(args, faults);
  const span = (option: "timeout" | "rpo" | "rto", otherwise: number): number => {
    const text = values[option];
    const span = text === undefined ? otherwise : milliseconds(text);
    if (span === undefined) faults.push(`--${option} ${text}: give a time such as 24h, 90m or 1h30m.`);
    return span ?? otherwise;
  };
  const options = {
    namespace: values.namespace ?? "",
    into: values.into,
    backup: values.backup,
    location: values.location,
    volumes: volumeChoices.find((each) => each === values.volumes),
    yes: values.yes === true,
    keep: values.keep === true,
    timeout: span("timeout", 60 * 60_000),
    rpo: span("rpo", 24 * 60 * 60_000),
    rto: span("rto", 60 * 60_000),
    json: values.json,
    page: values.page,
    veleroNamespace: values["velero-namespace"],
    context: values.context,
    kubeconfig: values.kubeconfig ?? "",
    help: values.help === true,
  };
  if (options.help) return options;
  faults.push(...faultsOf(options, values.volumes, terminal));
  if (faults.length > 0) throw new CannotRun(`${faults.join("\n")}\n\n${usage}`);
  return options;
}

function faultsOf(options: Options, volumes: string | undefined, terminal: boolean): readonly string[] {
  const { namespace, into, backup } = options;
  const faults = [
    namespace === "" && "--namespace is missing: name the namespace to lose and to restore.",
    into !== undefined && into === namespace && "--into: the scratch namespace must be another than --namespace.",
    volumes !== undefined &&
      options.volumes === undefined &&
      `--volumes ${volumes}: it must be one of ${volumeChoices.join(", ")}.`,
    volumes !== undefined && backup !== undefined && "--volumes is for a new backup: leave it out with --backup.",
    into === undefined &&
      !options.yes &&
      !terminal &&
      "There is no terminal to ask before the namespace is deleted: give --yes, or --into OTHER to leave it alone.",
  ].filter((each) => each !== false);
  const names = { namespace, into, "velero-namespace": options.veleroNamespace };
  const wrong = Object.entries(names).flatMap(([option, name]) =>
    name === undefined || (option === "namespace" && name === "") || namePattern.test(name)
      ? []
      : [`--${option} ${name}: a namespace's name has up to 63 of a-z, 0-9 and -, no - first or last.`],
  );
  return [...faults, ...wrong];
}

const text = { type: "string" } as const;
const flag = { type: "boolean" } as const;
const known = {
  namespace: { type: "string", short: "n" },
  into: text,
  backup: text,
  location: text,
  volumes: text,
  yes: { type: "boolean", short: "y" },
  keep: flag,
  timeout: text,
  rpo: text,
  rto: text,
  json: text,
  page: text,
  "velero-namespace": text,
  context: text,
  kubeconfig: text,
  help: { type: "boolean", short: "h" },
} as const;

/** Reads what it can, and notes each fault. */
function parse(args: readonly string[], faults: string[]) {
  const { values, tokens } = parseArgs({
    args: [...args],
    options: known,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  for (const token of tokens) {
    if (token.kind === "positional") faults.push(`${token.value}: what is this for? Every argument has an option.`);
    if (token.kind !== "option") continue;
    const option = Object.entries(known).find(([name]) => name === token.name)?.[1];
    if (option === undefined) faults.push(`${token.rawName}: there is no such option.`);
    else if (option.type === "string" && (token.value ?? "") === "")
      faults.push(`${token.rawName}: its value is missing.`);
    else if (option.type === "boolean" && token.value !== undefined) faults.push(`${token.rawName} takes no value.`);
  }
  const string = (name: keyof typeof known): string | undefined => {
    const value = values[name];
    return typeof value === "string" ? value : undefined;
  };
  return {
    namespace: string("namespace"),
    into: string("into"),
    backup: string("backup"),
    location: string("location"),
    volumes: string("volumes"),
    timeout: string("timeout"),
    rpo: string("rpo"),
    rto: string("rto"),
    json: string("json"),
    page: string("page"),
    "velero-namespace": string("velero-namespace"),
    context: string("context"),
    kubeconfig: string("kubeconfig"),
    yes: values.yes,
    keep: values.keep,
    help: values.help,
  };
}
