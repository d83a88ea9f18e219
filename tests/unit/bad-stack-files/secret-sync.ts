import type { BadStackFile } from "./bad-stack-file";
import { aks, eks, gke } from "./good";

const withNamespace = { "namespaces.external-secrets": {} };
const install = { mode: "install" };

/** What is wrong with the section `secrets`. */
export const badSecretSyncFiles: readonly BadStackFile[] = [
  {
    title: "secrets without a mode",
    good: eks,
    changes: { ...withNamespace, secrets: { namespace: "external-secrets" } },
    faults: [["secrets.mode", "is missing", "install, existing-controller, existing-store"]],
  },
  {
    title: "a mode of secrets that does not exist",
    good: gke,
    changes: { ...withNamespace, secrets: { mode: "existing" } },
    faults: [["secrets.mode", '"existing" is not allowed', "existing-controller"]],
  },
  {
    title: "External Secrets in a namespace that the stack does not have",
    good: eks,
    changes: { secrets: install },
    faults: [
      [
        "secrets.namespace",
        '"external-secrets" is not among the namespaces',
        "applications",
        "add `external-secrets: {}` to namespaces",
      ],
    ],
  },
  {
    title: "External Secrets in a namespace below restricted",
    good: gke,
    changes: {
      "namespaces.agents": {
        level: "privileged",
        exemption: { owner: "platform", reason: "Node agents read the host.", expires: "2099-06-30" },
      },
      secrets: { ...install, namespace: "agents" },
    },
    faults: [["secrets.namespace", '"agents" is at level privileged', "at level restricted", "a namespace of its own"]],
  },
  {
    title: "a namespace of External Secrets that Kubernetes refuses",
    good: eks,
    changes: { secrets: { ...install, namespace: "External_Secrets" } },
    faults: [["secrets.namespace", '"External_Secrets" is not allowed', "a namespace of the stack"]],
  },
  {
    title: "an address of the API server instead of its range",
    good: gke,
    changes: { ...withNamespace, secrets: { ...install, apiServerRange: "172.16.0.2" } },
    faults: [["secrets.apiServerRange", '"172.16.0.2" is not allowed', "an IPv4 range of /8 to /32"]],
  },
  {
    title: "the number of the project that holds the secrets",
    good: gke,
    changes: { ...withNamespace, secrets: { ...install, project: "123456789012" } },
    faults: [["secrets.project", '"123456789012" is not allowed', "give the id, not the name or the number"]],
  },
  {
    title: "an alias of the key that encrypts the secrets",
    good: eks,
    changes: {
      ...withNamespace,
      secrets: { ...install, keyArns: ["arn:aws:kms:eu-west-1:111122223333:alias/secrets"] },
    },
    faults: [["secrets.keyArns[0]", "is not allowed", "give the key, not its alias"]],
  },
  {
    title: "no vault on Azure",
    good: aks,
    changes: { ...withNamespace, secrets: install },
    faults: [["secrets.vaultId", "is missing", "providers/Microsoft.KeyVault/vaults/NAME"]],
  },
  {
    title: "the address of a vault instead of its id",
    good: aks,
    changes: { ...withNamespace, secrets: { ...install, vaultId: "https://shop.vault.azure.net" } },
    faults: [["secrets.vaultId", "is not allowed", "az keyvault show --query id"]],
  },
  {
    title: "a vault on AWS",
    good: eks,
    changes: { ...withNamespace, secrets: { ...install, vaultId: "shop" } },
    faults: [["secrets.vaultId", "belongs to cloud aks", "remove it"]],
  },
  {
    title: "a store that exists without its name",
    good: eks,
    changes: { secrets: { mode: "existing-store" } },
    faults: [["secrets.store", "is missing", "the name of a ClusterSecretStore"]],
  },
  {
    title: "a name of a store that Kubernetes refuses",
    good: gke,
    changes: { secrets: { mode: "existing-store", store: "Company_Secrets" } },
    faults: [["secrets.store", '"Company_Secrets" is not allowed', "kubectl get clustersecretstores"]],
  },
  {
    title: "a namespace for a controller that runs already",
    good: eks,
    changes: { ...withNamespace, secrets: { mode: "existing-controller", namespace: "external-secrets" } },
    faults: [["secrets.namespace", "belongs to secrets.mode install", "remove it"]],
  },
];
