import assert from "node:assert/strict";
import fc from "fast-check";
import ipaddr from "ipaddr.js";
import { apiServerOf } from "../../../stacks/clusters/aks/endpoint";
import { databaseRules, nodeRules } from "../../../stacks/clusters/aks/network";
import { guidOf } from "../../../stacks/clusters/aks/roles";
import { planSubnets } from "../../../stacks/clusters/aks/subnets";
import { addressAt, overlap } from "../../../stacks/ranges";
import type { AksConfig } from "../../../stacks/settings/aks";
import { valueOf, type Recording } from "../../support/record";
import {
  administrators,
  build,
  certificateAuthority,
  creation,
  credentials,
  server,
  subscriptionId,
  tenantId,
  zones,
} from "./aks-support";

const managed = "azure-native:containerservice:ManagedCluster";
const inputsOf = (recording: Recording<unknown>, type: string, name?: string) => recording.one(type, name).inputs;

describe("a cluster made on AKS", () => {
  let made: Awaited<ReturnType<typeof build>>;
  let cluster: Readonly<Record<string, unknown>>;
  before(async () => {
    made = await build(creation());
    cluster = inputsOf(made, managed);
  });

  it("has the name of the settings and the tier that has an SLA", () => {
    assert.equal(cluster["resourceName"], "production");
    assert.equal(cluster["kubernetesVersion"], "1.36");
    assert.deepEqual(cluster["sku"], { name: "Base", tier: "Standard" });
    assert.equal(cluster["resourceGroupName"], "cluster-group-name");
    assert.equal(cluster["nodeResourceGroup"], "production-uksouth-nodes");
    const group = inputsOf(made, "azure-native:resources:ResourceGroup");
    assert.equal(group["resourceGroupName"], "production-uksouth");
    assert.equal(group["location"], "uksouth");
  });

  it("has a private API server in its own subnet, without run-command", () => {
    assert.deepEqual(cluster["apiServerAccessProfile"], {
      enableVnetIntegration: true,
      subnetId: "cluster-api-server-id",
      disableRunCommand: true,
      enablePrivateCluster: true,
      enablePrivateClusterPublicFQDN: true,
      privateDNSZone: "none",
    });
  });

  it("admits groups of Entra ID with rights from Azure RBAC, and no local account", () => {
    assert.equal(cluster["disableLocalAccounts"], true);
    assert.equal(cluster["enableRBAC"], true);
    assert.deepEqual(cluster["aadProfile"], {
      managed: true,
      enableAzureRBAC: true,
      adminGroupObjectIDs: administrators,
      tenantID: tenantId,
    });
  });

  it("runs the overlay network on Cilium, out through a load balancer over the zones", () => {
    assert.deepEqual(cluster["networkProfile"], {
      networkPlugin: "azure",
      networkPluginMode: "overlay",
      networkDataplane: "cilium",
      networkPolicy: "cilium",
      ipFamilies: ["IPv4"],
      podCidr: "10.240.0.0/14",
      serviceCidr: "10.31.0.0/20",
      dnsServiceIP: "10.31.0.10",
      outboundType: "loadBalancer",
      loadBalancerSku: "standard",
      loadBalancerProfile: {
        managedOutboundIPs: { count: 2, countIPv6: 0 },
        allocatedOutboundPorts: 0,
        backendPoolType: "NodeIPConfiguration",
        idleTimeoutInMinutes: 30,
      },
    });
  });

  it("keeps its system nodes for system pods, over three zones, measured at boot and encrypted at the host", () => {
    assert.deepEqual(cluster["agentPoolProfiles"], [
      {
        name: "system",
        mode: "System",
        type: "VirtualMachineScaleSets",
        count: 3,
        vmSize: "Standard_D4ds_v5",
        availabilityZones: ["1", "2", "3"],
        vnetSubnetID: "cluster-nodes-id",
        maxPods: 110,
        nodeTaints: ["CriticalAddonsOnly=true:NoSchedule"],
        osType: "Linux",
        osSKU: "AzureLinux",
        osDiskType: "Managed",
        osDiskSizeGB: 128,
        enableAutoScaling: false,
        enableEncryptionAtHost: true,
        enableNodePublicIP: false,
        securityProfile: { enableSecureBoot: true, enableVTPM: true },
        upgradeSettings: { maxSurge: "33%", drainTimeoutInMinutes: 30 },
        tags: { owner: "platform" },
      },
    ]);
  });

  it("provisions all other nodes by itself and scales pods vertically", () => {
    assert.deepEqual(cluster["nodeProvisioningProfile"], { mode: "Auto", defaultNodePools: "Auto" });
    assert.deepEqual(cluster["workloadAutoScalerProfile"], { verticalPodAutoscaler: { enabled: true } });
  });

  it("issues workload identities, cleans images, and encrypts Secrets and disks with customer keys", () => {
    assert.deepEqual(cluster["oidcIssuerProfile"], { enabled: true });
    assert.equal(cluster["diskEncryptionSetID"], "cluster-disks-id");
    assert.deepEqual(cluster["securityProfile"], {
      workloadIdentity: { enabled: true },
      imageCleaner: { enabled: true, intervalHours: 168 },
      azureKeyVaultKms: {
        enabled: true,
        keyId: "https://vault/keys/cluster-secrets-key/1",
        keyVaultNetworkAccess: "Private",
        keyVaultResourceId: "cluster-vault-id",
      },
    });
  });

  it("analyses cost, snapshots volumes, and takes patches and node images by itself", () => {
    assert.deepEqual(cluster["metricsProfile"], { costAnalysis: { enabled: true } });
    assert.deepEqual(cluster["storageProfile"], {
      diskCSIDriver: { enabled: true },
      snapshotController: { enabled: true },
    });
    assert.deepEqual(cluster["autoUpgradeProfile"], { upgradeChannel: "patch", nodeOSUpgradeChannel: "NodeImage" });
  });

  it("upgrades within the weekly window alone", () => {
    const windows = made.all("azure-native:containerservice:MaintenanceConfiguration").map(({ inputs }) => inputs);
    const maintenanceWindow = {
      schedule: { weekly: { dayOfWeek: "Sunday", intervalWeeks: 1 } },
      startTime: "02:00",
      utcOffset: "+00:00",
      durationHours: 6,
    };
    assert.deepEqual(
      windows.map((inputs) => [inputs["configName"], inputs["maintenanceWindow"]]),
      [
        ["aksManagedAutoUpgradeSchedule", maintenanceWindow],
        ["aksManagedNodeOSUpgradeSchedule", maintenanceWindow],
      ],
    );
  });

  it("keeps its keys in a private vault that cannot be purged", () => {
    assert.deepEqual(inputsOf(made, "azure-native:keyvault:Vault")["properties"], {
      tenantId,
      sku: { family: "A", name: "standard" },
      enableRbacAuthorization: true,
      enableSoftDelete: true,
      softDeleteRetentionInDays: 90,
      enablePurgeProtection: true,
      enabledForDeployment: false,
      enabledForDiskEncryption: false,
      enabledForTemplateDeployment: false,
      publicNetworkAccess: "Disabled",
      networkAcls: { defaultAction: "Deny", bypass: "AzureServices" },
    });
  });

  it("rotates the key of the disks each year, and pins the key of the Secrets", () => {
    const key = (role: string): unknown =>
      inputsOf(made, "azure-native:keyvault:Key", `cluster-${role}-key`)["properties"];
    assert.deepEqual(key("disks"), {
      kty: "RSA",
      keySize: 3072,
      keyOps: ["wrapKey", "unwrapKey"],
      rotationPolicy: { lifetimeActions: [{ action: { type: "rotate" }, trigger: { timeAfterCreate: "P1Y" } }] },
    });
    assert.deepEqual(key("secrets"), { kty: "RSA", keySize: 3072, keyOps: ["encrypt", "decrypt"] });
    const disks = inputsOf(made, "azure-native:compute:DiskEncryptionSet");
    assert.equal(disks["rotationToLatestKeyVersionEnabled"], true);
    assert.equal(disks["encryptionType"], "EncryptionAtRestWithCustomerKey");
    assert.deepEqual(disks["activeKey"], {
      sourceVault: { id: "cluster-vault-id" },
      keyUrl: "https://vault/keys/cluster-disks-key/1",
    });
  });

  it("gives each identity the roles it needs, each on one resource", () => {
    const roles = made.all("azure-native:authorization:RoleAssignment").map(({ name, inputs }) => {
      assert.equal(inputs["principalType"], "ServicePrincipal", name);
      assert.equal(inputs["roleAssignmentName"], guidOf(`aks/${subscriptionId}/uksouth/production/${name}`));
      const prefix = `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/`;
      return [String(inputs["roleDefinitionId"]).replace(prefix, ""), inputs["scope"], inputs["principalId"]];
    });
    const controlPlane = "cluster-control-plane-identity-principal";
    assert.deepEqual(roles.sort(), [
      ["12338af0-0e69-4776-bea7-57ae8d297424", "cluster-secrets-key-id", controlPlane],
      ["4d97b98b-1d4f-4787-a291-c67834d212e7", "cluster-api-server-id", controlPlane],
      ["4d97b98b-1d4f-4787-a291-c67834d212e7", "cluster-nodes-id", controlPlane],
      ["acdd72a7-3385-48ef-bd42-f606fba81ae7", "cluster-disks-id", controlPlane],
      ["e147488a-f6f5-4113-8e2d-b22465e65bf6", "cluster-disks-key-id", "cluster-disks-principal"],
      ["f1a07417-d97a-45cb-824c-7a7467783830", "cluster-kubelet-identity-id", controlPlane],
      ["f25e0fa2-a7c8-4377-a976-54943a77a395", "cluster-vault-id", controlPlane],
    ]);
  });

  it("acts as identities of its own", () => {
    assert.deepEqual(cluster["identity"], {
      type: "UserAssigned",
      userAssignedIdentities: ["cluster-control-plane-identity-id"],
    });
    assert.deepEqual(cluster["identityProfile"], {
      kubeletidentity: {
        resourceId: "cluster-kubelet-identity-id",
        clientId: "cluster-kubelet-identity-client",
        objectId: "cluster-kubelet-identity-principal",
      },
    });
  });

  it("gives nodes, API server and databases a subnet each, without a way out of its own", () => {
    const subnets = made.all("azure-native:network:Subnet").map(({ name, inputs }) => {
      assert.equal(inputs["defaultOutboundAccess"], false, name);
      return [name, inputs["addressPrefix"], inputs["delegations"], inputs["networkSecurityGroup"]];
    });
    const delegations = (serviceName: string): object[] => [{ name: "delegation", serviceName }];
    assert.deepEqual(subnets.sort(), [
      ["cluster-api-server", "10.30.4.0/27", delegations("Microsoft.ContainerService/managedClusters"), undefined],
      [
        "cluster-databases",
        "10.30.5.0/24",
        delegations("Microsoft.DBforPostgreSQL/flexibleServers"),
        { id: "cluster-databases-firewall-id" },
      ],
      ["cluster-nodes", "10.30.0.0/22", undefined, { id: "cluster-nodes-firewall-id" }],
    ]);
  });

  it("keeps the control plane's logs for as long as set, in a workspace without shared keys", () => {
    const workspace = inputsOf(made, "azure-native:operationalinsights:Workspace");
    assert.equal(workspace["retentionInDays"], 90);
    assert.deepEqual(workspace["features"], { disableLocalAuth: true });
    const logs = inputsOf(made, "azure-native:monitor:DiagnosticSetting");
    assert.equal(logs["resourceUri"], "cluster-control-plane-id");
    assert.equal(logs["workspaceId"], "cluster-logs-id");
    assert.deepEqual(
      logs["logs"],
      ["kube-audit-admin", "guard", "kube-apiserver", "kube-controller-manager", "karpenter-events"].map(
        (category) => ({
          category,
          enabled: true,
        }),
      ),
    );
  });

  it("carries the stack's tags on everything that takes them", () => {
    const tagless = [
      "pulumi:providers:azure-native",
      "pulumi:providers:kubernetes",
      "kubernetes-best-practices:index:AksCluster",
      "azure-native:network:Subnet",
      "azure-native:authorization:RoleAssignment",
      "azure-native:authorization:ManagementLockByScope",
      "azure-native:containerservice:MaintenanceConfiguration",
      "azure-native:monitor:DiagnosticSetting",
    ];
    for (const { type, name, inputs } of made.registrations.filter(({ type }) => !tagless.includes(type)))
      assert.deepEqual(inputs["tags"], { owner: "platform" }, `${type} ${name}`);
  });

  it("goes to the subscription, tenant and region of the settings, with the one cloud provider", () => {
    assert.deepEqual(inputsOf(made, "pulumi:providers:azure-native", "azure"), {
      subscriptionId,
      tenantId,
      location: "uksouth",
      environment: "public",
    });
    for (const { type, name, provider } of made.registrations.filter(({ type }) => type.startsWith("azure-native:")))
      assert.match(provider ?? "", /pulumi:providers:azure-native::azure::/, `${type} ${name}`);
  });

  it("says in its handle what components need", async () => {
    const { result: handle } = made;
    assert.deepEqual(
      [handle.cloud, handle.name, handle.region, handle.zones, handle.version],
      ["aks", "production", "uksouth", zones, "1.36"],
    );
    assert.deepEqual(handle.ranges, { nodes: "10.30.0.0/16", pods: "10.240.0.0/14", services: "10.31.0.0/20" });
    assert.equal(await valueOf(handle.workloadIdentityIssuer), "https://issuer.example/made/");
    assert.equal(await valueOf(handle.facts.resourceGroupName), "cluster-group-name");
    assert.equal(await valueOf(handle.facts.nodeResourceGroupName), "production-uksouth-nodes");
    assert.equal(await valueOf(handle.facts.virtualNetworkId), "cluster-network-id");
    assert.equal(await valueOf(handle.facts.nodeSubnetId), "cluster-nodes-id");
    assert.equal(await valueOf(handle.facts.databaseSubnetId), "cluster-databases-id");
    assert.equal(handle.ready.length, 1);
  });
});

describe("the settings of a cluster made on AKS", () => {
  const locks = async (removal: string): Promise<readonly unknown[]> =>
    (await build(creation({ removal })))
      .all("azure-native:authorization:ManagementLockByScope")
      .map(({ inputs }) => [inputs["scope"], inputs["level"]]);

  it("lock the cluster against deletion when removal is protect, and only then", async () => {
    assert.deepEqual(await locks("protect"), [["cluster-control-plane-id", "CanNotDelete"]]);
    assert.deepEqual(await locks("retain"), []);
    assert.deepEqual(await locks("delete"), []);
  });

  it("open the API server to the ranges that are named, when it is restricted", async () => {
    const made = await build(creation({ endpoint: { access: "restricted", authorisedRanges: ["8.8.8.0/24"] } }));
    assert.deepEqual(inputsOf(made, managed)["apiServerAccessProfile"], {
      enableVnetIntegration: true,
      subnetId: "cluster-api-server-id",
      disableRunCommand: true,
      authorizedIPRanges: ["8.8.8.0/24"],
    });
  });

  it("reach the cluster: version, nodes, addresses and window", async () => {
    const made = await build(
      creation({
        version: "1.35",
        nodes: { machineType: "Standard_D8ds_v5", count: 6, diskGiB: 256 },
        network: { range: "10.50.0.0/18", pods: "10.128.0.0/15", services: "10.60.0.0/22", egressAddresses: 5 },
        maintenance: { day: "Tuesday", start: "22:30", utcOffset: "-05:00", hours: 8 },
        zones: ["uksouth-3", "uksouth-1", "uksouth-2"],
      }),
    );
    const text = JSON.stringify(made.registrations.map(({ inputs }) => inputs));
    for (const expected of [
      '"kubernetesVersion":"1.35"',
      '"count":6',
      '"vmSize":"Standard_D8ds_v5"',
      '"osDiskSizeGB":256',
      '"availabilityZones":["1","2","3"]',
      '"addressPrefixes":["10.50.0.0/18"]',
      '"podCidr":"10.128.0.0/15"',
      '"dnsServiceIP":"10.60.0.10"',
      '"managedOutboundIPs":{"count":5,"countIPv6":0}',
      '"weekly":{"dayOfWeek":"Tuesday","intervalWeeks":1}',
      '"startTime":"22:30"',
      '"utcOffset":"-05:00"',
    ])
      assert.ok(text.includes(expected), expected);
  });
});

describe("the kubeconfig of a cluster made on AKS", () => {
  const textOf = async (config: AksConfig, user?: object): Promise<string> =>
    String(inputsOf(await build(config, user), "pulumi:providers:kubernetes")["kubeconfig"]);
  const token = { token: "a-secret-token", "client-key-data": "a-secret-key" };

  it("runs kubelogin as set, against the endpoint that AKS names", async () => {
    const config: unknown = JSON.parse(await textOf(creation({ login: "workloadidentity" })));
    assert.deepEqual(config, {
      apiVersion: "v1",
      kind: "Config",
      clusters: [{ name: "production", cluster: { server, "certificate-authority-data": certificateAuthority } }],
      users: [
        {
          name: "production",
          user: {
            exec: {
              apiVersion: "client.authentication.k8s.io/v1",
              command: "kubelogin",
              args: [
                "get-token",
                "--login",
                "workloadidentity",
                "--server-id",
                "6dae42f8-4368-4678-94ff-3960e28e3630",
                "--tenant-id",
                tenantId,
              ],
              env: [],
              interactiveMode: "Never",
              installHint: "Install kubelogin (`az aks install-cli`) and sign in to the tenant.",
              provideClusterInfo: false,
            },
          },
        },
      ],
      contexts: [{ name: "production", context: { cluster: "production", user: "production" } }],
      "current-context": "production",
    });
  });

  it("is the same text in every run, whoever's credentials AKS hands out, and holds none of them", async () => {
    const first = await textOf(creation());
    assert.equal(await textOf(creation()), first);
    assert.equal(await textOf(creation(), token), first);
    assert.doesNotMatch(first, /a-secret/);
  });
});

describe("the endpoint in a kubeconfig of AKS", () => {
  it("is read from YAML and from JSON alike", () => {
    const yaml = `clusters:\n- name: c\n  cluster:\n    server: ${server}\n    certificate-authority-data: ${certificateAuthority}\n`;
    assert.deepEqual(apiServerOf(Buffer.from(yaml).toString("base64")), { server, certificateAuthority });
    assert.deepEqual(apiServerOf(credentials({})), { server, certificateAuthority });
  });

  for (const [title, text] of [
    ["nothing", ""],
    ["no cluster", Buffer.from("clusters: []").toString("base64")],
    ["no address", credentials({ token: "a-secret-token" }, { server: "nowhere" })],
    ["no CA", credentials({ token: "a-secret-token" }, { "certificate-authority-data": "" })],
  ] as const)
    it(`is refused where there is ${title}, without a word of what stands there`, () => {
      assert.throws(() => apiServerOf(text), {
        message: "The kubeconfig of AKS names no single cluster with server and certificate-authority-data.",
      });
    });
});

describe("the subnets of a cluster on AKS", () => {
  const networks = fc.tuple(fc.integer({ min: 16, max: 20 }), fc.nat({ max: 2 ** 24 - 1 })).map(([prefix, offset]) => {
    const size = 2 ** (32 - prefix);
    return `${addressAt("10.0.0.0/8", Math.floor(offset / size) * size)}/${prefix}`;
  });

  it("lie within the virtual network, on their network addresses, and share no address", () => {
    fc.assert(
      fc.property(networks, (range) => {
        const subnets = Object.values<string>({ ...planSubnets(range) });
        for (const [index, subnet] of subnets.entries()) {
          assert.equal(
            ipaddr.IPv4.networkAddressFromCIDR(subnet).toString(),
            ipaddr.IPv4.parseCIDR(subnet)[0].toString(),
          );
          assert.ok(ipaddr.IPv4.parseCIDR(subnet)[0].match(ipaddr.IPv4.parseCIDR(range)));
          assert.ok(ipaddr.IPv4.broadcastAddressFromCIDR(subnet).match(ipaddr.IPv4.parseCIDR(range)));
          for (const other of subnets.slice(index + 1)) assert.ok(!overlap(subnet, other));
        }
      }),
    );
  });

  it("let nodes and pods reach each other, and the internet nothing unless ports are set", () => {
    const plan = planSubnets("10.30.0.0/16");
    const settings = { range: "10.30.0.0/16", pods: "10.240.0.0/14", services: "10.31.0.0/20", egressAddresses: 2 };
    const within = ["10.30.0.0/22", "10.240.0.0/14"];
    const inside = { name: "cluster", access: "Allow", protocol: "*", from: within, to: within };
    assert.deepEqual(nodeRules(plan, { ...settings, ingressPorts: [] }), [inside]);
    assert.deepEqual(nodeRules(plan, { ...settings, ingressPorts: [443] }), [
      inside,
      { name: "ingress", access: "Allow", protocol: "Tcp", from: ["Internet"], to: ["*"], ports: [443] },
    ]);
  });

  it("let nodes and the servers themselves reach the databases, and nobody else", () => {
    assert.deepEqual(databaseRules(planSubnets("10.30.0.0/16")), [
      {
        name: "clients",
        access: "Allow",
        protocol: "Tcp",
        from: ["10.30.0.0/22"],
        to: ["10.30.5.0/24"],
        ports: [5432, 6432],
      },
      {
        name: "replication",
        access: "Allow",
        protocol: "Tcp",
        from: ["10.30.5.0/24"],
        to: ["10.30.5.0/24"],
        ports: [5432],
      },
      { name: "others", access: "Deny", protocol: "*", from: ["VirtualNetwork"], to: ["*"] },
    ]);
  });

  it("reach Azure as rules with rising priorities, and prefixes in the singular where there is one", async () => {
    const made = await build(creation({ network: { ingressPorts: [80, 443] } }));
    assert.deepEqual(
      inputsOf(made, "azure-native:network:NetworkSecurityGroup", "cluster-nodes-firewall")["securityRules"],
      [
        {
          name: "cluster",
          priority: 100,
          direction: "Inbound",
          access: "Allow",
          protocol: "*",
          sourcePortRange: "*",
          sourceAddressPrefixes: ["10.30.0.0/22", "10.240.0.0/14"],
          destinationAddressPrefixes: ["10.30.0.0/22", "10.240.0.0/14"],
          destinationPortRange: "*",
        },
        {
          name: "ingress",
          priority: 200,
          direction: "Inbound",
          access: "Allow",
          protocol: "Tcp",
          sourcePortRange: "*",
          sourceAddressPrefix: "Internet",
          destinationAddressPrefix: "*",
          destinationPortRanges: ["80", "443"],
        },
      ],
    );
  });
});

describe("names of role assignments", () => {
  it("are GUIDs, the same for the same text and different for another", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        assert.match(guidOf(a), /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
        assert.equal(guidOf(a) === guidOf(b), a === b);
      }),
    );
  });
});
