/** Editions of Cloud SQL. Enterprise Plus keeps 35 days of logs, and Enterprise 7; each has machines of its own. */
export type Edition = "ENTERPRISE_PLUS" | "ENTERPRISE";

/** What a tier stands for. */
export interface Machine {
  readonly edition: Edition;
  readonly memoryGiB: number;
  /** Whether it shares its cores with others: such machines are outside Google's service level. */
  readonly shared: boolean;
}

/** vCPUs of the predefined machines of Enterprise Plus, each with 8 GiB. */
export const predefinedCpus: readonly number[] = [2, 4, 8, 16, 32, 48, 64, 80, 96, 128];

/** Bounds of custom machines: 1 vCPU or an even number, and memory in steps of 256 MiB. */
export const customBounds = { mostCpus: 96, leastMiB: 3840, stepMiB: 256, leastMiBPerCpu: 921.6, mostMiBPerCpu: 6656 };

const sharedGiB: Readonly<Record<string, number>> = { "db-f1-micro": 0.6, "db-g1-small": 1.7 };

/** The edition that a tier belongs to. */
export function editionOf(tier: string): Edition {
  return tier.startsWith("db-perf-optimized-") ? "ENTERPRISE_PLUS" : "ENTERPRISE";
}

/** The machine of a tier; `undefined` when there is none of that name. */
export function machineOf(tier: string): Machine | undefined {
  const edition = editionOf(tier);
  const shared = Object.hasOwn(sharedGiB, tier) ? sharedGiB[tier] : undefined;
  if (shared !== undefined) return { edition, memoryGiB: shared, shared: true };
  const predefined = /^db-perf-optimized-N-([1-9]\d*)$/.exec(tier);
  if (predefined !== null) {
    const cpus = Number(predefined[1]);
    return predefinedCpus.includes(cpus) ? { edition, memoryGiB: cpus * 8, shared: false } : undefined;
  }
  const custom = /^db-custom-([1-9]\d*)-([1-9]\d*)$/.exec(tier);
  if (custom === null) return undefined;
  const [cpus, memoryMiB] = [Number(custom[1]), Number(custom[2])];
  return isCustomMachine(cpus, memoryMiB) ? { edition, memoryGiB: memoryMiB / 1024, shared: false } : undefined;
}

function isCustomMachine(cpus: number, memoryMiB: number): boolean {
  const { mostCpus, leastMiB, stepMiB, leastMiBPerCpu, mostMiBPerCpu } = customBounds;
  return (
    (cpus === 1 || (cpus % 2 === 0 && cpus <= mostCpus)) &&
    memoryMiB >= Math.max(leastMiB, cpus * leastMiBPerCpu) &&
    memoryMiB <= cpus * mostMiBPerCpu &&
    memoryMiB % stepMiB === 0
  );
}

/** From so much memory on, in GiB, so many connections: what Cloud SQL itself would choose. */
const connections: readonly (readonly [fromGiB: number, connections: number])[] = [
  [120, 1000],
  [60, 800],
  [30, 600],
  [15, 500],
  [7.5, 400],
  [6, 200],
  [3.75, 100],
  [1.7, 50],
];

/** `max_connections` of a tier. */
export function connectionsOf(tier: string): number {
  const memoryGiB = machineOf(tier)?.memoryGiB ?? 0;
  return connections.find(([fromGiB]) => memoryGiB >= fromGiB)?.[1] ?? 25;
}
