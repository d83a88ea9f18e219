import type { ComponentChild, ProviderBehaviour, Subject } from "../behaviour";
import { at } from "../differences";
import type { Properties, Value } from "../values";
import { isObject, reveal } from "../values";

/**
 * The children of `eks.Cluster` that later resources attach to or that a reviewer must see, under the names that
 * pulumi-eks 4.3 gives them. Node groups, storage classes and aws-auth, which the component makes on request,
 * are not among them: it refuses such a request instead of showing half of it.
 */
function clusterChildren(cluster: Subject): readonly ComponentChild[] {
  refuseUnsupported(cluster);
  const given = (name: string): Value => cluster.inputs[name] ?? null;
  const role: readonly ComponentChild[] = given("serviceRole") === null ? serviceRole() : [];
  const roleArn = (sibling: (suffix: string, output: string) => Value): Value =>
    at(given("serviceRole"), "arn") ?? sibling("eksRole-role", "arn");
  const key = given("encryptionConfigKeyArn");
  const eksCluster: ComponentChild = {
    type: "aws:eks/cluster:Cluster",
    suffix: "eksCluster",
    dependsOn: ["eksRole-policy"],
    inputs: (sibling) => ({
      name: given("name"),
      roleArn: roleArn(sibling),
      version: given("version"),
      bootstrapSelfManagedAddons: given("bootstrapSelfManagedAddons") ?? true,
      vpcConfig: {
        subnetIds: subnets(cluster),
        ...present({
          endpointPrivateAccess: given("endpointPrivateAccess"),
          endpointPublicAccess: given("endpointPublicAccess"),
          publicAccessCidrs: given("publicAccessCidrs"),
        }),
      },
      accessConfig: { authenticationMode: given("authenticationMode"), bootstrapClusterCreatorAdminPermissions: true },
      encryptionConfig: key === null ? null : { provider: { keyArn: key }, resources: ["secrets"] },
      kubernetesNetworkConfig:
        given("kubernetesServiceIpAddressRange") === null
          ? null
          : { serviceIpv4Cidr: given("kubernetesServiceIpAddressRange"), ipFamily: given("ipFamily") ?? "ipv4" },
      enabledClusterLogTypes: given("enabledClusterLogTypes"),
      upgradePolicy: given("upgradePolicy"),
      deletionProtection: given("deletionProtection"),
      tags: { Name: `${cluster.name}-eksCluster`, ...map(given("clusterTags")), ...map(given("tags")) },
    }),
  };
  return [...role, eksCluster, ...managedAddons(cluster), ...accessEntries(cluster)];
}

function serviceRole(): readonly ComponentChild[] {
  const statement = {
    Action: ["sts:AssumeRole", "sts:TagSession"],
    Effect: "Allow",
    Principal: { Service: "eks.amazonaws.com" },
  };
  return [
    {
      type: "aws:iam/role:Role",
      suffix: "eksRole-role",
      inputs: () => ({
        description: "Allows EKS to manage clusters on your behalf.",
        assumeRolePolicy: JSON.stringify({ Version: "2012-10-17", Statement: [statement] }),
      }),
    },
    {
      type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
      suffix: "eksRole-policy",
      inputs: (sibling) => ({
        policyArn: "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy",
        role: sibling("eksRole-role", "name"),
      }),
    },
  ];
}

/** The add-ons that the component installs unless it is told not to. */
function managedAddons(cluster: Subject): readonly ComponentChild[] {
  const wanted: readonly [name: string, wanted: boolean, options: string][] = [
    ["vpc-cni", cluster.inputs["useDefaultVpcCni"] !== true, "vpcCniOptions"],
    ["kube-proxy", at(cluster.inputs, "kubeProxyAddonOptions.enabled") !== false, "kubeProxyAddonOptions"],
    ["coredns", at(cluster.inputs, "corednsAddonOptions.enabled") === true, "corednsAddonOptions"],
  ];
  return wanted
    .filter(([, isWanted]) => isWanted)
    .map(([addonName, , options]) => ({
      type: "aws:eks/addon:Addon",
      suffix: addonName,
      dependsOn: ["eksCluster"],
      inputs: (sibling) => ({
        clusterName: sibling("eksCluster", "name"),
        addonName,
        addonVersion: at(cluster.inputs, `${options}.version`) ?? null,
        resolveConflictsOnCreate: "OVERWRITE",
        resolveConflictsOnUpdate: "OVERWRITE",
      }),
    }));
}

function accessEntries(cluster: Subject): readonly ComponentChild[] {
  return Object.entries(map(cluster.inputs["accessEntries"] ?? null)).flatMap(([name, entry]) => {
    const policies = Object.entries(map(at(entry, "accessPolicies") ?? null));
    return [
      {
        type: "aws:eks/accessEntry:AccessEntry",
        suffix: name,
        dependsOn: ["eksCluster"],
        inputs: (sibling) => ({
          clusterName: sibling("eksCluster", "name"),
          principalArn: at(entry, "principalArn") ?? null,
          type: at(entry, "type") ?? null,
          kubernetesGroups: at(entry, "kubernetesGroups") ?? null,
        }),
      },
      ...policies.map(([policy, association]): ComponentChild => ({
        type: "aws:eks/accessPolicyAssociation:AccessPolicyAssociation",
        suffix: `${name}-${policy}`,
        dependsOn: [name],
        inputs: (sibling) => ({
          clusterName: sibling("eksCluster", "name"),
          principalArn: at(entry, "principalArn") ?? null,
          policyArn: at(association, "policyArn") ?? null,
          accessScope: at(association, "accessScope") ?? null,
        }),
      })),
    ];
  });
}

function refuseUnsupported(cluster: Subject): void {
  const required: Properties = { skipDefaultNodeGroup: true, authenticationMode: "API" };
  const wrong = Object.entries(required).filter(([name, value]) => cluster.inputs[name] !== value);
  if (wrong.length > 0) {
    const list = wrong.map(([name, value]) => `${name}: ${JSON.stringify(value)}`).join(" and ");
    throw new Error(`the stand-in of eks.Cluster "${cluster.name}" knows only clusters with ${list}`);
  }
}

function subnets(cluster: Subject): Value {
  const lists = ["subnetIds", "publicSubnetIds", "privateSubnetIds"].map((name) => cluster.inputs[name]);
  const text = lists.find((each) => typeof each === "string");
  return text ?? lists.flatMap((each) => (Array.isArray(each) ? each : []));
}

function map(value: Value): Properties {
  const plain = reveal(value);
  return isObject(plain) ? plain : {};
}

function present(properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== null));
}

export const eks: ProviderBehaviour = {
  package: "eks",
  version: "4.3.0",
  defaults: {},
  resources: {},
  components: {
    "eks:index:Cluster": {
      children: clusterChildren,
      outputs: {
        eksCluster: { child: "eksCluster" },
        clusterSecurityGroupId: { child: "eksCluster", output: "vpcConfig.clusterSecurityGroupId" },
        oidcProviderUrl: { child: "eksCluster", output: "identities.0.oidcs.0.issuer" },
      },
    },
  },
};
