import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { parse } from "yaml";
import { z } from "zod";
import { aksRules, aksSettings, type AksConfig } from "../../../stacks/settings/aks";
import { pairedRegions } from "../../../stacks/settings/aks/regions";

const network = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/hub";

const common = {
  cloud: "aks",
  region: "uksouth",
  backupRegion: "ukwest",
  azure: { subscriptionId: "11111111-1111-1111-1111-111111111111", tenantId: "22222222-2222-2222-2222-222222222222" },
  namespaces: {},
};
const zones = ["uksouth-1", "uksouth-2", "uksouth-3"];
const group = "33333333-3333-3333-3333-333333333333";
const create = { mode: "create", name: "production", zones, administrators: [group] };
const adopt = {
  mode: "adopt",
  name: "production",
  zones,
  resourceGroup: "production",
  nodeResourceGroup: "MC_production",
  network: {
    range: "10.224.0.0/12",
    pods: "10.244.0.0/16",
    services: "10.0.0.0/16",
    virtualNetworkId: network,
    nodeSubnetId: `${network}/subnets/nodes`,
    databaseSubnetId: `${network}/subnets/databases`,
  },
  issuer: "https://uksouth.oic.prod-aks.azure.com/tenant/issuer/",
};

const creating = (cluster: object, top: object = {}): object => ({
  ...common,
  ...top,
  cluster: { ...create, ...cluster },
});
const adopting = (cluster: object): object => ({ ...common, cluster: { ...adopt, ...cluster } });

/** What the rules say of a file without a fault of its own: `path problem`. */
function contradictions(file: object): readonly string[] {
  const config: AksConfig = aksSettings.parse(file);
  return aksRules.flatMap((rule) => rule.check(config)).map(({ path, problem }) => `${path} ${problem}`);
}

/** Paths that are wrong by themselves. */
const wrong = (file: object): readonly string[] =>
  (aksSettings.safeParse(file).error?.issues ?? []).map((issue) => issue.path.join("."));

const stackFile = z.object({ config: z.record(z.string(), z.unknown()) });

describe("settings of a stack on AKS", () => {
  it("need no more than name, zones and administrators of a cluster to make", () => {
    const { cluster } = aksSettings.parse(creating({}));
    assert.equal(cluster.mode, "create");
    assert.deepEqual(cluster, {
      ...create,
      version: "1.36",
      removal: "protect",
      login: "azurecli",
      endpoint: { access: "private" },
      network: {
        range: "10.30.0.0/16",
        pods: "10.240.0.0/14",
        services: "10.31.0.0/20",
        ingressPorts: [],
        egressAddresses: 2,
      },
      nodes: { machineType: "Standard_D4ds_v5", count: 3, diskGiB: 128 },
      maintenance: { day: "Sunday", start: "02:00", utcOffset: "+00:00", hours: 6 },
      logRetentionDays: 90,
    });
    assert.deepEqual(contradictions(creating({})), []);
  });

  it("take the capabilities of a usual AKS cluster for an adopted one", () => {
    const { cluster } = aksSettings.parse(adopting({ capabilities: { gatewayApiCrds: "managed" } }));
    assert.deepEqual(cluster.mode === "adopt" && cluster.capabilities, {
      verticalPodAutoscaler: "managed",
      metricsServer: "managed",
      snapshotController: "managed",
      nodeAutoscaling: "managed",
      networkPolicy: "managed",
      gatewayApiCrds: "managed",
    });
    assert.deepEqual(contradictions(adopting({})), []);
  });

  it("accept Pulumi.aks.yaml as it stands", () => {
    const { config } = stackFile.parse(parse(readFileSync("Pulumi.aks.yaml", "utf8")));
    const file = Object.fromEntries(
      Object.entries(config).map(([key, value]) => [key.replace("kubernetes-best-practices:", ""), value]),
    );
    assert.deepEqual(wrong(file), []);
    assert.deepEqual(contradictions(file), []);
  });

  const refused: readonly (readonly [string, object, string])[] = [
    ["a region without a pair", creating({}, { region: "westus3" }), "region"],
    ["a region by its display name", creating({}, { region: "UK South" }), "region"],
    [
      "a subscription that is no GUID",
      creating({}, { azure: { ...common.azure, subscriptionId: "mine" } }),
      "azure.subscriptionId",
    ],
    ["a name that node groups cannot hold", creating({ name: "a".repeat(41) }), "cluster.name"],
    ["two zones", creating({ zones: zones.slice(1) }), "cluster.zones"],
    ["a zone of another cloud", creating({ zones: ["uksouth-1", "uksouth-2", "eu-west-1a"] }), "cluster.zones.2"],
    ["a version out of standard support", creating({ version: "1.34" }), "cluster.version"],
    ["nobody to administer", creating({ administrators: [] }), "cluster.administrators"],
    [
      "a virtual network too small for its subnets",
      creating({ network: { range: "10.30.0.0/21" } }),
      "cluster.network.range",
    ],
    ["a range off its network address", creating({ network: { range: "10.30.1.0/16" } }), "cluster.network.range"],
    ["fewer than 256 nodes' pods", creating({ network: { pods: "10.240.0.0/17" } }), "cluster.network.pods"],
    ["more Services than AKS takes", creating({ network: { services: "10.16.0.0/12" } }), "cluster.network.services"],
    ["fewer system nodes than zones", creating({ nodes: { count: 2 } }), "cluster.nodes.count"],
    ["a window too short for an upgrade", creating({ maintenance: { hours: 3 } }), "cluster.maintenance.hours"],
    ["a time out of the day", creating({ maintenance: { start: "24:00" } }), "cluster.maintenance.start"],
    [
      "a restricted endpoint open to nobody",
      creating({ endpoint: { access: "restricted", authorisedRanges: [] } }),
      "cluster.endpoint.authorisedRanges",
    ],
    ["another login", creating({ login: "password" }), "cluster.login"],
    [
      "a subnet's id in the place of a network's",
      adopting({ network: { ...adopt.network, virtualNetworkId: adopt.network.nodeSubnetId } }),
      "cluster.network.virtualNetworkId",
    ],
    [
      "an adopted cluster without its ranges",
      adopting({ network: { ...adopt.network, services: undefined } }),
      "cluster.network.services",
    ],
    ["an issuer without TLS", adopting({ issuer: "http://issuer/" }), "cluster.issuer"],
  ];
  for (const [title, file, path] of refused)
    it(`refuse ${title}`, () => {
      assert.deepEqual(wrong(file), [path]);
    });

  it("refuse a setting that nobody knows", () => {
    assert.deepEqual(wrong(creating({ privateCluster: false })), ["cluster"]);
  });
});

describe("rules between settings of a stack on AKS", () => {
  const restricted = (range: string): object =>
    creating({ endpoint: { access: "restricted", authorisedRanges: [range] } });
  const ranges = (settings: object): object => creating({ network: settings });
  const subnets = (settings: object): object => adopting({ network: { ...adopt.network, ...settings } });

  const cases: readonly (readonly [string, object, readonly string[]])[] = [
    [
      "a zone outside the region",
      creating({ zones: ["uksouth-1", "ukwest-2", "uksouth-3"] }),
      ["cluster.zones[1] is outside the region uksouth"],
    ],
    [
      "a region whose name begins alike",
      creating({ zones: ["eastus-1", "eastus-2", "eastus2-3"] }, { region: "eastus", backupRegion: "westus" }),
      ["cluster.zones[2] is outside the region eastus"],
    ],
    [
      "a zone named twice",
      creating({ zones: ["uksouth-1", "uksouth-2", "uksouth-1"] }),
      ["cluster.zones[2] stands there twice"],
    ],
    ["zones in any order", creating({ zones: ["uksouth-3", "uksouth-1", "uksouth-2"] }), []],
    [
      "backups in the cluster's region",
      creating({}, { backupRegion: "uksouth" }),
      ["backupRegion is the region of the cluster"],
    ],
    [
      "backups in a region that is not the pair",
      creating({}, { backupRegion: "northeurope" }),
      ["backupRegion is not paired with uksouth"],
    ],
    [
      "pods within the virtual network",
      ranges({ range: "10.240.0.0/16" }),
      ["cluster.network.pods overlaps cluster.network.range, 10.240.0.0/16"],
    ],
    [
      "Services within the virtual network",
      ranges({ services: "10.30.16.0/20" }),
      ["cluster.network.services overlaps cluster.network.range, 10.30.0.0/16"],
    ],
    [
      "Services among the pods",
      ranges({ services: "10.241.0.0/20" }),
      ["cluster.network.services overlaps cluster.network.pods, 10.240.0.0/14"],
    ],
    [
      "a range that AKS keeps",
      ranges({ services: "172.30.0.0/20" }),
      ["cluster.network.services overlaps 172.30.0.0/16, which AKS keeps for itself"],
    ],
    ["public addresses for pods", ranges({ pods: "20.0.0.0/14" }), ["cluster.network.pods is not private"]],
    ["the shared addresses of RFC 6598 for pods", ranges({ pods: "100.64.0.0/10" }), []],
    [
      "an API server open to the internet",
      restricted("0.0.0.0/0"),
      ["cluster.endpoint.authorisedRanges[0] opens the API server to the internet"],
    ],
    [
      "an API server open to half the internet",
      restricted("128.0.0.0/1"),
      ["cluster.endpoint.authorisedRanges[0] opens the API server to the internet"],
    ],
    [
      "a private range let in through the public door",
      restricted("10.0.0.0/16"),
      ["cluster.endpoint.authorisedRanges[0] is not public"],
    ],
    ["an office's range", restricted("8.8.8.0/24"), []],
    [
      "a group named twice",
      creating({ administrators: [group, group] }),
      ["cluster.administrators[1] stands there twice"],
    ],
    [
      "a subnet of another network",
      subnets({ databaseSubnetId: `${network}2/subnets/databases` }),
      ["cluster.network.databaseSubnetId is outside the virtual network"],
    ],
    [
      "databases among the nodes",
      subnets({ databaseSubnetId: `${network}/subnets/Nodes` }),
      ["cluster.network.databaseSubnetId is the nodes' subnet"],
    ],
    ["ids that differ in case alone", subnets({ nodeSubnetId: `${network.toUpperCase()}/SUBNETS/nodes` }), []],
    [
      "an adopted cluster's overlapping ranges",
      subnets({ pods: "10.225.0.0/16" }),
      ["cluster.network.pods overlaps cluster.network.range, 10.224.0.0/12"],
    ],
  ];
  for (const [title, file, expected] of cases)
    it(`${expected.length === 0 ? "accept" : "refuse"} ${title}`, () => {
      assert.deepEqual(contradictions(file), expected);
    });

  it("accept each region with its pair, and with no other", () => {
    const regions = Object.entries(pairedRegions);
    fc.assert(
      fc.property(fc.constantFrom(...regions), fc.constantFrom(...regions), ([region, pair], [, other]) => {
        const file = creating({ zones: [1, 2, 3].map((zone) => `${region}-${zone}`) }, { region, backupRegion: other });
        assert.equal(contradictions(file).length, other === pair ? 0 : 1);
      }),
    );
  });

  it("name a cure and what is allowed in every fault", () => {
    for (const [, file] of cases) {
      const faults = aksRules.flatMap((rule) => rule.check(aksSettings.parse(file)));
      for (const fault of faults) assert.ok(fault.cure.length > 0 && fault.allowed.length > 0, fault.path);
    }
  });
});
