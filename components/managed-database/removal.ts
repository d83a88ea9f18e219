import type * as pulumi from "@pulumi/pulumi";
import type { Removal } from "./contract";

/**
 * Options of whatever holds data or decrypts it. What is protected is retained, too: where a restored instance takes
 * the place of another, the engine passes over `protect` and would delete the old one.
 */
export function guards(removal: Removal): Pick<pulumi.CustomResourceOptions, "protect" | "retainOnDelete"> {
  return { protect: removal === "protect", retainOnDelete: removal !== "delete" };
}
