import * as aws from "@pulumi/aws";
import * as k8s from "@pulumi/kubernetes";
import * as random from "@pulumi/random";

const cidr = process.env["SMALL_CIDR"] ?? "10.0.0.0/16";
const tag = process.env["SMALL_TAG"] ?? "one";

const provider = new aws.Provider("aws", { region: "eu-west-1", allowedAccountIds: ["111122223333"] });
const vpc = new aws.ec2.Vpc("vpc", { cidrBlock: cidr, tags: { tag } }, { provider });
const subnets = ["a", "b", "c"].map(
  (zone, index) =>
    new aws.ec2.Subnet(`subnet-${zone}`, { vpcId: vpc.id, cidrBlock: `10.0.${index}.0/24` }, { provider, parent: vpc }),
);
const password = new random.RandomPassword("password", { length: 24 });
const cluster = new k8s.Provider("kubernetes", { kubeconfig: "none", clusterIdentifier: "small" });
const namespace = new k8s.core.v1.Namespace("namespace", {}, { provider: cluster });
new k8s.core.v1.Secret(
  "secret",
  { metadata: { namespace: namespace.metadata.name }, stringData: { password: password.result } },
  { provider: cluster },
);

export const vpcArn = vpc.arn;
export const subnetIds = subnets.map((subnet) => subnet.id);
export const secret = password.result;
