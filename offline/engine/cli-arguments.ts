import { resolve } from "node:path";

/** Flags of the CLI that take a path. The CLI runs in another folder, so their values are made absolute. */
const pathFlags = [
  "--config-file",
  "--event-log",
  "--file",
  "--generate-resources",
  "--import-file",
  "--out",
  "--plan",
  "--save-plan",
];
/** Flags that take a list of paths with commas. */
const pathListFlags = ["--policy-pack", "--policy-pack-config"];
/** Short flags that take a path after `import` only: elsewhere `-f` skips the preview. */
const importPathFlags = ["-f", "-o"];
/** Other flags with a value that may stand before the command. */
const valueFlags = [
  "--cwd",
  "-C",
  "--stack",
  "-s",
  "--color",
  "--verbose",
  "-v",
  "--tracing",
  "--otel-traces",
  "--profiling",
  "--memprofilerate",
];

/** Commands that work on a stack which must exist: offline it is made on first use. */
const stackCommands = ["preview", "up", "update", "refresh", "destroy", "import", "watch"];

export interface CliArguments {
  /** Where the CLI should look for the project: `--cwd` or `-C`, else the folder it was called from. */
  readonly cwd: string;
  /** All arguments but `--cwd`, with absolute paths. */
  readonly args: readonly string[];
  /** The CLI's command, such as `up`. */
  readonly command: string | undefined;
  /** Value of `--stack` or `-s`. */
  readonly stack: string | undefined;
}

/** Reads what the offline engine must know of a command line, and leaves the rest to the CLI. */
export function readArguments(args: readonly string[], from: string): CliArguments {
  const command = commandOf(args);
  const absolute = (path: string): string => resolve(from, path);
  let cwd = from;
  let stack: string | undefined;
  const kept: string[] = [];
  for (let index = 0; index < args.length; index += 1) {
    const word = args[index] ?? "";
    if (word === "--") return { cwd, args: [...kept, ...args.slice(index)], command, stack };
    const { flag, value, width } = flagAt(args, index);
    if (flag === undefined || value === undefined) {
      kept.push(word);
      continue;
    }
    if (flag === "--cwd" || flag === "-C") cwd = absolute(value);
    else if (flag === "--stack" || flag === "-s") {
      stack = value;
      kept.push(flag, value);
    } else if (takesPath(flag, command)) kept.push(flag, absolute(value));
    else if (pathListFlags.includes(flag)) kept.push(flag, value.split(",").map(absolute).join(","));
    else {
      kept.push(word);
      continue;
    }
    index += width - 1;
  }
  return { cwd, args: kept, command, stack };
}

/** The first word that is neither a flag nor a flag's value. */
function commandOf(args: readonly string[]): string | undefined {
  const valued = [...valueFlags, ...pathFlags, ...pathListFlags];
  for (let index = 0; index < args.length; index += 1) {
    const { flag, width } = flagAt(args, index);
    if (flag === undefined) return args[index];
    if (valued.includes(flag)) index += width - 1;
  }
  return undefined;
}

function takesPath(flag: string, command: string | undefined): boolean {
  return pathFlags.includes(flag) || (command === "import" && importPathFlags.includes(flag));
}

export function needsStack(command: string | undefined): boolean {
  return command !== undefined && stackCommands.includes(command);
}

/** `--flag value` is two arguments wide; `--flag=value` and `-svalue` are one. */
function flagAt(args: readonly string[], index: number): { flag?: string; value?: string; width: number } {
  const word = args[index] ?? "";
  if (!word.startsWith("-")) return { width: 1 };
  const [, flag, value] = /^(--?[^=]+)=(.*)$/s.exec(word) ?? /^(-[sC])(.+)$/s.exec(word) ?? [];
  if (flag !== undefined) return { flag, value, width: 1 };
  const next = args[index + 1];
  return next === undefined ? { flag: word, width: 1 } : { flag: word, value: next, width: 2 };
}
