import { setTimeout as pause } from "node:timers/promises";
import type { Api } from "../../kubernetes/api";
import type { KubernetesObject, Reference } from "../../kubernetes/objects";
import type { Properties } from "../values";
import { canonical, fromJavaScript, isObject } from "../values";
import { failed, type Readiness, type Verdict, waiting } from "./readiness/verdict";

/** Milliseconds between two looks: often at first, for most is ready at once. */
const shortest = 100;
const longest = 2000;
/** Most is ready before anyone would read why it is not. */
const worthTelling = 2000;

export interface Patience {
  /** Seconds. */
  readonly limit: number;
  /** Aborted when the engine is told to stop. */
  readonly stop: AbortSignal;
  /** Told when what is waited for changes. */
  readonly tell: (line: string) => void;
}

/** Asks `look` until it gives an answer; `undefined` when the time is up or the engine was told to stop. */
export async function until<T>(
  { limit, stop }: Pick<Patience, "limit" | "stop">,
  look: () => Promise<T | undefined>,
): Promise<T | undefined> {
  const deadline = Date.now() + limit * 1000;
  for (let interval = shortest; ; interval = Math.min(interval * 1.5, longest)) {
    const answer = await look();
    const left = deadline - Date.now();
    if (answer !== undefined || left <= 0 || stop.aborted) return answer;
    await pause(Math.min(interval, left), undefined, { signal: stop }).catch(() => undefined);
  }
}

export interface Awaited {
  readonly verdict: Verdict;
  /** As it was last seen. */
  readonly object: KubernetesObject;
}

/** Waits until an object is ready, has failed, or the time is up. */
export async function untilReady(
  api: Api,
  reference: Reference,
  first: KubernetesObject,
  readiness: Readiness,
  patience: Patience,
): Promise<Awaited> {
  const view = new View(readiness);
  const began = Date.now();
  let last: Awaited = { verdict: waiting(""), object: first };
  let told = "";
  const settled = await until(patience, async () => {
    const object = await api.get(reference);
    if (object === undefined) return { verdict: failed("it was deleted meanwhile"), object: last.object };
    last = { verdict: await view.verdict(api, object), object };
    const { reason } = last.verdict;
    if (reason !== told && (told !== "" || Date.now() - began > worthTelling)) {
      // An empty line, when it is ready, clears the others.
      patience.tell(reason);
      told = reason;
    }
    return last.verdict.state === "waiting" ? undefined : last;
  });
  if (settled !== undefined) return settled;
  const why = patience.stop.aborted ? "the update was cancelled" : `not ready after ${patience.limit} s`;
  return { ...last, verdict: failed(`${why}: ${last.verdict.reason}`) };
}

/** How an object fares at this moment. */
export async function look(api: Api, object: KubernetesObject, readiness: Readiness): Promise<Verdict> {
  return new View(readiness).verdict(api, object, Number.POSITIVE_INFINITY);
}

/** Remembers since when nothing has changed. */
class View {
  private seen = "";
  private since = Date.now();

  constructor(private readonly readiness: Readiness) {}

  async verdict(api: Api, live: KubernetesObject, quiet?: number): Promise<Verdict> {
    const object = plain(live);
    const related = (await this.readiness.related?.(api, object)) ?? [];
    const now = canonical([...related]);
    if (now !== this.seen) [this.seen, this.since] = [now, Date.now()];
    return this.readiness.verdict({ object, related, quiet: quiet ?? Date.now() - this.since });
  }
}

function plain(object: KubernetesObject): Properties {
  const value = fromJavaScript(object);
  return isObject(value) ? value : {};
}
