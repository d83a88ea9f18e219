import type * as pulumi from "@pulumi/pulumi";
import type { Removal } from "../contract";

type Guards = Required<Pick<pulumi.CustomResourceOptions, "protect" | "retainOnDelete">>;

/** Options of logs: they follow the name of the instance, and those of the one before stay until their time is up. */
export function following(removal: Removal): Guards {
  return { protect: false, retainOnDelete: removal !== "delete" };
}

/** Options of what only watches the instance. */
export const watching: Guards = { protect: false, retainOnDelete: false };
