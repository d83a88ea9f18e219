import * as network from "@pulumi/azure-native/network";
import type * as pulumi from "@pulumi/pulumi";
import type { AksCreation } from "../../settings/aks";
import type { Placement } from "./placement";
import { planSubnets, type Subnets } from "./subnets";

export interface ClusterNetwork {
  readonly virtualNetwork: network.VirtualNetwork;
  readonly nodes: network.Subnet;
  readonly apiServer: network.Subnet;
  readonly databases: network.Subnet;
}

/**
 * The virtual network and its subnets. Nothing in it has a way out by default: nodes go out through the cluster's load
 * balancer. The API server's subnet has no security group, for AKS runs what is in it and admits no one else.
 */
export function createNetwork(
  name: string,
  settings: AksCreation["network"],
  placement: Placement,
  parent: pulumi.Resource,
): ClusterNetwork {
  const plan = planSubnets(settings.range);
  const virtualNetwork = new network.VirtualNetwork(
    `${name}-network`,
    { ...placement, addressSpace: { addressPrefixes: [settings.range] } },
    // The subnets are resources of their own.
    { parent, ignoreChanges: ["subnets"] },
  );
  const group = (role: string, securityRules: readonly Rule[]): network.NetworkSecurityGroup =>
    new network.NetworkSecurityGroup(
      `${name}-${role}`,
      { ...placement, securityRules: securityRules.map(securityRule) },
      { parent },
    );
  const subnet = (role: string, args: SubnetArgs, after: readonly network.Subnet[]): network.Subnet =>
    new network.Subnet(
      `${name}-${role}`,
      {
        resourceGroupName: placement.resourceGroupName,
        virtualNetworkName: virtualNetwork.name,
        defaultOutboundAccess: false,
        ...args,
      },
      // Azure refuses to change one virtual network twice at a time, and fills in the endpoints' regions itself.
      { parent, dependsOn: [...after], ignoreChanges: ["serviceEndpoints"] },
    );

  const nodes = subnet(
    "nodes",
    {
      addressPrefix: plan.nodes,
      networkSecurityGroup: { id: group("nodes-firewall", nodeRules(plan, settings)).id },
    },
    [],
  );
  const apiServer = subnet(
    "api-server",
    { addressPrefix: plan.apiServer, delegations: [delegation("Microsoft.ContainerService/managedClusters")] },
    [nodes],
  );
  const databases = subnet(
    "databases",
    {
      addressPrefix: plan.databases,
      delegations: [delegation("Microsoft.DBforPostgreSQL/flexibleServers")],
      // Database servers write their logs and backups to Azure Storage.
      serviceEndpoints: [{ service: "Microsoft.Storage" }],
      networkSecurityGroup: { id: group("databases-firewall", databaseRules(plan)).id },
    },
    [nodes, apiServer],
  );
  return { virtualNetwork, nodes, apiServer, databases };
}

type SubnetArgs = Omit<network.SubnetArgs, "resourceGroupName" | "virtualNetworkName">;

const delegation = (serviceName: string): { name: string; serviceName: string } => ({
  name: "delegation",
  serviceName,
});

/** Who may connect from where to where; what no rule names, the defaults of Azure decide. */
export interface Rule {
  readonly name: string;
  readonly access: "Allow" | "Deny";
  readonly protocol: "Tcp" | "*";
  /** Ranges, or one service tag. */
  readonly from: readonly string[];
  readonly to: readonly string[];
  /** All ports when absent. */
  readonly ports?: readonly number[];
}

/** Nodes and pods reach each other, whatever stands between them; the internet reaches the ports that are set. */
export function nodeRules(plan: Subnets, settings: AksCreation["network"]): readonly Rule[] {
  const within = [plan.nodes, settings.pods];
  const ingress: Rule = {
    name: "ingress",
    access: "Allow",
    protocol: "Tcp",
    from: ["Internet"],
    to: ["*"],
    ports: settings.ingressPorts,
  };
  return [
    { name: "cluster", access: "Allow", protocol: "*", from: within, to: within },
    ...(settings.ingressPorts.length === 0 ? [] : [ingress]),
  ];
}

const postgres = 5432;
const connectionPool = 6432;

/** Nodes, with the pods behind their addresses, and the servers themselves reach the databases; nobody else does. */
export function databaseRules(plan: Subnets): readonly Rule[] {
  return [
    {
      name: "clients",
      access: "Allow",
      protocol: "Tcp",
      from: [plan.nodes],
      to: [plan.databases],
      ports: [postgres, connectionPool],
    },
    {
      name: "replication",
      access: "Allow",
      protocol: "Tcp",
      from: [plan.databases],
      to: [plan.databases],
      ports: [postgres],
    },
    { name: "others", access: "Deny", protocol: "*", from: ["VirtualNetwork"], to: ["*"] },
  ];
}

const priorityStep = 100;

/** The rule as Azure writes it: one prefix or several, one port or several. */
function securityRule(rule: Rule, index: number) {
  const [from, ...moreSources] = rule.from;
  const [to, ...moreTargets] = rule.to;
  return {
    name: rule.name,
    priority: (index + 1) * priorityStep,
    direction: "Inbound",
    access: rule.access,
    protocol: rule.protocol,
    sourcePortRange: "*",
    ...(moreSources.length === 0 ? { sourceAddressPrefix: from } : { sourceAddressPrefixes: [...rule.from] }),
    ...(moreTargets.length === 0 ? { destinationAddressPrefix: to } : { destinationAddressPrefixes: [...rule.to] }),
    ...(rule.ports === undefined ? { destinationPortRange: "*" } : { destinationPortRanges: rule.ports.map(String) }),
  };
}
