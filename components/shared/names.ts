import { createHash } from "node:crypto";

/** A DNS label that starts with a letter: what Kubernetes and all three clouds take as a name. */
export function isDnsLabel(text: string): boolean {
  return text.length <= 63 && /^[a-z]([a-z0-9-]*[a-z0-9])?$/.test(text);
}

const hashLength = 8;

/**
 * A name of at most `maxLength` (10 or more) characters: as much of `readable` as fits and a hash of `identity`.
 * It is the same in every run, and two identities with the same readable part have different names.
 * `readable` consists of lower-case letters, digits and dashes and starts with a letter; so does the name.
 */
export function hashedName(readable: string, identity: readonly string[], maxLength: number): string {
  const hash = createHash("sha256").update(JSON.stringify(identity)).digest("hex").slice(0, hashLength);
  const kept = readable.slice(0, maxLength - hashLength - 1).replace(/-+$/, "");
  return `${kept}-${hash}`;
}
