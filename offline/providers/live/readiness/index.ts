import { others } from "./others";
import { services } from "./services";
import type { Readiness } from "./verdict";
import { workloads } from "./workloads";

const table: Readonly<Record<string, Readiness>> = { ...workloads, ...services, ...others };

/** When objects of a kind are ready; `undefined` for kinds that are so as soon as they exist. */
export function readinessOf(apiVersion: string, kind: string): Readiness | undefined {
  return table[`${apiVersion}/${kind}`];
}
