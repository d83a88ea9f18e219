import * as assert from "node:assert/strict";
import { clouds, type Cloud, type ClusterHandle } from "../../../components";
import { pick, valueOf, type Recording, type Section } from "../../support/record";
import * as aks from "./aks-support";
import * as eks from "./eks-support";
import * as gke from "./gke-support";

interface Modes {
  readonly create: (more?: Section) => Promise<Recording<ClusterHandle>>;
  readonly adopt: (more?: Section) => Promise<Recording<ClusterHandle>>;
  /** Type and name of the cloud's provider. */
  readonly provider: readonly [string, string];
  readonly identity: string;
}

const modes: { readonly [C in Cloud]: Modes } = {
  gke: {
    create: (more) => gke.build(gke.creation(more)),
    adopt: (more) => gke.build(gke.adoption(more)),
    provider: ["pulumi:providers:gcp", "gcp"],
    identity: `gke/${gke.project}/europe-west1/production`,
  },
  eks: {
    create: (more) => eks.build(eks.creation(more)),
    adopt: (more) => eks.build(eks.adoption(more)),
    provider: ["pulumi:providers:aws", "aws"],
    identity: `eks/${eks.account}/eu-west-1/production`,
  },
  aks: {
    create: (more) => aks.build(aks.creation(more)),
    adopt: (more) => aks.build(aks.adoption(more)),
    provider: ["pulumi:providers:azure-native", "azure"],
    identity: `aks/${aks.subscriptionId}/uksouth/production`,
  },
};

for (const cloud of clouds)
  describe(`an adopted ${cloud} cluster`, () => {
    const { create, adopt, provider, identity } = modes[cloud];
    const kubernetes = (built: Recording<unknown>, ...keys: readonly string[]): Section =>
      pick(built.one("pulumi:providers:kubernetes"), ...keys);

    it("registers nothing but the two providers", async () => {
      const { registrations } = await adopt();
      assert.deepEqual(registrations.map(({ type, name }) => `${type} ${name}`).toSorted(), [
        provider.join(" "),
        "pulumi:providers:kubernetes kubernetes",
      ]);
    });

    it("has the identity of a created one, so that adoption replaces no object", async () => {
      for (const built of [await create(), await adopt()])
        assert.deepEqual(kubernetes(built, "clusterIdentifier"), { clusterIdentifier: identity });
    });

    it("has the cloud provider of a created one", async () => {
      const [type, name] = provider;
      assert.deepEqual((await adopt()).one(type, name).inputs, (await create()).one(type, name).inputs);
    });

    it("is reached by the kubeconfig and the context that the stack names", async () => {
      const named = { kubeconfig: "~/clusters/production", context: "operators" };
      assert.deepEqual(kubernetes(await adopt(named), "kubeconfig", "context"), named);
    });

    it("leaves the kubeconfig to the provider's own rule when the stack names none", async () => {
      assert.deepEqual(kubernetes(await adopt(), "kubeconfig", "context"), { kubeconfig: "", context: undefined });
    });

    it("says of itself what a created one does, whatever the order of its zones", async () => {
      const described = ({ result }: Recording<ClusterHandle>): readonly unknown[] => [
        result.cloud,
        result.name,
        result.region,
        result.version,
        result.zones,
      ];
      const zones = { gke, eks, aks }[cloud].zones.toReversed();
      assert.deepEqual(described(await adopt({ zones })), described(await create()));
    });

    it("waits for nothing", async () => {
      assert.deepEqual((await adopt()).result.ready, []);
    });

    it("runs what the stack says it runs, and else the usual", async () => {
      const { result } = await adopt({ capabilities: { metricsServer: "none" } });
      assert.deepEqual(result.capabilities, { ...(await create()).result.capabilities, metricsServer: "none" });
    });
  });

describe("the facts of an adopted cluster", () => {
  it("on GKE are those of the stack file", async () => {
    const { result } = await gke.build(gke.adoption());
    assert.deepEqual(result.ranges, { nodes: "10.8.0.0/24", pods: "10.24.0.0/14", services: "10.28.0.0/20" });
    assert.equal(await valueOf(result.facts.network), `${gke.compute}/global/networks/main`);
    assert.equal(await valueOf(result.facts.subnetwork), `${gke.compute}/regions/europe-west1/subnetworks/nodes`);
  });

  it("on GKE include the issuer and the workload pool of a created one", async () => {
    const created = await gke.build(gke.creation());
    const adopted = await gke.build(gke.adoption());
    assert.equal(adopted.result.facts.workloadPool, created.result.facts.workloadPool);
    assert.equal(
      await valueOf(adopted.result.workloadIdentityIssuer),
      await valueOf(created.result.workloadIdentityIssuer),
    );
  });

  it("on EKS are those of the stack file", async () => {
    const volumesKeyArn = `arn:aws:kms:eu-west-1:${eks.account}:key/11111111-1111-1111-1111-111111111111`;
    const { result } = await eks.build(eks.adoption({ volumesKeyArn }));
    assert.deepEqual(result.ranges, { nodes: "10.8.0.0/22", pods: "10.8.0.0/22", services: "172.20.0.0/16" });
    assert.equal(await valueOf(result.facts.clusterArn), `arn:aws:eks:eu-west-1:${eks.account}:cluster/production`);
    assert.equal(await valueOf(result.facts.vpcId), "vpc-0a1b2c3d");
    assert.deepEqual(await valueOf(result.facts.privateSubnetIds), [
      "subnet-0a1b2c3d",
      "subnet-1a1b2c3d",
      "subnet-2a1b2c3d",
    ]);
    assert.equal(await valueOf(result.facts.clusterSecurityGroupId), "sg-0a1b2c3d");
    assert.equal(await valueOf(result.facts.volumesKeyArn), volumesKeyArn);
    assert.equal(await valueOf(result.workloadIdentityIssuer), "https://oidc.eks.eu-west-1.amazonaws.com/id/ABCD");
  });

  it("on EKS name no key of volumes where the stack file names none", async () => {
    assert.equal((await eks.build(eks.adoption())).result.facts.volumesKeyArn, undefined);
  });

  it("on AKS are those of the stack file", async () => {
    const { result } = await aks.build(aks.adoption());
    assert.deepEqual(result.ranges, { nodes: "10.224.0.0/12", pods: "10.244.0.0/16", services: "10.0.0.0/16" });
    assert.equal(await valueOf(result.workloadIdentityIssuer), "https://issuer.example/tenant/");
    assert.equal(await valueOf(result.facts.resourceGroupName), "hand-made");
    assert.equal(await valueOf(result.facts.nodeResourceGroupName), "MC_hand-made");
    assert.equal(await valueOf(result.facts.virtualNetworkId), aks.virtualNetworkId);
    assert.equal(await valueOf(result.facts.nodeSubnetId), `${aks.virtualNetworkId}/subnets/nodes`);
    assert.equal(await valueOf(result.facts.databaseSubnetId), `${aks.virtualNetworkId}/subnets/databases`);
  });
});
