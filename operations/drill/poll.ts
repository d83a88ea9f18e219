import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { codeOf, reasonOf } from "../shared/errors";

/** Something did not come in time. */
export class TooLate extends Error {}

/**
 * Asks until the answer is not undefined. What may pass is asked again: an API server that does not answer, or says
 * that it is busy.
 */
export async function until<T>(
  what: string,
  limitMs: number,
  ask: () => Promise<T | undefined>,
  everyMs = 500,
): Promise<T> {
  const deadline = Date.now() + limitMs;
  let last = "";
  for (;;) {
    try {
      const answer = await ask();
      if (answer !== undefined) return answer;
      last = "";
    } catch (error) {
      if (!mayPass(error)) throw error;
      last = `; last: ${reasonOf(error)}`;
    }
    if (Date.now() + everyMs > deadline)
      throw new TooLate(`${what}: not within ${Math.round(limitMs / 1000)} s${last}`);
    await pause(everyMs);
  }
}

const network = ["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "EAI_AGAIN", "ENOTFOUND", "EHOSTUNREACH"];

/** Whether an error is what the API server or the network says. */
export function isAnswer(error: unknown): boolean {
  return codeOf(error) !== undefined || error instanceof z.ZodError || error instanceof TooLate || mayPass(error);
}

function mayPass(error: unknown): boolean {
  const code = codeOf(error);
  if (code !== undefined) return code === 429 || code >= 500;
  if (!(error instanceof Error)) return false;
  if (error.name === "AbortError" || error.name === "TimeoutError") return true;
  return "code" in error && network.includes(String(error.code));
}
