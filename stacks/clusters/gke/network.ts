import * as gcp from "@pulumi/gcp";
import type * as pulumi from "@pulumi/pulumi";
import ipaddr from "ipaddr.js";
import type { GkeCreation } from "../../settings/gke";
import type { Place } from "./place";
import { planSubnets, type Subnets } from "./subnets";

export interface NetworkArgs {
  readonly cluster: GkeCreation;
  readonly place: Place;
}

export interface Network {
  readonly vpc: gcp.compute.Network;
  readonly subnetwork: gcp.compute.Subnetwork;
  /** The nodes' way to the internet. */
  readonly nat: gcp.compute.RouterNat;
  /** The way to managed databases. */
  readonly privateServices: gcp.servicenetworking.Connection;
}

/** Names of the subnetwork's secondary ranges. */
export const secondaryRanges = { pods: "pods", services: "services" } as const;

/** A VPC that nothing enters unasked, with one subnetwork for the cluster, a way out and a way to managed databases. */
export function createNetwork(name: string, args: NetworkArgs, opts: pulumi.CustomResourceOptions): Network {
  const subnets = planSubnets(args.cluster.network.range);
  const description = `Cluster ${args.cluster.name}`;

  const vpc = new gcp.compute.Network(
    `${name}-vpc`,
    { project: args.place.project, description, autoCreateSubnetworks: false, routingMode: "REGIONAL" },
    opts,
  );
  denyIngress(name, args.place, vpc, opts);
  const subnetwork = createSubnetwork(name, args, vpc, subnets, opts);
  const nat = createNat(name, args, vpc, subnetwork, opts);
  const privateServices = connectPrivateServices(name, args, vpc, subnets, opts);
  return { vpc, subnetwork, nat, privateServices };
}

/** Google Cloud denies the same by itself, but logs nothing of it. GKE's own rules come first. */
function denyIngress(
  name: string,
  { project }: Place,
  vpc: gcp.compute.Network,
  opts: pulumi.CustomResourceOptions,
): gcp.compute.Firewall {
  return new gcp.compute.Firewall(
    `${name}-deny-ingress`,
    {
      project,
      network: vpc.selfLink,
      direction: "INGRESS",
      priority: 65534,
      denies: [{ protocol: "all" }],
      sourceRanges: ["0.0.0.0/0"],
      logConfig: { metadata: "INCLUDE_ALL_METADATA" },
    },
    opts,
  );
}

/** Nodes, and as secondary ranges pods and Services; Google's APIs are reached without leaving Google's network. */
function createSubnetwork(
  name: string,
  { cluster, place }: NetworkArgs,
  vpc: gcp.compute.Network,
  subnets: Subnets,
  opts: pulumi.CustomResourceOptions,
): gcp.compute.Subnetwork {
  return new gcp.compute.Subnetwork(
    `${name}-subnetwork`,
    {
      ...place,
      description: `Cluster ${cluster.name}`,
      network: vpc.selfLink,
      ipCidrRange: subnets.nodes,
      secondaryIpRanges: [
        { rangeName: secondaryRanges.pods, ipCidrRange: cluster.network.pods },
        { rangeName: secondaryRanges.services, ipCidrRange: cluster.network.services },
      ],
      privateIpGoogleAccess: true,
      logConfig: { aggregationInterval: "INTERVAL_1_MIN", flowSampling: 0.5, metadata: "INCLUDE_ALL_METADATA" },
    },
    opts,
  );
}

/** Ports are handed out as they are needed, so that one node with many connections does not starve. */
function createNat(
  name: string,
  { cluster, place }: NetworkArgs,
  vpc: gcp.compute.Network,
  subnetwork: gcp.compute.Subnetwork,
  opts: pulumi.CustomResourceOptions,
): gcp.compute.RouterNat {
  const router = new gcp.compute.Router(
    `${name}-router`,
    { ...place, description: `Cluster ${cluster.name}`, network: vpc.selfLink },
    opts,
  );
  return new gcp.compute.RouterNat(
    `${name}-nat`,
    {
      ...place,
      router: router.name,
      natIpAllocateOption: "AUTO_ONLY",
      sourceSubnetworkIpRangesToNat: "LIST_OF_SUBNETWORKS",
      subnetworks: [{ name: subnetwork.selfLink, sourceIpRangesToNats: ["ALL_IP_RANGES"] }],
      enableDynamicPortAllocation: true,
      enableEndpointIndependentMapping: false,
      minPortsPerVm: 64,
      maxPortsPerVm: 8192,
      logConfig: { enable: true, filter: "ERRORS_ONLY" },
    },
    opts,
  );
}

/** Private services access: Google puts managed databases into a network of its own, which is peered with the VPC. */
function connectPrivateServices(
  name: string,
  { cluster, place }: NetworkArgs,
  vpc: gcp.compute.Network,
  { privateServices }: Subnets,
  opts: pulumi.CustomResourceOptions,
): gcp.servicenetworking.Connection {
  const [address, prefixLength] = ipaddr.IPv4.parseCIDR(privateServices);
  const range = new gcp.compute.GlobalAddress(
    `${name}-private-services`,
    {
      project: place.project,
      description: `Managed databases of cluster ${cluster.name}`,
      purpose: "VPC_PEERING",
      addressType: "INTERNAL",
      network: vpc.selfLink,
      address: address.toString(),
      prefixLength,
    },
    opts,
  );
  return new gcp.servicenetworking.Connection(
    `${name}-private-services`,
    {
      network: vpc.selfLink,
      service: "servicenetworking.googleapis.com",
      reservedPeeringRanges: [range.name],
      // Google refuses to delete a connection for days after its last database is gone.
      deletionPolicy: "ABANDON",
    },
    opts,
  );
}
