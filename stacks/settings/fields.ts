import ipaddr from "ipaddr.js";
import { z } from "zod";
import { setting, type SettingDoc } from "./setting";

/** Schemas that all clouds share. Each says only what a valid value is; `setting` says the rest. */

/** A DNS label: what Kubernetes and all three clouds take as a name. */
export const dnsLabel = (maxLength = 63): z.ZodString =>
  z
    .string()
    .max(maxLength)
    .regex(/^[a-z]([a-z0-9-]*[a-z0-9])?$/);

/** An IPv4 range in CIDR notation, on its network address, with a prefix between `shortest` and `longest`. */
export const ipv4Range = (shortest: number, longest: number): z.ZodString =>
  z.string().refine((text) => {
    if (!ipaddr.IPv4.isValidCIDR(text)) return false;
    const [address, prefix] = ipaddr.IPv4.parseCIDR(text);
    const network = ipaddr.IPv4.networkAddressFromCIDR(text);
    return prefix >= shortest && prefix <= longest && network.toString() === address.toString();
  });

/** Settings of common kinds: what is allowed follows from the schema, so that the two cannot differ. */
type Doc = Omit<SettingDoc, "allowed">;

/** One of several words, or its default. */
export function choice<S extends z.ZodDefault<z.ZodEnum>>(doc: Doc, schema: S): S {
  return setting({ ...doc, allowed: schema.unwrap().options.join(", ") }, schema);
}

/** A whole number from `least` to `most`; `usual` is the default, `note` says more of what is allowed. */
export function wholeNumber(
  doc: Doc,
  { least, most, usual, note = "" }: { least: number; most: number; usual: number; note?: string },
): z.ZodDefault<z.ZodInt> {
  return setting({ ...doc, allowed: `${least} to ${most}${note}` }, z.int().min(least).max(most).default(usual));
}

/** True or false; `usual` is the default. */
export function flag(doc: Doc, usual: boolean): z.ZodDefault<z.ZodBoolean> {
  return setting({ ...doc, allowed: "true or false" }, z.boolean().default(usual));
}

/** Settings under a common key. */
export function section<S extends z.ZodType>(description: string, schema: S): S {
  return setting({ description, allowed: "a section" }, schema);
}
