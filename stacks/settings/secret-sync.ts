import { z } from "zod";
import { dnsLabel, ipv4Range } from "./fields";
import { setting, type Rule } from "./setting";

/** Settings of the secrets that come from the cloud's store; what names the store differs with the cloud. */

const mode = <M extends string>(value: M, description: string): z.ZodLiteral<M> =>
  setting({ description, allowed: "install, existing-controller or existing-store" }, z.literal(value));

/** The settings of one cloud that differ: each documented by itself. */
export interface SecretSyncParts<Store extends z.ZodRawShape, Access extends z.ZodRawShape> {
  /** What names the store. */
  readonly store: Store;
  /** What the identity made here needs beside the store's name. */
  readonly access: Access;
}

/** The section `secrets` of one cloud. */
export function secretSyncSetting<Store extends z.ZodRawShape, Access extends z.ZodRawShape>(
  parts: SecretSyncParts<Store, Access>,
) {
  const install = z.strictObject({
    mode: mode("install", "External Secrets is installed by this stack, with an identity that reads what is named."),
    namespace: setting(
      {
        description: "Namespace of External Secrets, shared with nothing else.",
        allowed: "a namespace of the stack, at level restricted",
      },
      dnsLabel().default("external-secrets"),
    ),
    apiServerRange: setting(
      {
        description:
          "Private addresses of the API server, where they are outside the network of the nodes, as with a peered control plane.",
        allowed: "an IPv4 range of /8 to /32, on its network address",
      },
      ipv4Range(8, 32).optional(),
    ),
    ...parts.store,
    ...parts.access,
  });
  const existingController = z.strictObject({
    mode: mode("existing-controller", "External Secrets runs already and has rights; this stack makes a store for it."),
    ...parts.store,
  });
  const existingStore = z.strictObject({
    mode: mode("existing-store", "External Secrets runs already and has a store."),
    store: setting(
      {
        description: "Name of that store.",
        allowed: "the name of a ClusterSecretStore",
        cure: "take it from `kubectl get clustersecretstores`",
      },
      z
        .string()
        .max(253)
        .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/),
    ),
  });
  return setting(
    {
      description:
        "Secrets of the cloud's store, such as keys of other services, synced into the cluster; none without it.",
      allowed: "a section with the key `mode`",
    },
    z.discriminatedUnion("mode", [install, existingController, existingStore]).optional(),
  );
}

export interface WithSecrets {
  readonly namespaces: Readonly<Record<string, { readonly level: string }>>;
  readonly secrets?:
    | { readonly mode: "install"; readonly namespace: string }
    | { readonly mode: "existing-controller" | "existing-store" }
    | undefined;
}

const path = "secrets.namespace";

/** The namespace of the controller is there, and safe enough for one who reads every secret. */
export const secretSyncRules: readonly Rule<WithSecrets>[] = [
  {
    reads: ["secrets", "namespaces"],
    check({ secrets, namespaces }) {
      if (secrets?.mode !== "install") return [];
      const { namespace } = secrets;
      if (!Object.hasOwn(namespaces, namespace))
        return [
          {
            path,
            problem: "is not among the namespaces",
            allowed: Object.keys(namespaces).join(", "),
            cure: `add \`${namespace}: {}\` to namespaces`,
          },
        ];
      const level = namespaces[namespace]?.level;
      return level === "restricted"
        ? []
        : [
            {
              path,
              problem: `is at level ${level}`,
              allowed: "a namespace at level restricted",
              cure: "give it a namespace of its own: whoever takes over its node or its pods reads every secret",
            },
          ];
    },
  },
];
