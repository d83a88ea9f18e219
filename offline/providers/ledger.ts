import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";
import type { Properties, Value } from "./values";
import { isObject, isSecret } from "./values";

/** What the simulated cloud holds of one resource. Secret values are left out: they stand in no file. */
export interface LedgerEntry {
  readonly stack: string;
  readonly type: string;
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
}

const properties = z.record(z.string(), z.json());
const line = z.union([
  z.object({ stack: z.string(), type: z.string(), id: z.string(), inputs: properties, outputs: properties }),
  z.object({ stack: z.string(), type: z.string(), id: z.string(), deleted: z.literal(true) }),
]);

/**
 * The simulated cloud: what was created and not yet deleted, apart from what the engine's state says.
 * It lets `refresh` find what was deleted or changed by hand, and `import` find what the state forgot.
 * One JSON line per operation, appended at once, so that a killed run loses nothing.
 */
export class Ledger {
  private readonly entries = new Map<string, LedgerEntry | "deleted">();

  /** @param file where the ledger lives; without one it lasts as long as the process. */
  constructor(private readonly file?: string) {
    if (file === undefined) return;
    mkdirSync(dirname(file), { recursive: true });
    for (const each of wholeLines(file)) {
      const entry = line.parse(JSON.parse(each));
      this.entries.set(key(entry.stack, entry.type, entry.id), "deleted" in entry ? "deleted" : entry);
    }
  }

  /** `undefined` when the ledger never heard of the resource. */
  find(stack: string, type: string, id: string): LedgerEntry | "deleted" | undefined {
    return this.entries.get(key(stack, type, id));
  }

  put(entry: LedgerEntry): void {
    const kept = { ...entry, inputs: withoutSecrets(entry.inputs), outputs: withoutSecrets(entry.outputs) };
    this.entries.set(key(entry.stack, entry.type, entry.id), kept);
    this.append(kept);
  }

  delete(stack: string, type: string, id: string): void {
    this.entries.set(key(stack, type, id), "deleted");
    this.append({ stack, type, id, deleted: true });
  }

  /** Deletes what lies below a container: the resources of a package whose ids begin with a path. */
  deleteBelow(stack: string, typePrefix: string, idPrefix: string): void {
    for (const entry of [...this.entries.values()]) {
      if (entry === "deleted" || entry.stack !== stack) continue;
      if (entry.type.startsWith(typePrefix) && entry.id.startsWith(idPrefix)) this.delete(stack, entry.type, entry.id);
    }
  }

  private append(entry: object): void {
    if (this.file !== undefined) appendFileSync(this.file, `${JSON.stringify(entry)}\n`);
  }
}

/** The lines of a file, without one that a killed run cut off; the file is mended, for lines to come stand below it. */
function wholeLines(file: string): string[] {
  if (!existsSync(file)) return [];
  const text = readFileSync(file, "utf8");
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  if (whole !== text) writeFileSync(file, whole);
  return whole.split("\n").filter(Boolean);
}

/** Stored properties completed with the secrets of those that the engine holds. */
export function withSecretsOf(stored: Properties, held: Properties): Properties {
  const result: Properties = { ...stored };
  for (const [name, value] of Object.entries(held)) {
    const own = stored[name];
    if (isSecret(value)) result[name] = value;
    else if (own !== undefined) result[name] = completed(own, value);
  }
  return result;
}

function completed(stored: Value, held: Value | undefined): Value {
  if (isSecret(held)) return held;
  if (isObject(stored) && isObject(held)) return withSecretsOf(stored, held);
  if (Array.isArray(stored) && Array.isArray(held)) return stored.map((each, index) => completed(each, held[index]));
  return stored;
}

function withoutSecrets(map: Properties): Properties {
  return Object.fromEntries(
    Object.entries(map)
      .filter(([, value]) => !isSecret(value))
      .map(([name, value]) => [name, redact(value)]),
  );
}

/** A secret in a list keeps its place, empty, so that the others keep theirs. */
function redact(value: Value): Value {
  if (Array.isArray(value)) return value.map((each) => (isSecret(each) ? null : redact(each)));
  return isObject(value) ? withoutSecrets(value) : value;
}

function key(stack: string, type: string, id: string): string {
  return `${stack}\n${type}\n${id}`;
}
