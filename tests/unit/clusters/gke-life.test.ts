import * as assert from "node:assert/strict";
import * as gcp from "@pulumi/gcp";
import type * as pulumi from "@pulumi/pulumi";
import { GkeCluster } from "../../../stacks/clusters/gke/cluster";
import { placeOf } from "../../../stacks/clusters/gke/place";
import type { GkeConfig } from "../../../stacks/settings/gke";
import { record, valueOf } from "../../support/record";
import { adoption, answers, build, compute, creation, pick, project, type Section } from "./gke-support";

describe("the options of a created GKE cluster", () => {
  /** Options of every child, by name. */
  async function optionsOf(config: GkeConfig): Promise<ReadonlyMap<string, pulumi.CustomResourceOptions>> {
    const options = new Map<string, pulumi.CustomResourceOptions>();
    const { cluster } = config;
    assert.ok(cluster.mode === "create");
    await record(() => {
      const cloudProvider = new gcp.Provider("gcp", {});
      new GkeCluster(
        "cluster",
        { cluster, place: placeOf(config), cloudProvider },
        {
          protect: true,
          transformations: [
            ({ name, opts }) => {
              options.set(name, opts);
              return undefined;
            },
          ],
        },
      );
    }, answers);
    return options;
  }

  let options: ReadonlyMap<string, pulumi.CustomResourceOptions>;
  before(async () => {
    options = await optionsOf(creation());
  });

  it("leave versions and counts of nodes to the cloud", () => {
    assert.deepEqual(options.get("cluster-system-nodes")?.ignoreChanges, ["initialNodeCount", "nodeCount", "version"]);
    assert.deepEqual(options.get("cluster-control-plane")?.ignoreChanges, [
      "initialNodeCount",
      "nodeConfig",
      "nodeVersion",
    ]);
  });

  it("protect what holds the cluster and its data", () => {
    const names = [
      "cluster-control-plane",
      "cluster-secrets-key",
      "cluster-disks-key",
      "cluster-disks-key-compute",
      "cluster-vpc",
      "cluster-subnetwork",
      "cluster-private-services",
    ];
    for (const name of names) {
      assert.ok(options.has(name), name);
      assert.notEqual(options.get(name)?.protect, false, name);
    }
  });

  it("let nodes and the list of APIs be replaced", () => {
    for (const name of ["cluster-system-nodes", "cluster-service-compute"])
      assert.equal(options.get(name)?.protect, false, name);
  });

  const order: readonly (readonly [string, string])[] = [
    ["cluster-vpc", "cluster-service-compute"],
    ["cluster-keys", "cluster-service-cloudkms"],
    ["cluster-private-services", "cluster-service-servicenetworking"],
    ["cluster-secrets-key-gke", "cluster-service-container"],
    ["cluster-node-account", "cluster-service-iam"],
    ["cluster-control-plane", "cluster-secrets-key-gke"],
    ["cluster-control-plane", "cluster-disks-key-compute"],
    ["cluster-control-plane", "cluster-node-role"],
    ["cluster-control-plane", "cluster-image-role"],
    ["cluster-system-nodes", "cluster-nat"],
  ];
  for (const [later, earlier] of order)
    it(`make ${later} after ${earlier}, and delete it before`, async () => {
      const { dependsOn } = options.get(later) ?? {};
      assert.ok(Array.isArray(dependsOn));
      const urns = await Promise.all(dependsOn.map(async (resource) => valueOf((await valueOf(resource)).urn)));
      assert.ok(
        urns.some((urn) => urn.endsWith(`::${earlier}`)),
        urns.join("\n"),
      );
    });
});

describe("the removal of a created GKE cluster", () => {
  const protections = [
    ["protect", true],
    ["retain", false],
    ["delete", false],
  ] as const;
  for (const [removal, protection] of protections)
    it(`${protection ? "is" : "is not"} refused by the provider under ${removal}`, async () => {
      const built = await build(creation({ removal }));
      assert.equal(built.one("gcp:container/cluster:Cluster").inputs["deletionProtection"], protection);
    });
});

describe("an adopted GKE cluster", () => {
  it("registers nothing but the two providers", async () => {
    const { registrations } = await build(adoption());
    assert.deepEqual(registrations.map(({ type, name }) => `${type} ${name}`).toSorted(), [
      "pulumi:providers:gcp gcp",
      "pulumi:providers:kubernetes kubernetes",
    ]);
  });

  it("has the identity of a created one, so that adoption replaces no object", async () => {
    const identity = async (config: GkeConfig): Promise<unknown> =>
      (await build(config)).one("pulumi:providers:kubernetes").inputs["clusterIdentifier"];
    assert.equal(await identity(adoption()), `gke/${project}/europe-west1/production`);
    assert.equal(await identity(adoption()), await identity(creation()));
  });

  it("has the cloud provider of a created one", async () => {
    const provider = async (config: GkeConfig): Promise<Section> =>
      (await build(config)).one("pulumi:providers:gcp").inputs;
    assert.deepEqual(await provider(adoption()), await provider(creation()));
  });

  it("has the issuer and the workload pool of a created one", async () => {
    const facts = async (config: GkeConfig): Promise<readonly unknown[]> => {
      const { result } = await build(config);
      return [await valueOf(result.workloadIdentityIssuer), result.facts.workloadPool];
    };
    assert.deepEqual(await facts(adoption()), await facts(creation()));
  });

  it("is reached by the kubeconfig and the context that the stack names", async () => {
    const built = await build(adoption({ kubeconfig: "~/clusters/production", context: "operators" }));
    assert.deepEqual(pick(built.one("pulumi:providers:kubernetes"), "kubeconfig", "context"), {
      kubeconfig: "~/clusters/production",
      context: "operators",
    });
  });

  it("leaves the kubeconfig to the provider's own rule when the stack names none", async () => {
    const built = await build(adoption());
    assert.deepEqual(pick(built.one("pulumi:providers:kubernetes"), "kubeconfig", "context"), {
      kubeconfig: "",
      context: undefined,
    });
  });

  it("is handed over with the facts of the stack file", async () => {
    const { result } = await build(adoption({ capabilities: { gatewayApiCrds: "ours" } }));
    assert.deepEqual(result.ranges, { nodes: "10.8.0.0/16", pods: "10.24.0.0/14", services: "10.28.0.0/20" });
    assert.deepEqual(result.ready, []);
    assert.equal(result.capabilities.gatewayApiCrds, "ours");
    assert.equal(await valueOf(result.facts.network), `${compute}/global/networks/main`);
    assert.equal(await valueOf(result.facts.subnetwork), `${compute}/regions/europe-west1/subnetworks/nodes`);
  });
});
