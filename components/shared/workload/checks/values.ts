import * as pulumi from "@pulumi/pulumi";
import { fault, type Fault } from "../../faults";

/** What several checks ask of single values. */

/** The value, if it is known before anything is made. */
export function known<T>(input: pulumi.Input<T>): T | undefined {
  return isKnown(input) ? input : undefined;
}

function isKnown<T>(input: pulumi.Input<T>): input is T {
  return !pulumi.Output.isInstance(input) && !(input instanceof Promise);
}

/** The items of a list that are known. */
export function knownItems<T>(list: pulumi.Input<pulumi.Input<T>[] | undefined>): readonly T[] {
  return (known(list) ?? []).flatMap((item) => {
    const value = known(item);
    return value === undefined ? [] : [value];
  });
}

/** A fault unless the value is a whole number within the bounds; an absent one is none. */
export function wholeFaults(path: string, value: number | undefined, least: number, most = Infinity): readonly Fault[] {
  if (value === undefined || (Number.isInteger(value) && value >= least && value <= most)) return [];
  const range = most === Infinity ? `of ${least} or more` : `from ${least} to ${most}`;
  return [fault(path, value, `a whole number ${range}`, "choose one of them")];
}

/** An absolute path below the root, without `.`, `..`, `:` and double slashes. */
export function isDirectory(path: string): boolean {
  return /^(\/[^/:]+)+$/.test(path) && !path.split("/").some((part) => part === "." || part === "..");
}
