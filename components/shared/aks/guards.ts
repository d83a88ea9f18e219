import * as authorization from "@pulumi/azure-native/authorization";
import type * as pulumi from "@pulumi/pulumi";
import { guards, type Removal, standing } from "../removal";

type Options = Pick<pulumi.CustomResourceOptions, "parent" | "provider" | "protect" | "retainOnDelete">;

/** How the parts of a component are guarded against whoever removes it from the program. */
export interface Guards {
  /** Options of what holds data, decrypts it or finds it. */
  readonly held: Options;
  /** Options of the rest, which may be replaced or taken away while the data stays. */
  readonly movable: Options;
  /** Azure's own guard, beside the engine's, which must let go of it when `removal` is loosened. */
  lock(name: string, scope: pulumi.Input<string>): void;
}

/** @param setting of the stack that says what becomes of them, such as `database.removal`. */
export function guardsOf(
  removal: Removal,
  setting: string,
  parent: pulumi.ComponentResource,
  provider: pulumi.ProviderResource,
): Guards {
  // What is left as it is needs all of its parts: its zone resolves its name, its settings keep it closed.
  const movable = { parent, provider, ...standing(removal) };
  return {
    held: { parent, provider, ...guards(removal) },
    movable,
    lock(name, scope) {
      if (removal !== "protect") return;
      new authorization.ManagementLockByScope(
        name,
        { scope, level: "CanNotDelete", notes: `Set ${setting} of the stack to \`delete\` to lift it.` },
        movable,
      );
    },
  };
}
