import type { Cloud } from "../shared/cloud";
import { fault, type Fault } from "../shared/faults";
import { isDnsLabel } from "../shared/names";
import { isRange } from "../shared/service-graph/ranges";
import type { Installation, SecretSyncArgs, SecretSyncSettings, StoreSettings } from "./contract";
import { stores } from "./stores";

/** Every fault of the arguments that can be seen before deployment. Paths are those of the arguments. Pure. */
export function secretSyncFaults<C extends Cloud>(
  args: Pick<SecretSyncArgs<C>, "settings" | "secrets" | "namespaces"> & { readonly cluster: { readonly cloud: C } },
): readonly Fault[] {
  const { cluster, settings, secrets, namespaces } = args;
  const faults = settingsFaults(cluster.cloud, settings).map((each) => ({ ...each, path: `settings.${each.path}` }));
  if (settings.mode === "existing-store") return faults;
  return [...faults, ...secretFaults(cluster.cloud, secrets), ...namespaceFaults(namespaces)];
}

/** Every fault of the settings alone. Paths are those of the settings. Pure. */
export function settingsFaults<C extends Cloud>(cloud: C, settings: SecretSyncSettings<C>): readonly Fault[] {
  if (settings.mode === "existing-store") return storeNameFaults(settings.store);
  const ofCloud: StoreFaults<C> = storeFaults[cloud];
  return [...(settings.mode === "install" ? installationFaults(settings) : []), ...ofCloud(settings)];
}

function installationFaults({ namespace, apiServerRange }: Installation<Cloud>): readonly Fault[] {
  return [
    ...(isDnsLabel(namespace)
      ? []
      : [fault("namespace", namespace, "a DNS label that starts with a letter, at most 63 characters", "rename it")]),
    ...(apiServerRange === undefined || isRange(apiServerRange)
      ? []
      : [fault("apiServerRange", apiServerRange, "an IPv4 range on its network address", "write it as 172.16.0.0/28")]),
  ];
}

type StoreFaults<C extends Cloud> = (settings: StoreSettings[C]) => readonly Fault[];

const storeFaults: { readonly [C in Cloud]: StoreFaults<C> } = {
  gke: ({ project }) =>
    project === undefined || isProjectId(project)
      ? []
      : [fault("project", project, "the id of a project", "give the id, not the name or the number")],
  eks: ({ keyArns = [] }) =>
    keyArns.flatMap((arn, index) =>
      isKeyArn(arn)
        ? []
        : [fault(`keyArns[${index}]`, arn, "arn:PARTITION:kms:REGION:ACCOUNT:key/ID", "give the key, not its alias")],
    ),
  aks: ({ vaultId }) =>
    isVaultId(vaultId)
      ? []
      : [
          fault(
            "vaultId",
            vaultId,
            "/subscriptions/ID/resourceGroups/NAME/providers/Microsoft.KeyVault/vaults/NAME",
            "take it from `az keyvault show --query id`",
          ),
        ],
};

/** True for the id of a Google Cloud project. */
export function isProjectId(text: string): boolean {
  return /^[a-z][a-z0-9-]{4,28}[a-z0-9]$/.test(text);
}

/** True for the ARN of one key. */
export function isKeyArn(text: string): boolean {
  return /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[a-z0-9-]+$/.test(text);
}

/** True for the resource id of a Key Vault. */
export function isVaultId(text: string): boolean {
  return /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.KeyVault\/vaults\/[a-z][a-z0-9-]{2,23}$/i.test(
    text,
  );
}

function storeNameFaults(store: string): readonly Fault[] {
  return isStoreName(store)
    ? []
    : [fault("store", store, "the name of a ClusterSecretStore", "take it from `kubectl get clustersecretstores`")];
}

/** True for what Kubernetes takes as the name of a store. */
export function isStoreName(text: string): boolean {
  return text.length <= 253 && /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/.test(text);
}

function secretFaults(cloud: Cloud, secrets: readonly string[]): readonly Fault[] {
  const { form, allowed } = stores[cloud].secretName;
  return secrets.flatMap((secret, index) => {
    const path = `secrets[${index}]`;
    if (!form.test(secret)) return [fault(path, secret, allowed, "write the name that the cloud's store gives it")];
    return secrets.indexOf(secret) < index ? [fault(path, secret, "each secret once", "remove it")] : [];
  });
}

function namespaceFaults(namespaces: readonly string[]): readonly Fault[] {
  if (namespaces.length === 0)
    // A store without conditions serves every namespace.
    return [fault("namespaces", [], "one namespace or more", "name those whose ExternalSecrets may use the store")];
  return namespaces.flatMap((namespace, index) => {
    const path = `namespaces[${index}]`;
    if (!isDnsLabel(namespace)) return [fault(path, namespace, "a namespace's name", "rename it")];
    return namespaces.indexOf(namespace) < index ? [fault(path, namespace, "each namespace once", "remove it")] : [];
  });
}
