import type * as pulumi from "@pulumi/pulumi";

/** What becomes of what is made when it leaves the program; each component says what that means for its own. */
export type Removal = "protect" | "retain" | "delete";

type Guards = Required<Pick<pulumi.CustomResourceOptions, "protect" | "retainOnDelete">>;

/**
 * Options of whatever holds data or decrypts it. What is protected is retained, too: where something imported takes
 * the place of another, the engine passes over `protect` and would delete the old one.
 */
export function guards(removal: Removal): Guards {
  return { protect: removal === "protect", retainOnDelete: removal !== "delete" };
}

/** Options of what stands beside data: it may be replaced, and is left where the data is. */
export function standing(removal: Removal): Guards {
  return { protect: false, retainOnDelete: removal === "retain" };
}
