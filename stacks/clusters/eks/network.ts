import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { EksCreation } from "../../settings/eks";
import { movable } from "../removal";
import { createFlowLogs } from "./flow-logs";
import type { Place } from "./names";
import { planSubnets, type ZoneSubnets } from "./subnets";

export interface EksNetworkArgs {
  readonly cluster: EksCreation;
  readonly place: Place;
  /** ARN of the key that encrypts the flow logs. */
  readonly logsKeyArn: pulumi.Input<string>;
}

/** A VPC of three zones: private subnets for nodes and pods, public ones for NAT gateways and load balancers. */
export class EksNetwork extends pulumi.ComponentResource {
  public readonly vpcId: pulumi.Output<string>;
  public readonly privateSubnetIds: pulumi.Output<string[]>;
  /** What nodes need before them: the private subnets' way out. */
  public readonly ready: readonly pulumi.Resource[];
  private readonly name: string;
  private readonly cluster: EksCreation;

  constructor(name: string, args: EksNetworkArgs, opts: pulumi.ComponentResourceOptions) {
    super("kubernetes-best-practices:index:EksNetwork", name, {}, opts);
    this.name = name;
    this.cluster = args.cluster;
    const plan = planSubnets(args.cluster.network.range, args.cluster.zones);

    const vpc = this.vpc();
    createFlowLogs(name, { ...args, vpcId: vpc.id }, { parent: this });
    const publicSubnets = this.publicSubnets(vpc, plan);
    const natGateways = this.natGateways(publicSubnets);
    const privateSubnets = this.privateSubnets(vpc, plan, natGateways);

    this.vpcId = vpc.id;
    this.privateSubnetIds = pulumi.all(privateSubnets.map(({ subnet }) => subnet.id));
    this.ready = privateSubnets.flatMap(({ ready }) => ready);
    this.registerOutputs({ vpcId: this.vpcId, privateSubnetIds: this.privateSubnetIds });
  }

  private vpc(): aws.ec2.Vpc {
    const vpc = new aws.ec2.Vpc(
      `${this.name}-vpc`,
      {
        cidrBlock: this.cluster.network.range,
        enableDnsHostnames: true,
        enableDnsSupport: true,
        tags: this.tags(),
      },
      { parent: this },
    );
    new aws.ec2.DefaultSecurityGroup(
      `${this.name}-default-security-group`,
      { vpcId: vpc.id, ingress: [], egress: [], tags: this.tags("closed") },
      { parent: this },
    );
    return vpc;
  }

  /** Subnets whose traffic leaves by the internet gateway. */
  private publicSubnets(vpc: aws.ec2.Vpc, plan: readonly ZoneSubnets[]): readonly ReachableSubnet[] {
    const gateway = new aws.ec2.InternetGateway(
      `${this.name}-internet-gateway`,
      { vpcId: vpc.id, tags: this.tags() },
      { parent: this },
    );
    const table = new aws.ec2.RouteTable(
      `${this.name}-public-routes`,
      { vpcId: vpc.id, tags: this.tags("public") },
      { parent: this },
    );
    const route = new aws.ec2.Route(
      `${this.name}-public-route`,
      { routeTableId: table.id, destinationCidrBlock: anywhere, gatewayId: gateway.id },
      { parent: this },
    );
    return plan.map(({ zone, public: range }) => {
      const subnet = this.subnet("public", vpc, zone, range, { "kubernetes.io/role/elb": "1" });
      return { zone, subnet, route, association: this.association("public", zone, subnet, table) };
    });
  }

  /** One gateway per zone, or the first zone's for all. */
  private natGateways(subnets: readonly ReachableSubnet[]): readonly aws.ec2.NatGateway[] {
    const served = this.cluster.network.nat === "single" ? subnets.slice(0, 1) : subnets;
    return served.map(({ zone, subnet, route, association }) => {
      // Gateways may come and go with the setting.
      const opts = { parent: this, ...movable };
      const address = new aws.ec2.Eip(
        `${this.name}-nat-address-${zone}`,
        { domain: "vpc", tags: this.tags(`nat-${zone}`) },
        // An address can be given back only while the internet gateway is still there.
        { ...opts, dependsOn: [route, association] },
      );
      return new aws.ec2.NatGateway(
        `${this.name}-nat-${zone}`,
        { subnetId: subnet.id, allocationId: address.id, tags: this.tags(`nat-${zone}`) },
        opts,
      );
    });
  }

  /** Subnets whose traffic leaves by the NAT gateway of their zone, where there is one. */
  private privateSubnets(
    vpc: aws.ec2.Vpc,
    plan: readonly ZoneSubnets[],
    natGateways: readonly aws.ec2.NatGateway[],
  ): readonly PrivateSubnet[] {
    const [single] = natGateways;
    return plan.map(({ zone, private: range }, index) => {
      const subnet = this.subnet("private", vpc, zone, range, {
        "kubernetes.io/role/internal-elb": "1",
        "karpenter.sh/discovery": this.cluster.name,
      });
      const table = new aws.ec2.RouteTable(
        `${this.name}-private-routes-${zone}`,
        { vpcId: vpc.id, tags: this.tags(`private-${zone}`) },
        { parent: this },
      );
      const association = this.association("private", zone, subnet, table);
      const gateway = natGateways[index] ?? single;
      if (gateway === undefined) return { subnet, ready: [association] };
      const route = new aws.ec2.Route(
        `${this.name}-private-route-${zone}`,
        { routeTableId: table.id, destinationCidrBlock: anywhere, natGatewayId: gateway.id },
        { parent: this },
      );
      return { subnet, ready: [association, route] };
    });
  }

  private subnet(
    reach: "public" | "private",
    vpc: aws.ec2.Vpc,
    zone: string,
    range: string,
    tags: Readonly<Record<string, string>>,
  ): aws.ec2.Subnet {
    return new aws.ec2.Subnet(
      `${this.name}-${reach}-${zone}`,
      {
        vpcId: vpc.id,
        availabilityZone: zone,
        cidrBlock: range,
        mapPublicIpOnLaunch: false,
        tags: { ...this.tags(`${reach}-${zone}`), ...tags },
      },
      { parent: this },
    );
  }

  private association(
    reach: "public" | "private",
    zone: string,
    subnet: aws.ec2.Subnet,
    table: aws.ec2.RouteTable,
  ): aws.ec2.RouteTableAssociation {
    return new aws.ec2.RouteTableAssociation(
      `${this.name}-${reach}-association-${zone}`,
      { subnetId: subnet.id, routeTableId: table.id },
      { parent: this },
    );
  }

  private tags(role?: string): Record<string, string> {
    return { Name: role === undefined ? this.cluster.name : `${this.cluster.name}-${role}` };
  }
}

interface PrivateSubnet {
  readonly subnet: aws.ec2.Subnet;
  /** What makes it reach the internet. */
  readonly ready: readonly pulumi.Resource[];
}

/** A public subnet with what makes it reach the internet. */
interface ReachableSubnet {
  readonly zone: string;
  readonly subnet: aws.ec2.Subnet;
  readonly route: aws.ec2.Route;
  readonly association: aws.ec2.RouteTableAssociation;
}

const anywhere = "0.0.0.0/0";
