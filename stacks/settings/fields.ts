import ipaddr from "ipaddr.js";
import { z } from "zod";

/** Schemas that all clouds share. Each says only what a valid value is; `setting` says the rest. */

/** A DNS label: what Kubernetes and all three clouds take as a name. */
export const dnsLabel = (maxLength = 63): z.ZodString =>
  z
    .string()
    .max(maxLength)
    .regex(/^[a-z]([a-z0-9-]*[a-z0-9])?$/);

/** `1.36`: a Kubernetes minor version. */
export const minorVersion = (): z.ZodString => z.string().regex(/^1\.\d{2}$/);

/** An IPv4 range in CIDR notation, on its network address, with a prefix between `shortest` and `longest`. */
export const ipv4Range = (shortest: number, longest: number): z.ZodString =>
  z.string().refine((text) => {
    if (!ipaddr.IPv4.isValidCIDR(text)) return false;
    const [address, prefix] = ipaddr.IPv4.parseCIDR(text);
    const network = ipaddr.IPv4.networkAddressFromCIDR(text);
    return prefix >= shortest && prefix <= longest && network.toString() === address.toString();
  });

/** True when two IPv4 ranges share an address. */
export function overlap(a: string, b: string): boolean {
  const [addressA, prefixA] = ipaddr.IPv4.parseCIDR(a);
  const [addressB, prefixB] = ipaddr.IPv4.parseCIDR(b);
  return addressA.match(addressB, Math.min(prefixA, prefixB));
}

/** True when the first IPv4 range lies wholly in the second. */
export function within(range: string, outer: string): boolean {
  return overlap(range, outer) && ipaddr.IPv4.parseCIDR(range)[1] >= ipaddr.IPv4.parseCIDR(outer)[1];
}
