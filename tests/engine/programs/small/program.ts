import * as aws from "@pulumi/aws";
import * as k8s from "@pulumi/kubernetes";
import * as random from "@pulumi/random";
import type { Environment } from "../../../../offline/engine/environment";

/** A network with the range `SMALL_CIDR` and the tag `SMALL_TAG`, a namespace, and a Secret in it. */
export function make({ SMALL_CIDR: cidr = "10.0.0.0/16", SMALL_TAG: tag = "one" }: Environment) {
  const provider = new aws.Provider("aws", { region: "eu-west-1", allowedAccountIds: ["111122223333"] });
  const vpc = new aws.ec2.Vpc("vpc", { cidrBlock: cidr, tags: { tag } }, { provider });
  const subnets = ["a", "b", "c"].map((zone, index) => {
    const block = { vpcId: vpc.id, cidrBlock: `10.0.${index}.0/24` };
    return new aws.ec2.Subnet(`subnet-${zone}`, block, { provider, parent: vpc });
  });
  const password = new random.RandomPassword("password", { length: 24 });
  const cluster = new k8s.Provider("kubernetes", { kubeconfig: "none", clusterIdentifier: "small" });
  const namespace = new k8s.core.v1.Namespace("namespace", {}, { provider: cluster });
  const contents = { metadata: { namespace: namespace.metadata.name }, stringData: { password: password.result } };
  new k8s.core.v1.Secret("secret", contents, { provider: cluster });
  return { vpcArn: vpc.arn, subnetIds: subnets.map((subnet) => subnet.id), secret: password.result };
}
