import type { Cloud, Handle } from "../shared/cloud";
import { sortedEntries } from "../shared/faults";
import { hashedName } from "../shared/names";
import type { Rights, Statement } from "../shared/identity/contract";
import type { Pods } from "../shared/service-graph/contract";
import type { StoreSettings } from "./contract";

/** What differs between the secret stores of the clouds. Pure. */
export interface CloudStore<C extends Cloud> {
  /** Names that the store gives to secrets; none holds a wildcard. */
  readonly secretName: { readonly form: RegExp; readonly allowed: string };
  /** Rights to read the secrets of these names and no other. */
  rights(cluster: Handle<C>, settings: StoreSettings[C], secrets: readonly string[]): Rights[C];
  /** The provider of a ClusterSecretStore, which names no credentials: the controller's own are used. */
  provider(cluster: Handle<C>, settings: StoreSettings[C]): object;
  /** Pods through which the API server reaches webhooks; absent where it does so from the network of the nodes alone. */
  readonly apiServerPods?: Pods;
}

export const stores: { readonly [C in Cloud]: CloudStore<C> } = {
  gke: {
    secretName: { form: /^[A-Za-z0-9_-]{1,255}$/, allowed: "up to 255 letters, digits, dashes and underscores" },
    rights: ({ facts }, { project = facts.project }, secrets) =>
      byRight(secrets, (secret) => ({
        role: "roles/secretmanager.secretAccessor",
        on: { kind: "secret", id: `projects/${project}/secrets/${secret}` },
      })),
    // https://external-secrets.io/latest/provider/google-secrets-manager: "Authorizing the Core Controller Pod".
    provider: ({ facts }, { project = facts.project }) => ({ gcpsm: { projectID: project } }),
    apiServerPods: { namespace: "kube-system", podLabels: { "k8s-app": "konnectivity-agent" } },
  },
  eks: {
    secretName: {
      form: /^[A-Za-z0-9/_+=.@!-]{1,512}$/,
      allowed: "the name, not the ARN: up to 512 letters, digits and /_+=.@!-",
    },
    rights: eksRights,
    // https://external-secrets.io/latest/provider/aws-access: "Controller's Pod Identity".
    provider: ({ region }) => ({ aws: { service: "SecretsManager", region } }),
  },
  aks: {
    secretName: { form: /^[A-Za-z0-9-]{1,127}$/, allowed: "up to 127 letters, digits and dashes" },
    rights: (_cluster, { vaultId }, secrets) =>
      byRight(secrets, (secret) => ({ role: keyVaultSecretsUser, scope: `${vaultId}/secrets/${secret}` })),
    // https://external-secrets.io/latest/provider/azure-key-vault: "Mounted Service Account".
    provider: (_cluster, { vaultId }) => ({
      azurekv: { authType: "WorkloadIdentity", vaultUrl: `https://${vaultName(vaultId)}.vault.azure.net` },
    }),
    apiServerPods: { namespace: "kube-system", podLabels: { app: "konnectivity-agent" } },
  },
};

/** Key Vault Secrets User: reads secrets and nothing else. */
const keyVaultSecretsUser = "4633458b-17de-408a-b874-0445c86b69e6";

/** `NAME` of `/subscriptions/…/providers/Microsoft.KeyVault/vaults/NAME`. */
export function vaultName(vaultId: string): string {
  return vaultId.slice(vaultId.lastIndexOf("/") + 1).toLowerCase();
}

/** Secrets Manager ends an ARN with six characters of its own after the name; six marks and no star keep out longer names. */
function eksRights(
  { region, facts: { accountId, partition } }: Handle<"eks">,
  { keyArns = [] }: StoreSettings["eks"],
  secrets: readonly string[],
): Rights["eks"] {
  if (secrets.length === 0) return {};
  const arns = [...secrets]
    .sort()
    .map((secret) => `arn:${partition}:secretsmanager:${region}:${accountId}:secret:${secret}-??????`);
  const suffix = partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
  const decrypt: Statement = {
    actions: ["kms:Decrypt"],
    resources: [...keyArns].sort(),
    conditions: {
      StringEquals: { "kms:ViaService": `secretsmanager.${region}.${suffix}` },
      StringLike: { "kms:EncryptionContext:SecretARN": arns },
    },
  };
  return {
    "read-secrets": { actions: ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"], resources: arns },
    ...(keyArns.length === 0 ? {} : { "decrypt-secrets": decrypt }),
  };
}

/** One right for each secret, in the order of their names. */
function byRight<R>(secrets: readonly string[], right: (secret: string) => R): Readonly<Record<string, R>> {
  return Object.fromEntries(
    sortedEntries(Object.fromEntries(secrets.map((secret) => [rightName(secret), right(secret)]))),
  );
}

const plainName = /^[a-z][a-z0-9]*(-[a-z][a-z0-9]*)*$/;

/** Name of the right to read a secret: `read-NAME`, or with words and a hash where the name is no name of a right. */
export function rightName(secret: string): string {
  if (plainName.test(secret) && secret.length <= 60) return `read-${secret}`;
  const words = ["read", ...(secret.toLowerCase().match(/[a-z][a-z0-9]*/g) ?? [])].join("-");
  const hash = hashedName("h", [secret], 10).replace("-", "");
  return `${words.slice(0, 50).replace(/-$/, "")}-${hash}`;
}
