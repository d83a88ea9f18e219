import * as assert from "node:assert/strict";
import { clouds, type Cloud, type ClusterHandle } from "../../../components";
import { aksCluster } from "../../../stacks/clusters/aks";
import { eksCluster } from "../../../stacks/clusters/eks";
import { gkeCluster } from "../../../stacks/clusters/gke";
import { Options } from "../../support/options";
import type { Recording } from "../../support/record";
import * as aks from "./aks-support";
import * as eks from "./eks-support";
import * as gke from "./gke-support";

interface Life {
  /** Options of all that makes up a created cluster. */
  readonly options: () => Promise<Options>;
  /** What the cloud moves, by the child that ignores it. */
  readonly ignored: Readonly<Record<string, readonly string[]>>;
  /** Children that the engine protects: the cluster and its data. */
  readonly kept: readonly string[];
  /** Children that may be replaced or taken away while the cluster stays. */
  readonly movable: readonly string[];
  /** Pairs of children, the later and the earlier. */
  readonly order: readonly (readonly [string, string])[];
  /** The cloud's own guard against deletion, in a cluster made with that removal. */
  readonly guarded: (removal: string) => Promise<unknown>;
}

const operators = `arn:aws:iam::${eks.account}:role/operators`;
const operatorsEntry = `cluster-admin-${eks.account}-operators`;

const lives: { readonly [C in Cloud]: Life } = {
  gke: {
    options: () => Options.of(() => gkeCluster(gke.creation()), gke.answers),
    ignored: {
      "cluster-control-plane": ["initialNodeCount", "nodeConfig", "nodeVersion"],
      "cluster-system-nodes": ["initialNodeCount", "nodeCount", "version"],
    },
    kept: [
      "cluster-control-plane",
      "cluster-secrets-key",
      "cluster-disks-key",
      "cluster-disks-key-compute",
      "cluster-vpc",
      "cluster-subnetwork",
      "cluster-private-services",
    ],
    movable: ["cluster-system-nodes", "cluster-service-compute"],
    order: [
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
    ],
    guarded: async (removal) =>
      (await gke.build(gke.creation({ removal }))).one("gcp:container/cluster:Cluster").inputs["deletionProtection"],
  },
  eks: {
    options: () => Options.of(() => eksCluster(eks.creation({ administrators: [operators] })), eks.answers),
    ignored: { "cluster-system-nodes": ["scalingConfig.desiredSize", "releaseVersion"] },
    kept: ["cluster-control-plane", "cluster-secrets-key", "cluster-volumes-key", "cluster-network-vpc"],
    movable: [
      "cluster-system-nodes",
      "cluster-vpc-cni",
      "cluster-network-nat-eu-west-1b",
      "cluster-api-server-from-10.0.0.0-16",
      operatorsEntry,
    ],
    order: [
      ["cluster-control-plane", "cluster-network-private-route-eu-west-1b"],
      ["cluster-control-plane", "cluster-network-private-association-eu-west-1b"],
      ["cluster-control-plane", "cluster-control-plane-log-group"],
      ["cluster-vpc-cni", "cluster-control-plane"],
      ["cluster-kube-proxy", "cluster-control-plane"],
      ["cluster-eks-pod-identity-agent", "cluster-control-plane"],
      ["cluster-system-nodes", "cluster-vpc-cni"],
      ["cluster-system-nodes", "cluster-kube-proxy"],
      ["cluster-system-nodes", "cluster-eks-pod-identity-agent"],
      ["cluster-system-nodes", "cluster-system-nodes-AmazonEKS_CNI_Policy"],
      ["cluster-coredns", "cluster-system-nodes"],
      ["cluster-metrics-server", "cluster-system-nodes"],
      ["cluster-snapshot-controller", "cluster-system-nodes"],
      ["cluster-aws-ebs-csi-driver", "cluster-system-nodes"],
      ["cluster-aws-ebs-csi-driver", "cluster-aws-ebs-csi-driver-key"],
      ["cluster-network-nat-address-eu-west-1a", "cluster-network-public-route"],
      ["cluster-network-nat-address-eu-west-1a", "cluster-network-public-association-eu-west-1a"],
      ["cluster-default-storage-class", operatorsEntry],
      ["cluster-default-storage-class", `${operatorsEntry}-policy`],
      ["cluster-default-storage-class", "cluster-api-server-from-10.0.0.0-16"],
      ["cluster-default-storage-class", "cluster-coredns"],
      ["cluster-default-storage-class", "cluster-metrics-server"],
      ["cluster-default-storage-class", "cluster-snapshot-controller"],
      ["cluster-default-storage-class", "cluster-aws-ebs-csi-driver"],
    ],
    guarded: async (removal) =>
      (await eks.build(eks.creation({ removal }))).one("eks:index:Cluster").inputs["deletionProtection"],
  },
  aks: {
    options: () => Options.of(() => aksCluster(aks.creation()), aks.answers({})),
    ignored: {
      "cluster-network": ["subnets"],
      "cluster-nodes": ["serviceEndpoints"],
      "cluster-api-server": ["serviceEndpoints"],
      "cluster-databases": ["serviceEndpoints"],
      "cluster-disks": ["activeKey.keyUrl"],
      "cluster-control-plane": ["agentPoolProfiles[0].orchestratorVersion"],
      "cluster-kubernetes-upgrades": ["maintenanceWindow.startDate"],
      "cluster-nodes-upgrades": ["maintenanceWindow.startDate"],
    },
    kept: [
      "cluster-control-plane",
      "cluster-secrets-key",
      "cluster-disks-key",
      "cluster-vault",
      "cluster-disks",
      "cluster-network",
      "cluster-databases",
    ],
    movable: ["cluster-lock"],
    order: [
      ["cluster-api-server", "cluster-nodes"],
      ["cluster-databases", "cluster-api-server"],
      ["cluster-control-plane", "cluster-nodes-join"],
      ["cluster-control-plane", "cluster-api-server-join"],
      ["cluster-control-plane", "cluster-kubelet-operator"],
      ["cluster-control-plane", "cluster-disks-key-user"],
      ["cluster-control-plane", "cluster-disks-reader"],
      ["cluster-control-plane", "cluster-secrets-key-user"],
      ["cluster-control-plane", "cluster-vault-contributor"],
    ],
    guarded: async (removal) => {
      const built: Recording<ClusterHandle> = await aks.build(aks.creation({ removal }));
      return built.all("azure-native:authorization:ManagementLockByScope").length > 0;
    },
  },
};

for (const cloud of clouds) {
  const { options, ignored, kept, movable, order, guarded } = lives[cloud];

  describe(`the options of a created ${cloud} cluster`, () => {
    let made: Options;
    before(async () => {
      made = await options();
    });

    it("leave to the cloud what it moves, and nothing else", () => {
      assert.deepEqual(made.ignored(), ignored);
    });

    it("protect what holds the cluster and its data", () => {
      for (const name of kept) assert.notEqual(made.named(name).protect, false, name);
    });

    it("let what can be made again be replaced", () => {
      for (const name of movable) assert.equal(made.named(name).protect, false, name);
    });

    for (const [later, earlier] of order)
      it(`make ${later} after ${earlier}, and delete it before`, async () => {
        const names = await made.before(later);
        assert.ok(names.includes(earlier), names.join(", "));
      });
  });

  describe(`the removal of a created ${cloud} cluster`, () => {
    const guards = { protect: true, retain: false, delete: false };
    for (const [removal, guard] of Object.entries(guards))
      it(`${guard ? "is" : "is not"} refused by the cloud under ${removal}`, async () => {
        assert.equal(await guarded(removal), guard);
      });
  });
}
