import { CannotContinue } from "../engine/tool";

/** Reads a command line; a mistake in it is told together with the usage. */
export function withUsage<T>(usage: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new CannotContinue(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  }
}
