import * as pulumi from "@pulumi/pulumi";

/** Inputs that TypeScript would refuse reach the engine from programs that build them from data. */
class Untyped extends pulumi.CustomResource {}

if (process.env["WRONG"] === "unknown") {
  new Untyped("aws:ec2/vpc:Vpc", "vpc", { cidrBlok: "10.0.0.0/16" });
} else {
  new Untyped("aws:eks/cluster:Cluster", "cluster", { roleArn: "arn", vpcConfig: { endpointPrivateAccess: true } });
}
