import { Guardrails } from "../../../../components";
import type { Cloud, ClusterHandle, Handle } from "../../../../components/shared/cloud";
import { generatedSecret, syncedSecret } from "../../../../components/shared/secrets/secrets";
import type { SecretSyncSettings } from "../../../../components/secret-sync/contract";
import { SecretSync } from "../../../../components/secret-sync/secret-sync";
import { clusterHandle } from "../../../support/handles";

/** External Secrets, and a Secret of each kind that needs it. */
function program<C extends Cloud>(cluster: Handle<C> & ClusterHandle, settings: SecretSyncSettings<C>): void {
  const controllers = new Guardrails("external-secrets", { cluster, namespace: "external-secrets" });
  const shop = new Guardrails("shop", { cluster, namespace: "shop" });
  const { store } = new SecretSync<C>(
    "secret-sync",
    { cluster, settings, secrets: ["shop-openai"], namespaces: ["shop"] },
    { dependsOn: controllers },
  );
  const place = { cluster, store, namespace: "shop" };
  syncedSecret("shop-keys", { ...place, secret: "keys", keys: { OPENAI_API_KEY: "shop-openai" } }, { dependsOn: shop });
  const template = { password: "{{ .password }}", url: "redis://:{{ .password }}@valkey:6379/0" };
  generatedSecret("shop-valkey", { ...place, secret: "valkey", template }, { dependsOn: shop });
}

const install = { mode: "install", namespace: "external-secrets" } as const;
const vault =
  "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/shop/providers/Microsoft.KeyVault/vaults/shop";

const programs: Readonly<Record<string, () => void>> = {
  gke: () => program(clusterHandle("gke"), install),
  eks: () => program(clusterHandle("eks"), install),
  aks: () => program(clusterHandle("aks"), { ...install, vaultId: vault }),
};
programs[process.env["CLOUD"] ?? ""]?.();
