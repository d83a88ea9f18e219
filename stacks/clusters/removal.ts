import type * as pulumi from "@pulumi/pulumi";

/**
 * What becomes of a created cluster that leaves the program:
 * - `protect`: nothing can delete it; engine and cloud both refuse;
 * - `retain`: it is left running and forgotten, to be adopted by this or another stack;
 * - `delete`: it is deleted.
 */
export const removals = ["protect", "retain", "delete"] as const;
export type Removal = (typeof removals)[number];

/** Options of the component that owns the cluster; its children inherit them. */
export function removalOptions(removal: Removal): Pick<pulumi.ComponentResourceOptions, "protect" | "retainOnDelete"> {
  return { protect: removal === "protect", retainOnDelete: removal === "retain" };
}

/** Option of what may be replaced or taken away while the cluster stays; the rest `protect` holds. */
export const movable = { protect: false } as const;
