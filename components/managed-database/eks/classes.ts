/** Instance classes of RDS for PostgreSQL, as far as checks and alarms need them. */

interface Family {
  /** Memory of one vCPU, in GiB. */
  readonly memoryGiB: number;
  /** The largest size: `16` is `16xlarge`. */
  readonly largest: number;
  /** Lives on CPU credits. */
  readonly burstable?: true;
}

const general = (largest: number): Family => ({ memoryGiB: 4, largest });
const memory = (largest: number): Family => ({ memoryGiB: 8, largest });

/** Families that run every supported major. */
export const families: Readonly<Record<string, Family>> = {
  m5: general(24),
  m6g: general(16),
  m6i: general(32),
  m7g: general(16),
  m7i: general(48),
  m8g: general(48),
  r5: memory(24),
  r6g: memory(16),
  r6i: memory(32),
  r7g: memory(16),
  r7i: memory(48),
  r8g: memory(48),
  x2g: { memoryGiB: 16, largest: 16 },
  x2idn: { memoryGiB: 16, largest: 32 },
  x2iedn: { memoryGiB: 32, largest: 32 },
  t3: { memoryGiB: 4, largest: 2, burstable: true },
  t4g: { memoryGiB: 4, largest: 2, burstable: true },
};

/** Memory of the small sizes, which only burstable families have. */
const smallSizes: Readonly<Record<string, number>> = { micro: 1, small: 2, medium: 4 };

export interface InstanceClass {
  readonly family: string;
  readonly burstable: boolean;
  readonly memoryGiB: number;
}

/** `db.m7g.large` by its parts; undefined for a class that RDS for PostgreSQL does not have. */
export function instanceClass(tier: string): InstanceClass | undefined {
  const [, name = "", size = ""] = /^db\.([a-z0-9]+)\.([a-z0-9]+)$/.exec(tier) ?? [];
  const family = Object.hasOwn(families, name) ? families[name] : undefined;
  if (family === undefined) return undefined;
  const burstable = family.burstable === true;
  const small = burstable ? smallSizes[size] : undefined;
  if (small !== undefined) return { family: name, burstable, memoryGiB: small };
  const vcpus = vcpusOf(size, family.largest);
  return vcpus === undefined ? undefined : { family: name, burstable, memoryGiB: vcpus * family.memoryGiB };
}

function vcpusOf(size: string, largest: number): number | undefined {
  if (size === "large") return 2;
  const [, factor = "1"] = /^([1-9]\d*)?xlarge$/.exec(size) ?? [undefined, "0"];
  const times = Number(factor);
  return times > 0 && times <= largest ? times * 4 : undefined;
}

/**
 * Connections that the server takes: those of `max_connections`, or what RDS derives from the memory. RDS divides the
 * memory that it leaves to PostgreSQL, some nine tenths of the whole, by 9,531,392 bytes, and stops at 5,000.
 */
export function connectionLimit(tier: string, parameters: Readonly<Record<string, string>>): number {
  const given = Number(parameters["max_connections"]);
  if (Number.isInteger(given) && given > 0) return given;
  return Math.min(5000, Math.floor((memoryBytes(tier) * 0.9) / 9_531_392));
}

/** Memory of a class that validation has let pass. */
export function memoryBytes(tier: string): number {
  return (instanceClass(tier)?.memoryGiB ?? 0) * 1024 ** 3;
}
