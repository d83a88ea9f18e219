import * as assert from "node:assert/strict";
import type { Handle } from "../../../components/shared/cloud";
import { pick, type Recording, type Section } from "../../support/record";
import { build, creation, project, types } from "./gke-support";

describe("the network of a created GKE cluster", () => {
  let built: Recording<Handle<"gke">>;
  before(async () => {
    built = await build(creation());
  });

  it("is a VPC without subnetworks of Google's choice", () => {
    assert.equal(built.one(types.vpc).inputs["autoCreateSubnetworks"], false);
  });

  it("denies and logs what enters unasked", () => {
    assert.deepEqual(built.one(types.firewall).inputs, {
      project,
      network: "https://mock/cluster-vpc",
      direction: "INGRESS",
      priority: 65534,
      denies: [{ protocol: "all" }],
      sourceRanges: ["0.0.0.0/0"],
      logConfig: { metadata: "INCLUDE_ALL_METADATA" },
    });
  });

  it("has one subnetwork, private and logged, with ranges for pods and Services", () => {
    assert.deepEqual(
      pick(
        built.one(types.subnetwork),
        "network",
        "region",
        "ipCidrRange",
        "secondaryIpRanges",
        "privateIpGoogleAccess",
      ),
      {
        network: "https://mock/cluster-vpc",
        region: "europe-west1",
        ipCidrRange: "10.20.0.0/17",
        secondaryIpRanges: [
          { rangeName: "pods", ipCidrRange: "10.24.0.0/14" },
          { rangeName: "services", ipCidrRange: "10.28.0.0/20" },
        ],
        privateIpGoogleAccess: true,
      },
    );
    assert.deepEqual(built.one(types.subnetwork).inputs["logConfig"], {
      aggregationInterval: "INTERVAL_1_MIN",
      flowSampling: 0.5,
      metadata: "INCLUDE_ALL_METADATA",
    });
  });

  it("lets the subnetwork out by Cloud NAT", () => {
    assert.deepEqual(
      pick(built.one(types.nat), "router", "sourceSubnetworkIpRangesToNat", "subnetworks", "natIpAllocateOption"),
      {
        router: "cluster-router-name",
        sourceSubnetworkIpRangesToNat: "LIST_OF_SUBNETWORKS",
        subnetworks: [{ name: "https://mock/cluster-subnetwork", sourceIpRangesToNats: ["ALL_IP_RANGES"] }],
        natIpAllocateOption: "AUTO_ONLY",
      },
    );
  });

  it("keeps its second half for managed databases", () => {
    assert.deepEqual(
      pick(built.one(types.globalAddress), "purpose", "addressType", "network", "address", "prefixLength"),
      {
        purpose: "VPC_PEERING",
        addressType: "INTERNAL",
        network: "https://mock/cluster-vpc",
        address: "10.20.128.0",
        prefixLength: 17,
      },
    );
    assert.deepEqual(built.one(types.connection).inputs, {
      network: "https://mock/cluster-vpc",
      service: "servicenetworking.googleapis.com",
      reservedPeeringRanges: ["cluster-private-services-name"],
      deletionPolicy: "ABANDON",
    });
  });
});

describe("the API server of a created GKE cluster", () => {
  const reach = async (endpoint: Section): Promise<Section> =>
    pick(
      (await build(creation({ endpoint }))).one(types.cluster),
      "privateClusterConfig",
      "masterAuthorizedNetworksConfig",
      "controlPlaneEndpointsConfig",
    );

  const endpoints: readonly (readonly [string, Section, Section])[] = [
    [
      "is private by default, for the nodes' network alone",
      { access: "private" },
      { enablePrivateEndpoint: true, cidrBlocks: [], allowExternalTraffic: false },
    ],
    [
      "is private for connected networks, too",
      { access: "private", connectedRanges: ["192.168.100.0/24"] },
      { enablePrivateEndpoint: true, cidrBlocks: [{ cidrBlock: "192.168.100.0/24" }], allowExternalTraffic: false },
    ],
    [
      "has a DNS name for whom IAM admits, and still no public address",
      { access: "dns" },
      { enablePrivateEndpoint: true, cidrBlocks: [], allowExternalTraffic: true },
    ],
    [
      "has a public address for the authorised ranges alone",
      { access: "restricted", connectedRanges: ["192.168.100.0/24"], authorisedRanges: ["203.0.114.0/24"] },
      {
        enablePrivateEndpoint: false,
        cidrBlocks: [{ cidrBlock: "192.168.100.0/24" }, { cidrBlock: "203.0.114.0/24" }],
        allowExternalTraffic: false,
      },
    ],
  ];
  for (const [title, endpoint, { enablePrivateEndpoint, cidrBlocks, allowExternalTraffic }] of endpoints)
    it(title, async () => {
      assert.deepEqual(await reach(endpoint), {
        privateClusterConfig: { enablePrivateNodes: true, enablePrivateEndpoint },
        masterAuthorizedNetworksConfig: {
          cidrBlocks,
          gcpPublicCidrsAccessEnabled: false,
          privateEndpointEnforcementEnabled: true,
        },
        controlPlaneEndpointsConfig: { dnsEndpointConfig: { allowExternalTraffic } },
      });
    });

  const kubeconfigOf = async (endpoint: Section): Promise<string> =>
    String((await build(creation({ endpoint }))).one(types.kubernetes).inputs["kubeconfig"]);

  it("is found by a kubeconfig with an exec plugin and no token, the same in every run", async () => {
    const text = await kubeconfigOf({ access: "private" });
    assert.equal(text, await kubeconfigOf({ access: "private" }));
    assert.deepEqual(JSON.parse(text), {
      apiVersion: "v1",
      kind: "Config",
      clusters: [
        {
          name: "production",
          cluster: { server: "https://10.20.0.2", "certificate-authority-data": "Y2VydGlmaWNhdGU=" },
        },
      ],
      users: [
        {
          name: "production",
          user: {
            exec: {
              // The one version that the plugin answers in.
              apiVersion: "client.authentication.k8s.io/v1beta1",
              command: "gke-gcloud-auth-plugin",
              args: ["--use_application_default_credentials"],
              env: [],
              interactiveMode: "Never",
              installHint: "Install gke-gcloud-auth-plugin and sign in with `gcloud auth application-default login`.",
              provideClusterInfo: false,
            },
          },
        },
      ],
      contexts: [{ name: "production", context: { cluster: "production", user: "production" } }],
      "current-context": "production",
    });
  });

  it("is found by its DNS name, which a public CA signs, where that is open", async () => {
    const { clusters }: { clusters: unknown } = JSON.parse(await kubeconfigOf({ access: "dns" }));
    assert.deepEqual(clusters, [
      { name: "production", cluster: { server: "https://gke-0a1b-123456789012.europe-west1.gke.goog" } },
    ]);
  });
});
