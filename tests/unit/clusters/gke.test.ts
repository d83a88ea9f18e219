import * as assert from "node:assert/strict";
import type { Handle } from "../../../components/shared/cloud";
import { isSection } from "../../../stacks/settings/paths";
import { pick, valueOf, type Recording, type Section } from "../../support/record";
import { build, creation, nodeAccount, project, shielded, systemNode, types, upkeep, zones } from "./gke-support";

describe("a created GKE cluster", () => {
  let built: Recording<Handle<"gke">>;
  before(async () => {
    built = await build(creation());
  });
  const cluster = (...keys: string[]): Section => pick(built.one(types.cluster), ...keys);

  it("works in the project and region of the stack, with its tags as labels", () => {
    assert.deepEqual(pick(built.one(types.gcp), "project", "region", "defaultLabels"), {
      project,
      region: "europe-west1",
      defaultLabels: JSON.stringify({ owner: "platform" }),
    });
  });

  it("is made of resources of that provider alone", () => {
    const others = built.registrations.filter(
      ({ type, provider }) => type.startsWith("gcp:") && !provider?.includes("pulumi:providers:gcp::gcp::"),
    );
    assert.deepEqual(others, []);
  });

  it("is regional, with nodes in the three zones", () => {
    assert.deepEqual(cluster("name", "project", "location", "nodeLocations"), {
      name: "production",
      project,
      location: "europe-west1",
      nodeLocations: zones,
    });
  });

  it("follows a release channel upwards from its version, at weekends", () => {
    assert.deepEqual(cluster("minMasterVersion", "releaseChannel", "maintenancePolicy"), {
      minMasterVersion: "1.36",
      releaseChannel: { channel: "REGULAR" },
      maintenancePolicy: {
        recurringWindow: {
          startTime: "2026-01-01T02:00:00Z",
          endTime: "2026-01-01T10:00:00Z",
          recurrence: "FREQ=WEEKLY;BYDAY=SA,SU",
        },
      },
    });
  });

  it("runs Dataplane V2 and no other engine of NetworkPolicies", () => {
    assert.deepEqual(cluster("datapathProvider", "networkPolicy", "networkingMode", "ipAllocationPolicy"), {
      datapathProvider: "ADVANCED_DATAPATH",
      networkPolicy: undefined,
      networkingMode: "VPC_NATIVE",
      ipAllocationPolicy: { clusterSecondaryRangeName: "pods", servicesSecondaryRangeName: "services" },
    });
  });

  it("brings the Gateway API, volumes and load balancing, and no DNS cache", () => {
    assert.deepEqual(cluster("gatewayApiConfig", "addonsConfig"), {
      gatewayApiConfig: { channel: "CHANNEL_STANDARD" },
      addonsConfig: {
        httpLoadBalancing: { disabled: false },
        gcePersistentDiskCsiDriverConfig: { enabled: true },
        dnsCacheConfig: { enabled: false },
      },
    });
  });

  it("gives pods identities of their own and encrypts Secrets with the customer's key", () => {
    assert.deepEqual(cluster("workloadIdentityConfig", "databaseEncryption", "enableShieldedNodes"), {
      workloadIdentityConfig: { workloadPool: `${project}.svc.id.goog` },
      databaseEncryption: { state: "ENCRYPTED", keyName: "cluster-secrets-key-id" },
      enableShieldedNodes: true,
    });
  });

  it("admits nobody anonymous, by certificate, or by the kubelets' open port", () => {
    assert.deepEqual(
      cluster("anonymousAuthenticationConfig", "rbacBindingConfig", "nodePoolDefaults", "nodePoolAutoConfig"),
      {
        anonymousAuthenticationConfig: { mode: "LIMITED" },
        rbacBindingConfig: {
          enableInsecureBindingSystemAuthenticated: false,
          enableInsecureBindingSystemUnauthenticated: false,
        },
        nodePoolDefaults: { nodeConfigDefaults: { insecureKubeletReadonlyPortEnabled: "FALSE" } },
        nodePoolAutoConfig: { nodeKubeletConfig: { insecureKubeletReadonlyPortEnabled: "FALSE" } },
      },
    );
    assert.deepEqual(cluster("masterAuth"), {
      masterAuth: { clientCertificateConfig: { issueClientCertificate: false } },
    });
  });

  it("sizes pods and makes nodes by itself, as safe as the system's", () => {
    assert.deepEqual(cluster("verticalPodAutoscaling", "clusterAutoscaling"), {
      verticalPodAutoscaling: { enabled: true },
      clusterAutoscaling: {
        enabled: true,
        autoscalingProfile: "BALANCED",
        autoProvisioningLocations: zones,
        resourceLimits: [
          { resourceType: "cpu", maximum: 1000 },
          { resourceType: "memory", maximum: 4000 },
        ],
        autoProvisioningDefaults: {
          imageType: "COS_CONTAINERD",
          diskSize: 100,
          bootDiskKmsKey: "cluster-disks-key-id",
          serviceAccount: nodeAccount,
          shieldedInstanceConfig: shielded,
          oauthScopes: ["https://www.googleapis.com/auth/cloud-platform"],
          ...upkeep,
        },
      },
    });
  });

  it("allocates costs, and logs and measures the control plane", () => {
    const components = ["SYSTEM_COMPONENTS", "APISERVER", "CONTROLLER_MANAGER", "SCHEDULER"];
    assert.deepEqual(cluster("costManagementConfig", "loggingConfig", "monitoringConfig"), {
      costManagementConfig: { enabled: true },
      loggingConfig: { enableComponents: [...components, "WORKLOADS"] },
      monitoringConfig: { enableComponents: components, managedPrometheus: { enabled: false } },
    });
  });

  it("takes away the pool that GKE begins with, which is no weaker than the others", () => {
    assert.deepEqual(cluster("removeDefaultNodePool", "initialNodeCount", "nodeConfig"), {
      removeDefaultNodePool: true,
      initialNodeCount: 1,
      nodeConfig: systemNode,
    });
  });

  it("has one pool of system nodes, private and counted by zone", () => {
    assert.deepEqual(built.one(types.nodePool).inputs, {
      project,
      location: "europe-west1",
      cluster: "cluster-control-plane-id",
      nodeLocations: zones,
      initialNodeCount: 1,
      autoscaling: { minNodeCount: 1, maxNodeCount: 3, locationPolicy: "BALANCED" },
      maxPodsPerNode: 110,
      networkConfig: { enablePrivateNodes: true },
      ...upkeep,
      nodeConfig: systemNode,
    });
  });

  it("gives nodes an account with the least rights", () => {
    const { accountId } = built.one(types.account).inputs;
    assert.match(String(accountId), /^production-nodes-[0-9a-f]{8}$/);
    assert.deepEqual(
      built.all(types.member).map(({ inputs }) => inputs),
      ["roles/container.defaultNodeServiceAccount", "roles/artifactregistry.reader"].map((role) => ({
        project,
        role,
        member: `serviceAccount:${nodeAccount}`,
      })),
    );
  });

  it("rotates its keys every 90 days, in its own region", () => {
    assert.deepEqual(built.one("gcp:kms/keyRing:KeyRing").inputs, { project, location: "europe-west1" });
    assert.deepEqual(
      built.all(types.key).map(({ name, inputs }) => [name, inputs]),
      ["cluster-secrets-key", "cluster-disks-key"].map((name) => [
        name,
        { keyRing: "cluster-keys-id", purpose: "ENCRYPT_DECRYPT", rotationPeriod: "7776000s" },
      ]),
    );
  });

  it("lets GKE use the key of the Secrets and Compute Engine that of the disks, and nobody else", () => {
    assert.deepEqual(
      built.all(types.keyMember).map(({ inputs }) => inputs),
      [
        ["cluster-secrets-key-id", "container-engine-robot"],
        ["cluster-disks-key-id", "compute-system"],
      ].map(([cryptoKeyId, agent]) => ({
        cryptoKeyId,
        role: "roles/cloudkms.cryptoKeyEncrypterDecrypter",
        member: `serviceAccount:service-123456789012@${agent}.iam.gserviceaccount.com`,
      })),
    );
  });

  it("switches the APIs on that it uses, and leaves them on", () => {
    const services = built.all(types.service).map(({ inputs }) => inputs);
    assert.deepEqual(
      services.map(({ service }) => service),
      [
        "cloudkms.googleapis.com",
        "cloudresourcemanager.googleapis.com",
        "compute.googleapis.com",
        "container.googleapis.com",
        "iam.googleapis.com",
        "logging.googleapis.com",
        "monitoring.googleapis.com",
        "servicenetworking.googleapis.com",
      ],
    );
    assert.ok(services.every(({ disableOnDestroy }) => disableOnDestroy === false));
  });

  it("is handed over with what others attach to", async () => {
    const { result } = built;
    assert.deepEqual(
      [result.cloud, result.name, result.region, result.version, result.zones],
      ["gke", "production", "europe-west1", "1.36", zones],
    );
    assert.deepEqual(result.ranges, { nodes: "10.20.0.0/16", pods: "10.24.0.0/14", services: "10.28.0.0/20" });
    assert.deepEqual(new Set(Object.values(result.capabilities)), new Set(["managed"]));
    assert.equal(result.facts.project, project);
    assert.equal(result.facts.workloadPool, `${project}.svc.id.goog`);
    assert.equal(await valueOf(result.facts.network), "https://mock/cluster-vpc");
    assert.equal(await valueOf(result.facts.subnetwork), "https://mock/cluster-subnetwork");
    assert.equal(
      await valueOf(result.workloadIdentityIssuer),
      `https://container.googleapis.com/v1/projects/${project}/locations/europe-west1/clusters/production`,
    );
  });

  it("is ready once its nodes, their way out and the databases' way in are there", async () => {
    const urns = await Promise.all(built.result.ready.map(({ urn }) => valueOf(urn)));
    assert.deepEqual(
      urns.map((urn) => urn.split("::").at(-1)),
      ["cluster-control-plane", "cluster-system-nodes", "cluster-nat", "cluster-private-services"],
    );
  });
});

describe("the settings of a created GKE cluster", () => {
  it("bound its nodes", async () => {
    const built = await build(
      creation({
        nodes: { machineType: "n2d-standard-8", minimumPerZone: 2, maximumPerZone: 4, diskGiB: 200 },
        autoscaling: { profile: "OPTIMIZE_UTILIZATION", maximumCpu: 96, maximumMemoryGiB: 384 },
      }),
    );
    const pool = built.one(types.nodePool).inputs;
    assert.deepEqual(pool["autoscaling"], { minNodeCount: 2, maxNodeCount: 4, locationPolicy: "BALANCED" });
    assert.deepEqual(pool["nodeConfig"], { ...systemNode, machineType: "n2d-standard-8", diskSizeGb: 200 });
    const autoscaling = built.one(types.cluster).inputs["clusterAutoscaling"];
    assert.ok(isSection(autoscaling));
    const { autoscalingProfile, resourceLimits } = autoscaling;
    assert.equal(autoscalingProfile, "OPTIMIZE_UTILIZATION");
    assert.deepEqual(resourceLimits, [
      { resourceType: "cpu", maximum: 96 },
      { resourceType: "memory", maximum: 384 },
    ]);
  });

  it("keep the pods' logs out of Cloud Logging where they say so", async () => {
    const built = await build(creation({ workloadLogs: false }));
    assert.deepEqual(built.one(types.cluster).inputs["loggingConfig"], {
      enableComponents: ["SYSTEM_COMPONENTS", "APISERVER", "CONTROLLER_MANAGER", "SCHEDULER"],
    });
  });

  const policies = [
    [false, "DISABLED", 8],
    [true, "PROJECT_SINGLETON_POLICY_ENFORCE", 9],
  ] as const;
  for (const [binaryAuthorization, evaluationMode, services] of policies)
    it(`${binaryAuthorization ? "enforce" : "leave out"} Binary Authorization`, async () => {
      const built = await build(creation({ binaryAuthorization }));
      assert.deepEqual(built.one(types.cluster).inputs["binaryAuthorization"], { evaluationMode });
      assert.equal(built.all(types.service).length, services);
    });
});
