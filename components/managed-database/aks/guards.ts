import * as authorization from "@pulumi/azure-native/authorization";
import type * as pulumi from "@pulumi/pulumi";
import type { Removal } from "../contract";
import { guards } from "../removal";

type Options = Pick<pulumi.CustomResourceOptions, "parent" | "provider" | "protect" | "retainOnDelete">;

/** How the parts of a database are guarded against whoever removes it from the program. */
export interface Guards {
  /** Options of what holds data, decrypts it or finds it. */
  readonly held: Options;
  /** Options of the rest, which may be replaced or taken away while the data stays. */
  readonly movable: Options;
  /** Azure's own guard, beside the engine's, which must let go of it when `removal` is loosened. */
  lock(name: string, scope: pulumi.Input<string>): void;
}

export function guardsOf(
  removal: Removal,
  parent: pulumi.ComponentResource,
  provider: pulumi.ProviderResource,
): Guards {
  // What is left running needs all of its parts: its zone resolves its name, its parameters keep TLS on.
  const movable = { parent, provider, protect: false, retainOnDelete: removal === "retain" };
  return {
    held: { parent, provider, ...guards(removal) },
    movable,
    lock(name, scope) {
      if (removal !== "protect") return;
      new authorization.ManagementLockByScope(
        name,
        { scope, level: "CanNotDelete", notes: "Set database.removal of the stack to `delete` to lift it." },
        movable,
      );
    },
  };
}
