import * as assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { EksCluster } from "../../../stacks/clusters/eks/cluster";
import { placeOf } from "../../../stacks/clusters/eks/names";
import type { EksConfig } from "../../../stacks/settings/eks";
import { record, valueOf } from "../../support/record";
import { account, adoption, build, controlPlane, creation, pick, type Section } from "./eks-support";

describe("the options of a created EKS cluster", () => {
  /** Options of every child, by name. */
  async function optionsOf(config: EksConfig): Promise<ReadonlyMap<string, pulumi.CustomResourceOptions>> {
    const options = new Map<string, pulumi.CustomResourceOptions>();
    const { cluster } = config;
    assert.ok(cluster.mode === "create");
    await record(() => {
      const cloudProvider = new aws.Provider("aws", {});
      new EksCluster(
        "cluster",
        { cluster, place: placeOf(config), tags: {}, cloudProvider },
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
    }, controlPlane);
    return options;
  }

  let options: ReadonlyMap<string, pulumi.CustomResourceOptions>;
  before(async () => {
    options = await optionsOf(creation({ admins: [`arn:aws:iam::${account}:role/operators`] }));
  });

  it("leave the number of nodes and their image's release to the cloud", () => {
    assert.deepEqual(options.get("cluster-system-nodes")?.ignoreChanges, [
      "scalingConfig.desiredSize",
      "releaseVersion",
    ]);
  });

  it("protect what holds the cluster and its data", () => {
    const names = ["cluster-control-plane", "cluster-secrets-key", "cluster-volumes-key", "cluster-network-vpc"];
    for (const name of names) assert.notEqual(options.get(name)?.protect, false, name);
  });

  it("let nodes, add-ons, NAT gateways and administrators be replaced", () => {
    const names = [
      "cluster-system-nodes",
      "cluster-vpc-cni",
      "cluster-network-nat-eu-west-1b",
      `cluster-admin-${account}-operators`,
    ];
    for (const name of names) assert.equal(options.get(name)?.protect, false, name);
  });

  const order: readonly (readonly [string, string])[] = [
    ["cluster-control-plane", "cluster-network"],
    ["cluster-control-plane", "cluster-control-plane-log-group"],
    ["cluster-vpc-cni", "cluster-control-plane"],
    ["cluster-system-nodes", "cluster-control-plane"],
    ["cluster-system-nodes", "cluster-vpc-cni"],
    ["cluster-system-nodes", "cluster-system-nodes-AmazonEKS_CNI_Policy"],
    ["cluster-coredns", "cluster-system-nodes"],
    ["cluster-aws-ebs-csi-driver", "cluster-system-nodes"],
    ["cluster-aws-ebs-csi-driver", "cluster-aws-ebs-csi-driver-key"],
    ["cluster-network-nat-eu-west-1a", "cluster-network-public-route"],
  ];
  for (const [later, earlier] of order) {
    it(`make ${later} after ${earlier}, and delete it before`, async () => {
      const { dependsOn } = options.get(later) ?? {};
      assert.ok(Array.isArray(dependsOn));
      const urns = await Promise.all(dependsOn.map(async (resource) => valueOf((await valueOf(resource)).urn)));
      assert.ok(
        urns.some((urn) => urn.endsWith(`::${earlier}`)),
        urns.join("\n"),
      );
    });
  }
});

describe("the removal of a created EKS cluster", () => {
  const protections = [
    ["protect", true],
    ["retain", false],
    ["delete", false],
  ] as const;
  for (const [removal, protection] of protections) {
    it(`${protection ? "is" : "is not"} refused by EKS under ${removal}`, async () => {
      const built = await build(creation({ removal }));
      assert.equal(built.one("eks:index:Cluster").inputs["deletionProtection"], protection);
    });
  }
});

describe("an adopted EKS cluster", () => {
  it("registers nothing but the two providers", async () => {
    const { registrations } = await build(adoption());
    assert.deepEqual(registrations.map(({ type, name }) => `${type} ${name}`).toSorted(), [
      "pulumi:providers:aws aws",
      "pulumi:providers:kubernetes kubernetes",
    ]);
  });

  it("has the identity of a created one, so that adoption replaces no object", async () => {
    const identity = async (config: EksConfig): Promise<unknown> =>
      (await build(config)).one("pulumi:providers:kubernetes").inputs["clusterIdentifier"];
    assert.equal(await identity(adoption()), await identity(creation()));
  });

  it("has the cloud provider of a created one", async () => {
    const provider = async (config: EksConfig): Promise<Section> =>
      (await build(config)).one("pulumi:providers:aws").inputs;
    assert.deepEqual(await provider(adoption()), await provider(creation()));
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
    const { result } = await build(adoption({ capabilities: { metricsServer: "ours" } }));
    assert.deepEqual(result.ranges, { nodes: "10.8.0.0/16", pods: "10.8.0.0/16", services: "172.20.0.0/16" });
    assert.deepEqual(result.ready, []);
    assert.equal(result.capabilities.metricsServer, "ours");
    assert.equal(await valueOf(result.facts.clusterArn), `arn:aws:eks:eu-west-1:${account}:cluster/production`);
    assert.equal(await valueOf(result.facts.vpcId), "vpc-0a1b2c3d");
    assert.deepEqual(await valueOf(result.facts.privateSubnetIds), [
      "subnet-0a1b2c3d",
      "subnet-1a1b2c3d",
      "subnet-2a1b2c3d",
    ]);
    assert.equal(await valueOf(result.facts.clusterSecurityGroupId), "sg-0a1b2c3d");
    assert.equal(await valueOf(result.workloadIdentityIssuer), "https://oidc.eks.eu-west-1.amazonaws.com/id/ABCD");
  });
});
