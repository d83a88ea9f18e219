import assert from "node:assert/strict";
import type { SecretSyncArgs, SecretSyncSettings } from "../../../components/secret-sync/contract";
import { SecretSync } from "../../../components/secret-sync/secret-sync";
import { type Cloud, clouds } from "../../../components/shared/cloud";
import { clusterHandle } from "../../support/handles";
import { Options } from "../../support/options";
import { pick, record, type Recording } from "../../support/record";

const namespace = "external-secrets";
const vaultId = "/subscriptions/1/resourceGroups/shop/providers/Microsoft.KeyVault/vaults/Shop";
const install: { readonly [C in Cloud]: SecretSyncSettings<C> } = {
  gke: { mode: "install", namespace },
  eks: { mode: "install", namespace },
  aks: { mode: "install", namespace, vaultId },
};

type Args<C extends Cloud> = Partial<Omit<SecretSyncArgs<C>, "cluster">>;

const sync = <C extends Cloud>(cloud: C, args: Args<C> = {}): SecretSync<C> =>
  new SecretSync<C>("sync", {
    cluster: clusterHandle<C>(cloud),
    settings: install[cloud],
    secrets: ["shop-openai", "shop-jwt"],
    namespaces: ["shop", "billing"],
    ...args,
  });

const made = (recording: Recording<unknown>): readonly string[] =>
  recording.registrations
    .filter(({ name }) => name.startsWith("sync-"))
    .map(({ type, name }) => `${type} ${name}`)
    .sort();

const chartType = "kubernetes:helm.sh/v4:Chart";
const storeType = "kubernetes:external-secrets.io/v1:ClusterSecretStore";
const policyType = "kubernetes:networking.k8s.io/v1:NetworkPolicy";

describe("SecretSync", () => {
  const common = [
    "kubernetes-best-practices:index:ServiceGraph sync-traffic",
    "kubernetes-best-practices:index:WorkloadIdentity sync-identity",
    "kubernetes:core/v1:ServiceAccount sync-service-account",
    "kubernetes:external-secrets.io/v1:ClusterSecretStore sync-store",
    "kubernetes:helm.sh/v4:Chart sync-chart",
    "kubernetes:networking.k8s.io/v1:NetworkPolicy sync-to-api-server",
    "kubernetes:networking.k8s.io/v1:NetworkPolicy sync-traffic-cert-controller",
    "kubernetes:networking.k8s.io/v1:NetworkPolicy sync-traffic-controller",
    "kubernetes:networking.k8s.io/v1:NetworkPolicy sync-traffic-webhook",
    "kubernetes:networking.k8s.io/v1:NetworkPolicy sync-webhook-from-api-server",
    "kubernetes:policy/v1:PodDisruptionBudget sync-cert-controller-budget",
    "kubernetes:policy/v1:PodDisruptionBudget sync-controller-budget",
    "kubernetes:policy/v1:PodDisruptionBudget sync-webhook-budget",
  ];
  const ofCloud: { readonly [C in Cloud]: readonly string[] } = {
    gke: [
      "gcp:secretmanager/secretIamMember:SecretIamMember sync-identity-grant-read-shop-jwt",
      "gcp:secretmanager/secretIamMember:SecretIamMember sync-identity-grant-read-shop-openai",
      "gcp:serviceaccount/account:Account sync-identity-account",
      "gcp:serviceaccount/iAMMember:IAMMember sync-identity-binding",
    ],
    eks: [
      "aws:eks/podIdentityAssociation:PodIdentityAssociation sync-identity-association",
      "aws:iam/role:Role sync-identity-role",
      "aws:iam/rolePolicy:RolePolicy sync-identity-policy",
    ],
    aks: [
      "azure-native:authorization:RoleAssignment sync-identity-grant-read-shop-jwt",
      "azure-native:authorization:RoleAssignment sync-identity-grant-read-shop-openai",
      "azure-native:managedidentity:FederatedIdentityCredential sync-identity-credential",
      "azure-native:managedidentity:UserAssignedIdentity sync-identity-identity",
    ],
  };
  for (const cloud of clouds)
    it(`makes controller, fence, identity and store on ${cloud}`, async () => {
      const recording = await record(() => sync(cloud));
      assert.deepEqual(made(recording), [...ofCloud[cloud], ...common].sort());
      assert.equal(recording.result.store.name, "cloud-secrets");
    });

  const annotations: { readonly [C in Cloud]: object } = {
    gke: { "iam.gke.io/gcp-service-account": "sync-identity-account@mock.iam.gserviceaccount.com" },
    eks: {},
    aks: { "azure.workload.identity/client-id": "sync-identity-identity-client" },
  };
  for (const cloud of clouds)
    it(`gives the identity to the controller's account on ${cloud}`, async () => {
      const account = (await record(() => sync(cloud))).one("kubernetes:core/v1:ServiceAccount");
      assert.deepEqual(pick(account, "automountServiceAccountToken", "metadata"), {
        automountServiceAccountToken: false,
        metadata: {
          name: "external-secrets",
          namespace,
          labels: { "app.kubernetes.io/managed-by": "pulumi" },
          annotations: annotations[cloud],
        },
      });
    });

  const providers: { readonly [C in Cloud]: object } = {
    gke: { gcpsm: { projectID: "shop-1234" } },
    eks: { aws: { service: "SecretsManager", region: "eu-west-1" } },
    aks: { azurekv: { authType: "WorkloadIdentity", vaultUrl: "https://shop.vault.azure.net" } },
  };
  for (const cloud of clouds)
    it(`makes a store on ${cloud} that uses the controller's credentials, for the namespaces named alone`, async () => {
      const store = (await record(() => sync(cloud))).one(storeType, "sync-store");
      assert.deepEqual(pick(store, "apiVersion", "metadata", "spec"), {
        apiVersion: "external-secrets.io/v1",
        metadata: {
          name: "cloud-secrets",
          labels: { "app.kubernetes.io/managed-by": "pulumi" },
          annotations: { "pulumi.com/waitFor": "condition=Ready" },
        },
        spec: { conditions: [{ namespaces: ["billing", "shop"] }], provider: providers[cloud] },
      });
    });

  it("makes a store for a controller that runs already, and nothing else", async () => {
    const recording = await record(() => sync("eks", { settings: { mode: "existing-controller" } }));
    assert.deepEqual(made(recording), [`${storeType} sync-store`]);
  });

  it("makes nothing for a store that is there", async () => {
    const settings = { mode: "existing-store", store: "company-secrets" } as const;
    const recording = await record(() => sync("eks", { settings, secrets: [], namespaces: [] }));
    assert.deepEqual(made(recording), []);
    assert.deepEqual(recording.result.store, { name: "company-secrets", ready: [] });
  });

  it("refuses all faults together, before anything is made", async () => {
    const secrets = ["shop/*", "shop"];
    await assert.rejects(
      record(() => sync("eks", { secrets, namespaces: [] })),
      /SecretSync sync has invalid arguments\n.*secrets\[0\]: "shop\/\*"[^]*namespaces: \[\]/,
    );
  });
});

describe("the order of SecretSync", () => {
  for (const cloud of clouds)
    it(`starts no pod on ${cloud} before its identity, account and policies are there`, async () => {
      const options = await Options.of(() => sync(cloud), {});
      const before = await options.before("sync-chart");
      const identity = {
        gke: ["account", "binding", "grant-read-shop-jwt", "grant-read-shop-openai"],
        eks: ["association", "policy", "role"],
        aks: ["credential", "grant-read-shop-jwt", "grant-read-shop-openai", "identity"],
      }[cloud].map((role) => `sync-identity-${role}`);
      assert.deepEqual(
        [...before].sort(),
        [
          ...identity,
          "sync-service-account",
          "sync-to-api-server",
          "sync-traffic-cert-controller",
          "sync-traffic-controller",
          "sync-traffic-webhook",
          "sync-webhook-from-api-server",
        ].sort(),
      );
    });

  it("makes the store when the controller and its webhook answer", async () => {
    const options = await Options.of(() => sync("gke"), {});
    assert.deepEqual(await options.before("sync-store"), ["sync-chart"]);
  });

  it("hands on the controller and the store as what must be ready", async () => {
    const { result } = await record(() => sync("gke"));
    assert.equal(result.store.ready.length, 2);
  });
});

describe("the values of External Secrets", () => {
  const labels = (name: string): object => ({
    "app.kubernetes.io/instance": "external-secrets",
    "app.kubernetes.io/name": name,
  });
  const deployment = (name: string): object => ({
    affinity: {
      podAntiAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: [
          { labelSelector: { matchLabels: labels(name) }, topologyKey: "kubernetes.io/hostname" },
        ],
      },
    },
    livenessProbe: { enabled: true },
    replicaCount: 2,
    resources: { limits: { cpu: "400m", memory: "512Mi" }, requests: { cpu: "100m", memory: "128Mi" } },
  });
  const podLabels: { readonly [C in Cloud]: object } = {
    gke: {},
    eks: {},
    aks: { "azure.workload.identity/use": "true" },
  };
  for (const cloud of clouds)
    it(`keep two of each apart on ${cloud}, with no more definitions and rights than are used`, async () => {
      const chart = (await record(() => sync(cloud))).one(chartType, "sync-chart");
      assert.deepEqual(pick(chart, "chart", "name", "namespace", "values"), {
        chart: "external-secrets",
        name: "external-secrets",
        namespace,
        values: {
          ...deployment("external-secrets"),
          certController: deployment("external-secrets-cert-controller"),
          crds: {
            createClusterExternalSecret: false,
            createClusterGenerator: false,
            createClusterPushSecret: false,
            createPushSecret: false,
            createSecretStore: false,
          },
          global: {
            topologySpreadConstraints: [
              {
                matchLabelKeys: ["pod-template-hash"],
                maxSkew: 1,
                nodeTaintsPolicy: "Honor",
                topologyKey: "topology.kubernetes.io/zone",
                whenUnsatisfiable: "DoNotSchedule",
              },
            ],
          },
          leaderElect: true,
          podLabels: podLabels[cloud],
          processClusterExternalSecret: false,
          processClusterGenerator: false,
          processClusterPushSecret: false,
          processPushSecret: false,
          processSecretStore: false,
          rbac: {
            aggregateToAdmin: false,
            aggregateToEdit: false,
            serviceAccountTokenCreate: false,
            servicebindings: { create: false },
          },
          readinessProbe: { enabled: true },
          serviceAccount: { create: false, name: "external-secrets" },
          webhook: deployment("external-secrets-webhook"),
        },
      });
    });
});

describe("the policies of External Secrets", () => {
  const specOf = async <C extends Cloud>(cloud: C, name: string, args: Args<C> = {}): Promise<unknown> =>
    (await record(() => sync(cloud, args))).one(policyType, name).inputs["spec"];
  const ofRelease = { "app.kubernetes.io/instance": "external-secrets" };

  for (const cloud of clouds)
    it(`let all pods reach the API server on ${cloud}: at the address of its Service, and among the nodes`, async () => {
      assert.deepEqual(await specOf(cloud, "sync-to-api-server"), {
        podSelector: { matchLabels: ofRelease },
        policyTypes: ["Egress"],
        egress: [
          {
            to: [{ ipBlock: { cidr: "10.8.0.1/32" } }, { ipBlock: { cidr: "10.0.0.0/16" } }],
            ports: [{ port: 443, protocol: "TCP" }],
          },
        ],
      });
    });

  const agents = (label: string): object => ({
    namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } },
    podSelector: { matchLabels: { [label]: "konnectivity-agent" } },
  });
  const callers: { readonly [C in Cloud]: readonly object[] } = {
    gke: [{ ipBlock: { cidr: "10.0.0.0/16" } }, agents("k8s-app")],
    eks: [{ ipBlock: { cidr: "10.0.0.0/16" } }],
    aks: [{ ipBlock: { cidr: "10.0.0.0/16" } }, agents("app")],
  };
  for (const cloud of clouds)
    it(`let the API server reach the webhook on ${cloud}, and nothing else of it`, async () => {
      assert.deepEqual(await specOf(cloud, "sync-webhook-from-api-server"), {
        podSelector: { matchLabels: { ...ofRelease, "app.kubernetes.io/name": "external-secrets-webhook" } },
        policyTypes: ["Ingress"],
        ingress: [{ from: callers[cloud], ports: [{ port: 10250, protocol: "TCP" }] }],
      });
    });

  it("follow an API server that is outside the network of the nodes", async () => {
    const settings = { mode: "install", namespace, apiServerRange: "172.16.0.0/28" } as const;
    const [to, from] = [
      await specOf("gke", "sync-to-api-server", { settings }),
      await specOf("gke", "sync-webhook-from-api-server", { settings }),
    ];
    for (const spec of [to, from]) {
      assert.match(JSON.stringify(spec), /"172\.16\.0\.0\/28"/);
      assert.doesNotMatch(JSON.stringify(spec), /"10\.0\.0\.0\/16"/);
    }
  });

  it("let the controller alone reach the cloud", async () => {
    const reaches = async (service: string): Promise<boolean> =>
      JSON.stringify(await specOf("eks", `sync-traffic-${service}`)).includes('"0.0.0.0/0"');
    assert.equal(await reaches("controller"), true);
    assert.equal(await reaches("webhook"), false);
    assert.equal(await reaches("cert-controller"), false);
  });
});
