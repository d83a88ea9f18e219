/** IPv4 ranges in CIDR notation. */

interface Range {
  /** First and last address, as numbers. */
  readonly first: number;
  readonly last: number;
}

/** True for a range that starts at its network address, such as `10.0.0.0/16`: what the API server takes. */
export function isRange(text: string): boolean {
  return parse(text) !== undefined;
}

/** True when two ranges share an address. */
export function overlap(a: string, b: string): boolean {
  const [rangeA, rangeB] = [parse(a), parse(b)];
  return rangeA !== undefined && rangeB !== undefined && rangeA.first <= rangeB.last && rangeB.first <= rangeA.last;
}

/** The ranges in the order of their addresses, without those that lie within another. */
export function outermost(ranges: readonly string[]): readonly string[] {
  const widestFirst = ranges
    .flatMap((text) => {
      const range = parse(text);
      return range === undefined ? [] : [{ text, ...range }];
    })
    .sort((a, b) => a.first - b.first || b.last - a.last);
  // Two ranges are apart or one holds the other, so only the last one kept can hold the next.
  const kept: typeof widestFirst = [];
  for (const range of widestFirst) if (range.last > (kept.at(-1)?.last ?? -1)) kept.push(range);
  return kept.map(({ text }) => text);
}

function parse(text: string): Range | undefined {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text)?.slice(1);
  if (parts?.some((part) => String(Number(part)) !== part) !== false) return undefined;
  const [prefix = 0, ...octets] = [parts.at(-1), ...parts.slice(0, 4)].map(Number);
  if (prefix > 32 || octets.some((octet) => octet > 255)) return undefined;
  const first = octets.reduce((sum, octet) => sum * 256 + octet, 0);
  const size = 2 ** (32 - prefix);
  return first % size === 0 ? { first, last: first + size - 1 } : undefined;
}

/** What a cloud's own machinery answers on; some of it gives out credentials. */
export const platformRanges: readonly string[] = [
  // Link-local (RFC 3927): the metadata servers of all three clouds, and the agents that hand out identities.
  "169.254.0.0/16",
  // Azure's host of a node, which looks public: https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16
  "168.63.129.16/32",
];

/** Addresses that nobody has on the internet: https://www.iana.org/assignments/iana-ipv4-special-registry */
export const specialRanges: readonly string[] = [
  "0.0.0.0/8", // this network (RFC 791)
  "10.0.0.0/8", // private (RFC 1918)
  "100.64.0.0/10", // shared by providers (RFC 6598)
  "127.0.0.0/8", // loopback (RFC 1122)
  "172.16.0.0/12", // private (RFC 1918)
  "192.0.0.0/24", // protocol assignments (RFC 6890)
  "192.0.2.0/24", // documentation (RFC 5737)
  "192.88.99.0/24", // 6to4 relays, given up (RFC 7526)
  "192.168.0.0/16", // private (RFC 1918)
  "198.18.0.0/15", // benchmarks (RFC 2544)
  "198.51.100.0/24", // documentation (RFC 5737)
  "203.0.113.0/24", // documentation (RFC 5737)
  "224.0.0.0/4", // multicast (RFC 5771)
  "240.0.0.0/4", // reserved (RFC 1112), broadcast
];
