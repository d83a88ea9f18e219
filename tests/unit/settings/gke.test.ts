import * as assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseConfig } from "../../../stacks/config";
import { gkeRules, gkeSettings } from "../../../stacks/settings/gke";
import { configOfYaml } from "../bad-stack-files/stack-file";

type Section = Readonly<Record<string, unknown>>;

const zones = ["europe-west1-b", "europe-west1-c", "europe-west1-d"];
const compute = "https://www.googleapis.com/compute/v1/projects/example-production";

const creation: Section = { mode: "create", name: "production", zones };

const adoptedNetwork: Section = {
  range: "10.20.0.0/24",
  pods: "10.24.0.0/14",
  services: "10.28.0.0/20",
  vpc: `${compute}/global/networks/main`,
  subnetwork: `${compute}/regions/europe-west1/subnetworks/nodes`,
};

const adoption: Section = { mode: "adopt", name: "production", zones, network: adoptedNetwork };

const stack = (cluster: Section, more: Section = {}): Section => ({
  cloud: "gke",
  region: "europe-west1",
  backupRegion: "europe-west4",
  gcp: { project: "example-production" },
  namespaces: { applications: {} },
  cluster,
  ...more,
});

/** Paths of the values that the schema refuses. */
function refused(value: Section): readonly string[] {
  const result = gkeSettings.safeParse(value);
  return result.success ? [] : result.error.issues.map((issue) => issue.path.join("."));
}

/** Paths and problems that the rules find in a stack whose values are valid one by one. */
function contradictions(value: Section): readonly (readonly [string, string | undefined])[] {
  const config = gkeSettings.parse(value);
  return gkeRules.flatMap((rule) => rule.check(config)).map(({ path, problem }) => [path, problem]);
}

const restricted = (...authorisedRanges: string[]): Section => ({
  ...creation,
  endpoint: { access: "restricted", authorisedRanges },
});
const connected = (...connectedRanges: string[]): Section => ({
  ...creation,
  endpoint: { access: "private", connectedRanges },
});

describe("settings of GKE", () => {
  it("need no more than names, zones, project and regions for a production cluster", () => {
    const { cluster } = gkeSettings.parse(stack(creation));
    assert.deepEqual(cluster, {
      ...creation,
      version: "1.36",
      removal: "protect",
      releaseChannel: "REGULAR",
      maintenance: { days: ["Saturday", "Sunday"], start: "02:00", hours: 8 },
      network: { range: "10.20.0.0/16", pods: "10.24.0.0/14", services: "10.28.0.0/20" },
      endpoint: { access: "private", connectedRanges: [] },
      nodes: { machineType: "e2-standard-4", minimumPerZone: 1, maximumPerZone: 3, diskGiB: 100 },
      autoscaling: { profile: "BALANCED", maximumCpu: 1000, maximumMemoryGiB: 4000 },
      workloadLogs: true,
      binaryAuthorization: false,
    });
    assert.deepEqual(contradictions(stack(creation)), []);
  });

  it("assume of an adopted cluster the add-ons that GKE brings along", () => {
    const { cluster } = gkeSettings.parse(stack(adoption));
    assert.deepEqual(cluster.mode === "adopt" && cluster.capabilities, {
      verticalPodAutoscaler: "managed",
      metricsServer: "managed",
      snapshotController: "managed",
      nodeAutoscaling: "managed",
      networkPolicy: "managed",
      gatewayApiCrds: "managed",
    });
    assert.deepEqual(contradictions(stack(adoption)), []);
  });

  const wrong: readonly (readonly [string, Section, string])[] = [
    ["a zone for a region", stack(creation, { region: "europe-west1-b" }), "region"],
    ["a backup region of another cloud", stack(creation, { backupRegion: "eu-west-1" }), "backupRegion"],
    ["a project that starts with a digit", stack(creation, { gcp: { project: "1-example" } }), "gcp.project"],
    ["a project that is too short", stack(creation, { gcp: { project: "short" } }), "gcp.project"],
    ["a name of 41 characters", stack({ ...creation, name: "a".repeat(41) }), "cluster.name"],
    ["a Kubernetes version out of support", stack({ ...creation, version: "1.34" }), "cluster.version"],
    ["two zones", stack({ ...creation, zones: zones.slice(1) }), "cluster.zones"],
    ["a zone of AWS", stack({ ...creation, zones: [...zones.slice(1), "eu-west-1a"] }), "cluster.zones.2"],
    ["a node range of /15", stack({ ...creation, network: { range: "10.20.0.0/15" } }), "cluster.network.range"],
    ["a node range of /23", stack({ ...creation, network: { range: "10.20.0.0/23" } }), "cluster.network.range"],
    ["a pod range of /21", stack({ ...creation, network: { pods: "10.24.0.0/21" } }), "cluster.network.pods"],
    ["a range off its address", stack({ ...creation, network: { pods: "10.25.0.0/14" } }), "cluster.network.pods"],
    [
      "a service range of /25",
      stack({ ...creation, network: { services: "10.28.0.0/25" } }),
      "cluster.network.services",
    ],
    ["no authorised range at all", stack(restricted()), "cluster.endpoint.authorisedRanges"],
    [
      "an adopted cluster without its ranges",
      stack({ ...adoption, network: { ...adoptedNetwork, pods: undefined } }),
      "cluster.network.pods",
    ],
    ["a public endpoint", stack({ ...creation, endpoint: { access: "public" } }), "cluster.endpoint.access"],
    ["a machine type of AWS", stack({ ...creation, nodes: { machineType: "m6i.large" } }), "cluster.nodes.machineType"],
    ["no nodes in a zone", stack({ ...creation, nodes: { minimumPerZone: 0 } }), "cluster.nodes.minimumPerZone"],
    ["no release channel", stack({ ...creation, releaseChannel: "UNSPECIFIED" }), "cluster.releaseChannel"],
    ["a window at 24:00", stack({ ...creation, maintenance: { start: "24:00" } }), "cluster.maintenance.start"],
    ["a window of 3 hours", stack({ ...creation, maintenance: { hours: 3 } }), "cluster.maintenance.hours"],
    ["an unknown removal", stack({ ...creation, removal: "never" }), "cluster.removal"],
    ["a VPC by its name", stack({ ...adoption, network: { ...adoptedNetwork, vpc: "main" } }), "cluster.network.vpc"],
    [
      "a subnetwork without its region",
      stack({
        ...adoption,
        network: { ...adoptedNetwork, subnetwork: `${compute}/subnetworks/a` },
      }),
      "cluster.network.subnetwork",
    ],
  ];
  for (const [title, value, path] of wrong)
    it(`refuse ${title}`, () => {
      assert.deepEqual(refused(value), [path]);
    });

  it("know no settings of the other mode", () => {
    assert.deepEqual(refused(stack({ ...adoption, removal: "delete" })), ["cluster"]);
    assert.deepEqual(refused(stack({ ...creation, kubeconfig: "~/.kube/config" })), ["cluster"]);
  });

  const valid: readonly (readonly [string, Section])[] = [
    ["zones in any order", { ...creation, zones: zones.toReversed() }],
    [
      "ranges side by side",
      { ...creation, network: { range: "10.0.0.0/16", pods: "10.4.0.0/14", services: "10.1.0.0/20" } },
    ],
    ["shared addresses for pods", { ...creation, network: { pods: "100.64.0.0/10" } }],
    [
      "just enough addresses for pods",
      { ...creation, network: { pods: "10.24.0.0/20" }, nodes: { maximumPerZone: 5 } },
    ],
    ["a public /8 and a single address", restricted("81.0.0.0/8", "203.0.114.7/32")],
    ["the addresses of a VPN", connected("192.168.100.0/24", "172.16.0.0/16")],
    ["as many nodes at most as at least", { ...creation, nodes: { minimumPerZone: 3, maximumPerZone: 3 } }],
    ["12 hours of maintenance on one day", { ...creation, maintenance: { days: ["Tuesday"], hours: 12 } }],
  ];
  for (const [title, cluster] of valid)
    it(`accept ${title}`, () => {
      assert.deepEqual(contradictions(stack(cluster)), []);
    });

  const contradictory: readonly (readonly [string, Section, string, string])[] = [
    [
      "a zone outside the region",
      stack({ ...creation, zones: [...zones.slice(1), "europe-west12-a"] }),
      "cluster.zones[2]",
      "is outside the region europe-west1",
    ],
    [
      "a zone named twice",
      stack({ ...creation, zones: [...zones.slice(1), "europe-west1-c"] }),
      "cluster.zones[2]",
      "stands there twice",
    ],
    [
      "backups in the region of the cluster",
      stack(creation, { backupRegion: "europe-west1" }),
      "backupRegion",
      "is the region of the cluster",
    ],
    [
      "pods among the nodes",
      stack({ ...creation, network: { range: "10.24.0.0/16" } }),
      "cluster.network.pods",
      "overlaps cluster.network.range, 10.24.0.0/16",
    ],
    [
      "Services among the pods of an adopted cluster",
      stack({ ...adoption, network: { ...adoptedNetwork, services: "10.27.0.0/20" } }),
      "cluster.network.services",
      "overlaps cluster.network.pods, 10.24.0.0/14",
    ],
    ["public pods", stack({ ...creation, network: { pods: "11.0.0.0/14" } }), "cluster.network.pods", "is not private"],
    [
      "nodes at the addresses of their container bridge",
      stack({ ...creation, network: { range: "172.17.0.0/16" } }),
      "cluster.network.range",
      "overlaps 172.17.0.0/16, which nodes keep for themselves",
    ],
    [
      "too few addresses for the pods of the system nodes",
      stack({ ...creation, network: { pods: "10.24.0.0/20" }, nodes: { maximumPerZone: 6 } }),
      "cluster.network.pods",
      "serves 16 nodes, and the system nodes alone need 19",
    ],
    [
      "fewer nodes at most than at least",
      stack({ ...creation, nodes: { minimumPerZone: 4, maximumPerZone: 3 } }),
      "cluster.nodes.maximumPerZone",
      "is below the minimum of 4",
    ],
    [
      "an API server open to the internet",
      stack(restricted("203.0.114.0/24", "0.0.0.0/0")),
      "cluster.endpoint.authorisedRanges[1]",
      "opens the API server to the internet",
    ],
    [
      "half of the internet",
      stack(restricted("128.0.0.0/1")),
      "cluster.endpoint.authorisedRanges[0]",
      "opens the API server to the internet",
    ],
    [
      "a private range among the public ones",
      stack(restricted("192.168.100.0/24")),
      "cluster.endpoint.authorisedRanges[0]",
      "is not public",
    ],
    [
      "a public range as a connected network",
      stack(connected("203.0.114.0/24")),
      "cluster.endpoint.connectedRanges[0]",
      "is not private",
    ],
    [
      "all addresses as a connected network",
      stack(connected("0.0.0.0/0")),
      "cluster.endpoint.connectedRanges[0]",
      "is not private",
    ],
    [
      "a connected network at the addresses of the pods",
      stack(connected("10.26.0.0/16")),
      "cluster.endpoint.connectedRanges[0]",
      "overlaps cluster.network.pods, 10.24.0.0/14",
    ],
    [
      "a day of maintenance named twice",
      stack({ ...creation, maintenance: { days: ["Monday", "Sunday", "Monday"] } }),
      "cluster.maintenance.days[2]",
      "stands there twice",
    ],
    [
      "too little maintenance in a week",
      stack({ ...creation, maintenance: { days: ["Sunday"], hours: 8 } }),
      "cluster.maintenance.hours",
      "gives 8 hours in a week",
    ],
    [
      "an adopted subnetwork in another region",
      stack({
        ...adoption,
        network: { ...adoptedNetwork, subnetwork: `${compute}/regions/europe-west10/subnetworks/nodes` },
      }),
      "cluster.network.subnetwork",
      "is outside the region europe-west1",
    ],
  ];
  for (const [title, value, path, problem] of contradictory)
    it(`refuse ${title}`, () => {
      assert.deepEqual(contradictions(value), [[path, problem]]);
    });

  it("of Pulumi.gke.yaml are complete and without fault", () => {
    const text = readFileSync(join(__dirname, "../../../Pulumi.gke.yaml"), "utf8");
    const { config, faults } = parseConfig(configOfYaml(text));
    assert.equal(faults, undefined);
    assert.equal(config.cloud, "gke");
    assert.deepEqual(Object.keys(config.namespaces), [
      "applications",
      "databases",
      "external-secrets",
      "velero",
      "monitoring",
    ]);
  });
});
