import { ApiError } from "../../../offline/kubernetes/connection";

/** What of Kubernetes refuses. */
export type Judge = "PodSecurity" | "LimitRange" | "ResourceQuota" | "validation" | "scheduler";

export interface Refusal {
  readonly judge: Judge;
  readonly message: string;
}

/** What Kubernetes says of a program; without refusals it accepts. */
export type ServerVerdict = readonly Refusal[];

/** What each judge says. */
const words: readonly (readonly [Judge, RegExp])[] = [
  ["PodSecurity", /violates PodSecurity/],
  ["ResourceQuota", /exceeded quota|failed quota|insufficient quota/],
  ["validation", /quantities must match the regular expression/],
  ["LimitRange", /(?:minimum|maximum) .* usage per|limit to request ratio per/],
];

/** The judge behind the message of a refusal; undefined for what is no verdict but a mishap. */
export function judgeOf(message: string): Judge | undefined {
  return words.find(([, pattern]) => pattern.test(message))?.[0];
}

/** Runs what the API server may refuse. @throws whatever is no verdict */
export async function refusalOf(attempt: () => Promise<unknown>): Promise<Refusal | undefined> {
  try {
    await attempt();
    return undefined;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const judge = judgeOf(error.message) ?? (error.reason === "Invalid" ? "validation" : undefined);
    if (judge === undefined) throw error;
    return { judge, message: error.message };
  }
}
