import ipaddr from "ipaddr.js";

/** Arithmetic of IPv4 ranges in CIDR notation. */

/** Addresses that no network on the internet has (RFC 1918). */
export const privateRanges: readonly string[] = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"];

/** The private ranges, and the one that providers share out (RFC 6598). */
export const internalRanges: readonly string[] = [...privateRanges, "100.64.0.0/10"];

/** True when two ranges share an address. */
export function overlap(a: string, b: string): boolean {
  const [addressA, prefixA] = ipaddr.IPv4.parseCIDR(a);
  const [addressB, prefixB] = ipaddr.IPv4.parseCIDR(b);
  return addressA.match(addressB, Math.min(prefixA, prefixB));
}

/** True when the first range lies wholly in the second. */
export function within(range: string, outer: string): boolean {
  return overlap(range, outer) && prefixOf(range) >= prefixOf(outer);
}

/** `16` of `10.0.0.0/16`. */
export function prefixOf(range: string): number {
  return ipaddr.IPv4.parseCIDR(range)[1];
}

/** Addresses that a range has. */
export function sizeOf(range: string): number {
  return 2 ** (32 - prefixOf(range));
}

/** The address that stands `offset` places behind the first one of a range. */
export function addressAt(range: string, offset: number): string {
  if (offset >= sizeOf(range)) throw new RangeError(`${range} has no address number ${offset}`);
  const [first] = ipaddr.IPv4.parseCIDR(range);
  const number = first.octets.reduce((sum, octet) => sum * 256 + octet, 0) + offset;
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join(".");
}

/** The part numbered `index`, from 0, of those that a range falls into when it is cut into ranges of `prefix`. */
export function subrange(range: string, prefix: number, index: number): string {
  return `${addressAt(range, index * 2 ** (32 - prefix))}/${prefix}`;
}
