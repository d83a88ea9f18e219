import { isAbsolute, resolve } from "node:path";

/** Flags of the CLI that take a path. The CLI runs in another folder, so their values are made absolute. */
const pathFlags = [
  "--policy-pack",
  "--policy-pack-config",
  "--config-file",
  "--event-log",
  "--plan",
  "--save-plan",
  "--file",
  "-f",
  "--out",
  "-o",
];

/** Commands that work on a stack which must exist: offline it is made on first use. */
const stackCommands = ["preview", "up", "update", "refresh", "destroy", "import", "watch"];

export interface CliArguments {
  /** Where the CLI should look for the project: `--cwd` or `-C`, else the folder it was called from. */
  readonly cwd: string;
  /** All arguments but `--cwd`, with absolute paths. */
  readonly args: readonly string[];
  /** The first word that is not a flag. */
  readonly command: string | undefined;
  /** Value of `--stack` or `-s`. */
  readonly stack: string | undefined;
}

/** Reads what the offline engine must know of a command line, and leaves the rest to the CLI. */
export function readArguments(args: readonly string[], from: string): CliArguments {
  let cwd = from;
  const kept: string[] = [];
  let stack: string | undefined;
  for (let index = 0; index < args.length; index += 1) {
    const { flag, value, width } = flagAt(args, index);
    if (flag === "--cwd" || flag === "-C") cwd = resolve(from, value ?? "");
    else if (flag === "--stack" || flag === "-s") {
      stack = value;
      kept.push(flag, value ?? "");
    } else if (flag !== undefined && pathFlags.includes(flag) && value !== undefined) {
      kept.push(flag, isAbsolute(value) ? value : resolve(from, value));
    } else {
      kept.push(args[index] ?? "");
      continue;
    }
    index += width - 1;
  }
  return { cwd, args: kept, command: kept.find((each) => !each.startsWith("-") && each !== stack), stack };
}

export function needsStack(command: string | undefined): boolean {
  return command !== undefined && stackCommands.includes(command);
}

/** `--flag value` is two arguments wide, `--flag=value` one. */
function flagAt(args: readonly string[], index: number): { flag?: string; value?: string; width: number } {
  const word = args[index] ?? "";
  if (!word.startsWith("-")) return { width: 1 };
  const equals = word.indexOf("=");
  if (equals > 0) return { flag: word.slice(0, equals), value: word.slice(equals + 1), width: 1 };
  const next = args[index + 1];
  return next === undefined ? { flag: word, width: 1 } : { flag: word, value: next, width: 2 };
}
