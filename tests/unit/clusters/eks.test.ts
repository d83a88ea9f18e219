import * as assert from "node:assert/strict";
import type { Handle } from "../../../components/shared/cloud";
import { eksAddons, kubernetes } from "../../../components/shared/versions";
import { clusterAddons, nodeAddons } from "../../../stacks/clusters/eks/addons";
import { keyPolicy, keyPurposes } from "../../../stacks/clusters/eks/keys";
import { placeOf } from "../../../stacks/clusters/eks/names";
import { pick, type Recording, type Registration, type Section, valueOf } from "../../support/record";
import { account, build, creation, zones } from "./eks-support";

function parsed(registration: Registration, key: string): unknown {
  const text = registration.inputs[key];
  assert.ok(typeof text === "string", `${registration.name}.${key} is not text`);
  return JSON.parse(text);
}

/** An add-on that the component does not make; the SDK fills in the rest. */
const withheld = { enabled: false, resolveConflictsOnCreate: "OVERWRITE", resolveConflictsOnUpdate: "OVERWRITE" };

const named = (registrations: readonly Registration[]): readonly string[] => registrations.map(({ name }) => name);

describe("a created EKS cluster", () => {
  let made: Recording<Handle<"eks">>;
  before(async () => {
    made = await build(creation({ administrators: [`arn:aws:iam::${account}:role/team/operators`] }));
  });

  describe("its providers", () => {
    it("refuse another account and tag everything", () => {
      assert.deepEqual(pick(made.one("pulumi:providers:aws"), "region", "allowedAccountIds", "defaultTags"), {
        region: "eu-west-1",
        allowedAccountIds: JSON.stringify([account]),
        defaultTags: JSON.stringify({ tags: { owner: "platform" } }),
      });
    });

    it("are explicit for every resource of AWS", () => {
      const aws = made.registrations.filter(({ type }) => type.startsWith("aws:"));
      assert.ok(aws.length > 40);
      for (const { name, provider } of aws) assert.match(provider ?? "", /::aws::/, name);
    });

    it("hold a kubeconfig without a token", () => {
      const { name, inputs } = made.one("pulumi:providers:kubernetes");
      assert.equal(name, "kubernetes");
      assert.equal(inputs["clusterIdentifier"], `eks/${account}/eu-west-1/production`);
      assert.deepEqual(JSON.parse(String(inputs["kubeconfig"])), {
        apiVersion: "v1",
        kind: "Config",
        clusters: [
          {
            name: "production",
            cluster: {
              server: "https://ABCD.gr7.eu-west-1.eks.amazonaws.com",
              "certificate-authority-data": "Y2VydGlmaWNhdGU=",
            },
          },
        ],
        users: [
          {
            name: "production",
            user: {
              exec: {
                apiVersion: "client.authentication.k8s.io/v1",
                command: "aws",
                args: ["--region", "eu-west-1", "eks", "get-token", "--cluster-name", "production", "--output", "json"],
                env: [],
                interactiveMode: "Never",
                installHint: "Install the AWS CLI, version 2, and sign in to the account.",
                provideClusterInfo: false,
              },
            },
          },
        ],
        contexts: [{ name: "production", context: { cluster: "production", user: "production" } }],
        "current-context": "production",
      });
    });

    it("hold the same kubeconfig, byte for byte, on every run", async () => {
      const again = await build(creation());
      const text = (recording: Recording<unknown>): unknown =>
        recording.one("pulumi:providers:kubernetes").inputs["kubeconfig"];
      assert.equal(text(again), text(made));
    });
  });

  describe("its control plane", () => {
    it("is private, encrypted, logged, in standard support and undeletable", () => {
      const { inputs } = made.one("eks:index:Cluster");
      assert.deepEqual(inputs, {
        name: "production",
        clusterTags: { Name: "production" },
        version: "1.36",
        upgradePolicy: { supportType: "STANDARD" },
        deletionProtection: true,
        vpcId: "cluster-network-vpc-id",
        privateSubnetIds: zones.map((zone) => `cluster-network-private-${zone}-id`),
        kubernetesServiceIpAddressRange: "172.20.0.0/16",
        endpointPrivateAccess: true,
        endpointPublicAccess: false,
        authenticationMode: "API",
        encryptionConfigKeyArn: "arn:aws:mock:::cluster-secrets-key",
        enabledClusterLogTypes: ["api", "audit", "authenticator", "controllerManager", "scheduler"],
        skipDefaultNodeGroup: true,
        createInstanceRole: false,
        skipDefaultSecurityGroups: true,
        bootstrapSelfManagedAddons: false,
        useDefaultVpcCni: true,
        kubeProxyAddonOptions: withheld,
        corednsAddonOptions: withheld,
      });
    });

    it("opens to the authorised ranges alone", async () => {
      const endpoint = { access: "restricted", authorisedRanges: ["203.0.114.0/24"] };
      const built = await build(creation({ endpoint }));
      assert.deepEqual(
        pick(built.one("eks:index:Cluster"), "endpointPrivateAccess", "endpointPublicAccess", "publicAccessCidrs"),
        { endpointPrivateAccess: true, endpointPublicAccess: true, publicAccessCidrs: ["203.0.114.0/24"] },
      );
    });

    const admitted = (recording: Recording<unknown>): readonly unknown[] =>
      recording
        .all("aws:ec2/securityGroupRule:SecurityGroupRule")
        .map(({ inputs: { description: _, cidrBlocks, ...inputs } }) => {
          assert.deepEqual(inputs, {
            securityGroupId: "sg-0a1b2c3d",
            type: "ingress",
            protocol: "tcp",
            fromPort: 443,
            toPort: 443,
          });
          return cidrBlocks;
        });

    it("admits its VPC to the private address, which EKS opens to nodes alone", () => {
      assert.deepEqual(admitted(made), [["10.0.0.0/16"]]);
    });

    for (const access of ["private", "restricted"])
      it(`admits connected networks to the private address of a ${access} endpoint`, async () => {
        const endpoint = {
          access,
          connectedRanges: ["192.168.100.0/24", "172.16.0.0/16"],
          ...(access === "restricted" ? { authorisedRanges: ["203.0.114.0/24"] } : {}),
        };
        const built = await build(creation({ endpoint }));
        assert.deepEqual(admitted(built), [["10.0.0.0/16"], ["192.168.100.0/24"], ["172.16.0.0/16"]]);
      });

    it("admits each administrator by an access entry", () => {
      const principalArn = `arn:aws:iam::${account}:role/team/operators`;
      const name = `cluster-admin-${account}-operators`;
      assert.deepEqual(made.one("aws:eks/accessEntry:AccessEntry", name).inputs, {
        clusterName: "production",
        principalArn,
        type: "STANDARD",
      });
      assert.deepEqual(made.one("aws:eks/accessPolicyAssociation:AccessPolicyAssociation", `${name}-policy`).inputs, {
        clusterName: "production",
        principalArn,
        policyArn: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy",
        accessScope: { type: "cluster" },
      });
    });
  });

  describe("its keys", () => {
    it("are one per purpose and rotate", () => {
      const keys = made.all("aws:kms/key:Key");
      assert.deepEqual(named(keys).toSorted(), ["cluster-logs-key", "cluster-secrets-key", "cluster-volumes-key"]);
      for (const key of keys)
        assert.deepEqual(pick(key, "enableKeyRotation", "deletionWindowInDays"), {
          enableKeyRotation: true,
          deletionWindowInDays: 30,
        });
    });

    for (const purpose of keyPurposes) {
      it(`name every principal that may use ${purpose}`, () => {
        const policy = keyPolicy(purpose, "production", placeOf(creation()));
        const principals = [...policy.matchAll(/"Principal":(\{[^}]*\})/g)].map(([, text = ""]) => JSON.parse(text));
        assert.ok(principals.length > 0);
        for (const principal of principals) assert.doesNotMatch(JSON.stringify(principal), /\*/);
      });
    }

    it("lend the nodes' disks to Auto Scaling", () => {
      const policy: { Statement: { Principal: unknown; Condition?: unknown }[] } = JSON.parse(
        keyPolicy("volumes", "production", placeOf(creation())),
      );
      const [, use, lend] = policy.Statement;
      const role = `arn:aws:iam::${account}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling`;
      assert.deepEqual(use?.Principal, { AWS: role });
      assert.deepEqual(lend, {
        Sid: "NodeDisksAttached",
        Effect: "Allow",
        Principal: { AWS: role },
        Action: "kms:CreateGrant",
        Resource: "*",
        Condition: { Bool: { "kms:GrantIsForAWSResource": "true" } },
      });
    });

    it("encrypt the two log groups of the cluster and no others", () => {
      const policy: { Statement: { Principal: unknown; Condition?: unknown }[] } = JSON.parse(
        keyPolicy("logs", "production", placeOf(creation())),
      );
      const [, logs] = policy.Statement;
      assert.ok(logs);
      assert.deepEqual(logs.Principal, { Service: "logs.eu-west-1.amazonaws.com" });
      assert.deepEqual(logs.Condition, {
        ArnEquals: {
          "kms:EncryptionContext:aws:logs:arn": [
            `arn:aws:logs:eu-west-1:${account}:log-group:/aws/eks/production/cluster`,
            `arn:aws:logs:eu-west-1:${account}:log-group:/aws/vpc/production/flow-logs`,
          ],
        },
      });
    });
  });

  describe("its network", () => {
    it("has a private and a public subnet per zone, tagged for load balancers and Karpenter", () => {
      const subnets = made.all("aws:ec2/subnet:Subnet").map((subnet) => subnet.inputs);
      assert.deepEqual(
        subnets.map(({ availabilityZone, cidrBlock, mapPublicIpOnLaunch }) => [
          availabilityZone,
          cidrBlock,
          mapPublicIpOnLaunch,
        ]),
        [
          ["eu-west-1a", "10.0.192.0/20", false],
          ["eu-west-1b", "10.0.208.0/20", false],
          ["eu-west-1c", "10.0.224.0/20", false],
          ["eu-west-1a", "10.0.0.0/18", false],
          ["eu-west-1b", "10.0.64.0/18", false],
          ["eu-west-1c", "10.0.128.0/18", false],
        ],
      );
      assert.deepEqual(subnets[0]?.["tags"], { Name: "production-public-eu-west-1a", "kubernetes.io/role/elb": "1" });
      assert.deepEqual(subnets[3]?.["tags"], {
        Name: "production-private-eu-west-1a",
        "kubernetes.io/role/internal-elb": "1",
        "karpenter.sh/discovery": "production",
      });
    });

    it("is the same whatever the order of the zones", async () => {
      const built = await build(creation({ zones: zones.toReversed(), network: { nat: "single" } }));
      const same = await build(creation({ network: { nat: "single" } }));
      const network = ({ registrations }: Recording<unknown>): readonly unknown[] =>
        registrations.filter(({ type }) => type.startsWith("aws:ec2/")).map(({ name, inputs }) => [name, inputs]);
      assert.deepEqual(network(built), network(same));
    });

    it("leaves by the NAT gateway of the zone", () => {
      for (const zone of zones) {
        assert.deepEqual(made.one("aws:ec2/route:Route", `cluster-network-private-route-${zone}`).inputs, {
          routeTableId: `cluster-network-private-routes-${zone}-id`,
          destinationCidrBlock: "0.0.0.0/0",
          natGatewayId: `cluster-network-nat-${zone}-id`,
        });
        assert.equal(
          made.one("aws:ec2/natGateway:NatGateway", `cluster-network-nat-${zone}`).inputs["subnetId"],
          `cluster-network-public-${zone}-id`,
        );
      }
    });

    it("leaves by a single NAT gateway where the stack says so", async () => {
      const built = await build(creation({ network: { nat: "single" } }));
      assert.deepEqual(named(built.all("aws:ec2/natGateway:NatGateway")), ["cluster-network-nat-eu-west-1a"]);
      const gateways = built.all("aws:ec2/route:Route").flatMap(({ inputs }) => inputs["natGatewayId"] ?? []);
      assert.deepEqual(
        gateways,
        zones.map(() => "cluster-network-nat-eu-west-1a-id"),
      );
    });

    it("closes the default security group", () => {
      assert.deepEqual(
        pick(made.one("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"), "vpcId", "ingress", "egress"),
        { vpcId: "cluster-network-vpc-id", ingress: [], egress: [] },
      );
    });

    it("records all traffic in an encrypted log group that ends", () => {
      assert.deepEqual(
        pick(made.one("aws:ec2/flowLog:FlowLog"), "vpcId", "trafficType", "logDestination", "iamRoleArn"),
        {
          vpcId: "cluster-network-vpc-id",
          trafficType: "ALL",
          logDestination: "arn:aws:mock:::cluster-network-flow-log-group",
          iamRoleArn: "arn:aws:mock:::cluster-network-flow-log-role",
        },
      );
    });

    it("keeps every log group encrypted and for a limited time", () => {
      const groups = made.all("aws:cloudwatch/logGroup:LogGroup").map(({ inputs }) => inputs);
      const key = { kmsKeyId: "arn:aws:mock:::cluster-logs-key", retentionInDays: 90 };
      assert.deepEqual(groups, [
        { name: "/aws/vpc/production/flow-logs", ...key },
        { name: "/aws/eks/production/cluster", ...key },
      ]);
    });
  });

  describe("its system nodes", () => {
    it("stand in every zone and repair themselves", () => {
      assert.deepEqual(made.one("aws:eks/nodeGroup:NodeGroup").inputs, {
        clusterName: "production",
        nodeRoleArn: "arn:aws:mock:::cluster-system-nodes-role",
        subnetIds: zones.map((zone) => `cluster-network-private-${zone}-id`),
        version: "1.36",
        amiType: "AL2023_x86_64_STANDARD",
        capacityType: "ON_DEMAND",
        instanceTypes: ["m6i.large"],
        launchTemplate: { id: "cluster-system-nodes-template-id", version: "7" },
        scalingConfig: { minSize: 3, desiredSize: 3, maxSize: 6 },
        updateConfig: { maxUnavailable: 1 },
        nodeRepairConfig: { enabled: true },
        taints: [],
      });
    });

    it("take metadata by session alone, and encrypt their disk", () => {
      const template = made.one("aws:ec2/launchTemplate:LaunchTemplate");
      assert.deepEqual(pick(template, "metadataOptions", "blockDeviceMappings"), {
        metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
        blockDeviceMappings: [{ deviceName: "/dev/xvda", ebs: disk(50) }],
      });
    });

    it("carry the tags of the stack, though Auto Scaling starts them", () => {
      const tags = { owner: "platform", Name: "production-system" };
      assert.deepEqual(made.one("aws:ec2/launchTemplate:LaunchTemplate").inputs["tagSpecifications"], [
        { resourceType: "instance", tags },
        { resourceType: "volume", tags },
        { resourceType: "network-interface", tags },
      ]);
    });

    it("have both disks of Bottlerocket encrypted", async () => {
      const built = await build(creation({ nodes: { image: "BOTTLEROCKET_x86_64", diskGiB: 80 } }));
      assert.deepEqual(built.one("aws:ec2/launchTemplate:LaunchTemplate").inputs["blockDeviceMappings"], [
        { deviceName: "/dev/xvda", ebs: disk(4) },
        { deviceName: "/dev/xvdb", ebs: disk(80) },
      ]);
    });

    it("have the four policies of a node and no more", () => {
      const policies = made
        .all("aws:iam/rolePolicyAttachment:RolePolicyAttachment")
        .filter(({ inputs }) => inputs["role"] === "cluster-system-nodes-role-id")
        .map(({ inputs }) => inputs["policyArn"]);
      assert.deepEqual(policies, [
        "arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy",
        "arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy",
        "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly",
        "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore",
      ]);
    });

    it("keep other pods off when they are dedicated, and admit every add-on", async () => {
      const built = await build(creation({ nodes: { dedicated: true } }));
      assert.deepEqual(built.one("aws:eks/nodeGroup:NodeGroup").inputs["taints"], [
        { key: "CriticalAddonsOnly", value: "true", effect: "NO_SCHEDULE" },
      ]);
      for (const addon of ["metrics-server", "snapshot-controller"])
        assert.deepEqual(parsed(built.one("aws:eks/addon:Addon", `cluster-${addon}`), "configurationValues"), {
          tolerations: [{ key: "CriticalAddonsOnly", operator: "Exists", effect: "NoSchedule" }],
        });
    });
  });

  describe("its add-ons", () => {
    it("are all there, each at its pinned build", () => {
      const builds = made.all("aws:eks/addon:Addon").map(({ inputs }) => [inputs["addonName"], inputs["addonVersion"]]);
      assert.deepEqual(Object.fromEntries(builds), eksAddons["1.36"]);
    });

    it("are pinned for every supported version of Kubernetes", () => {
      const names = [...nodeAddons, ...clusterAddons].map(({ name }) => name).concat("aws-ebs-csi-driver");
      assert.deepEqual(Object.keys(eksAddons), [...kubernetes.supported.eks]);
      for (const [minor, builds] of Object.entries(eksAddons)) {
        assert.deepEqual(Object.keys(builds).toSorted(), names.toSorted(), minor);
        for (const build of Object.values(builds)) assert.match(build, /^v\d+\.\d+\.\d+-eksbuild\.\d+$/);
        assert.ok(builds["kube-proxy"].startsWith(`v${minor}.`), minor);
      }
    });

    it("enforce NetworkPolicies", () => {
      assert.deepEqual(parsed(made.one("aws:eks/addon:Addon", "cluster-vpc-cni"), "configurationValues"), {
        enableNetworkPolicy: "true",
      });
    });

    it("give the volume driver its rights by Pod Identity, on the key of the volumes alone", () => {
      const driver = made.one("aws:eks/addon:Addon", "cluster-aws-ebs-csi-driver");
      assert.deepEqual(driver.inputs["podIdentityAssociations"], [
        { roleArn: "arn:aws:mock:::cluster-aws-ebs-csi-driver-role", serviceAccount: "ebs-csi-controller-sa" },
      ]);
      assert.deepEqual(parsed(made.one("aws:iam/role:Role", "cluster-aws-ebs-csi-driver-role"), "assumeRolePolicy"), {
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: { Service: "pods.eks.amazonaws.com" },
            Action: ["sts:AssumeRole", "sts:TagSession"],
          },
        ],
      });
      const key = "arn:aws:mock:::cluster-volumes-key";
      assert.deepEqual(parsed(made.one("aws:iam/rolePolicy:RolePolicy", "cluster-aws-ebs-csi-driver-key"), "policy"), {
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Action: [
              "kms:Decrypt",
              "kms:DescribeKey",
              "kms:Encrypt",
              "kms:GenerateDataKey",
              "kms:GenerateDataKeyWithoutPlaintext",
              "kms:ReEncryptFrom",
              "kms:ReEncryptTo",
            ],
            Resource: key,
          },
          {
            Effect: "Allow",
            Action: ["kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant"],
            Resource: key,
            Condition: { Bool: { "kms:GrantIsForAWSResource": "true" } },
          },
        ],
      });
      assert.equal(
        made.one("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "cluster-aws-ebs-csi-driver-volumes").inputs[
          "policyArn"
        ],
        "arn:aws:iam::aws:policy/AmazonEBSCSIDriverPolicyV2",
      );
    });
  });

  it("has an encrypted gp3 class for volumes that ask for none", () => {
    const { inputs, provider } = made.one("kubernetes:storage.k8s.io/v1:StorageClass");
    assert.match(provider ?? "", /::kubernetes::/);
    assert.deepEqual(inputs, {
      apiVersion: "storage.k8s.io/v1",
      kind: "StorageClass",
      metadata: { name: "gp3", annotations: { "storageclass.kubernetes.io/is-default-class": "true" } },
      provisioner: "ebs.csi.aws.com",
      parameters: {
        type: "gp3",
        "csi.storage.k8s.io/fstype": "ext4",
        encrypted: "true",
        kmsKeyId: "arn:aws:mock:::cluster-volumes-key",
      },
      reclaimPolicy: "Delete",
      volumeBindingMode: "WaitForFirstConsumer",
      allowVolumeExpansion: true,
    });
  });

  it("grants no action and trusts no principal by a wildcard, but for the account's own on its keys", () => {
    const documents = made.registrations.flatMap(({ name, inputs }) =>
      ["policy", "assumeRolePolicy"].flatMap((key) =>
        typeof inputs[key] === "string" ? [{ name, text: inputs[key] }] : [],
      ),
    );
    assert.ok(documents.length >= 8);
    for (const { name, text } of documents) {
      const { Statement }: { Statement: { Sid?: string; Action: unknown; Principal?: unknown }[] } = JSON.parse(text);
      for (const { Sid, Action, Principal } of Statement)
        assert.doesNotMatch(JSON.stringify([Sid === "Account" ? "" : Action, Principal]), /\*/, name);
    }
  });

  it("makes Auto Scaling's role only where the account has none", async () => {
    const type = "aws:iam/serviceLinkedRole:ServiceLinkedRole";
    assert.deepEqual(made.all(type), []);
    const built = await build(creation({ autoscalingRole: "create" }));
    assert.deepEqual(built.one(type).inputs, { awsServiceName: "autoscaling.amazonaws.com" });
  });

  it("is handed over with all that components need", async () => {
    const { result } = made;
    assert.deepEqual(
      {
        name: result.name,
        region: result.region,
        zones: result.zones,
        version: result.version,
        ranges: result.ranges,
        issuer: await valueOf(result.workloadIdentityIssuer),
        accountId: result.facts.accountId,
        partition: result.facts.partition,
        clusterArn: await valueOf(result.facts.clusterArn),
        vpcId: await valueOf(result.facts.vpcId),
        privateSubnetIds: await valueOf(result.facts.privateSubnetIds),
        clusterSecurityGroupId: await valueOf(result.facts.clusterSecurityGroupId),
        volumesKeyArn: await valueOf(result.facts.volumesKeyArn),
      },
      {
        name: "production",
        region: "eu-west-1",
        zones,
        version: "1.36",
        ranges: { nodes: "10.0.0.0/16", pods: "10.0.0.0/16", services: "172.20.0.0/16" },
        issuer: "https://oidc.eks.eu-west-1.amazonaws.com/id/ABCD",
        accountId: account,
        partition: "aws",
        clusterArn: `arn:aws:eks:eu-west-1:${account}:cluster/production`,
        vpcId: "cluster-network-vpc-id",
        privateSubnetIds: zones.map((zone) => `cluster-network-private-${zone}-id`),
        clusterSecurityGroupId: "sg-0a1b2c3d",
        volumesKeyArn: "arn:aws:mock:::cluster-volumes-key",
      },
    );
  });

  it("is ready with the class of volumes, which has access, nodes and add-ons before it", async () => {
    const urns = await Promise.all(made.result.ready.map(({ urn }) => valueOf(urn)));
    assert.deepEqual(
      urns.map((urn) => urn.split("::").at(-1)),
      ["cluster-default-storage-class"],
    );
  });
});

const disk = (volumeSize: number): Section => ({
  volumeType: "gp3",
  volumeSize,
  encrypted: "true",
  kmsKeyId: "arn:aws:mock:::cluster-volumes-key",
  deleteOnTermination: "true",
});
