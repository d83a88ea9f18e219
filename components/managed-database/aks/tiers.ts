/** Machines of Flexible Server, as Azure names them. From its table of compute options; checked 2026-11-23. */

export type Family = "Burstable" | "GeneralPurpose" | "MemoryOptimized";

export interface Tier {
  readonly family: Family;
  /** Generation of the machine: 3 to 6; none for burstable ones. */
  readonly generation: number | undefined;
  readonly memoryGiB: number;
}

const burstable: Readonly<Record<string, number>> = {
  B1ms: 2,
  B2s: 4,
  B2ms: 8,
  B4ms: 16,
  B8ms: 32,
  B12ms: 48,
  B16ms: 64,
  B20ms: 80,
};

/** Cores of the other families. Their third generation has no disk of its own (`s`), later ones have (`ds`, `ads`). */
const cores = { D: [2, 4, 8, 16, 32, 48, 64, 96, 128, 192], E: [2, 4, 8, 16, 20, 32, 48, 64, 96, 128, 192] };

/** GiB for each core; the largest machines of family E have up to a seventh less. */
const memoryOfCore = { D: 4, E: 8 };

const families = { D: "GeneralPurpose", E: "MemoryOptimized" } as const;

/** Reads `Standard_D2ds_v5`; `undefined` when Flexible Server has no such machine. */
export function tierOf(name: string): Tier | undefined {
  const small = /^Standard_(B\d+m?s)$/.exec(name)?.[1];
  if (small !== undefined) {
    const memoryGiB = Object.hasOwn(burstable, small) ? burstable[small] : undefined;
    return memoryGiB === undefined ? undefined : { family: "Burstable", generation: undefined, memoryGiB };
  }
  const [, letter, count, disk, version] = /^Standard_([DE])(\d+)(a?d)?s_v([3-6])$/.exec(name) ?? [];
  if (letter !== "D" && letter !== "E") return undefined;
  const generation = Number(version);
  const size = Number(count);
  const known = cores[letter].includes(size) && (size <= 96 || generation === 6) && diskFits(generation, disk);
  return known ? { family: families[letter], generation, memoryGiB: size * memoryOfCore[letter] } : undefined;
}

function diskFits(generation: number, disk: string | undefined): boolean {
  if (generation === 3) return disk === undefined;
  return disk === "d" || (disk === "ad" && generation >= 5);
}

/** The most connections that Azure gives a new server of this memory: its own rule, 859 for 8 GiB, at most 5,000. */
export function usualConnections({ memoryGiB }: Tier): number {
  return Math.min(5000, Math.floor(memoryGiB * 107.42));
}
