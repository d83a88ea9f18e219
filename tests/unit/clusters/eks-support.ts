import type { Handle } from "../../../components/shared/cloud";
import { eksCluster } from "../../../stacks/clusters/eks";
import { type EksConfig, eksSettings } from "../../../stacks/settings/eks";
import { record, type Answers, type Recording, type Section } from "../../support/record";

export const zones = ["eu-west-1a", "eu-west-1b", "eu-west-1c"];
export const account = "111122223333";

export const answers: Answers = {
  "eks:index:Cluster": {
    eksCluster: {
      name: "production",
      arn: `arn:aws:eks:eu-west-1:${account}:cluster/production`,
      endpoint: "https://ABCD.gr7.eu-west-1.eks.amazonaws.com",
      certificateAuthority: { data: "Y2VydGlmaWNhdGU=" },
    },
    oidcProviderUrl: "https://oidc.eks.eu-west-1.amazonaws.com/id/ABCD",
    clusterSecurityGroupId: "sg-0a1b2c3d",
  },
  "aws:ec2/launchTemplate:LaunchTemplate": { latestVersion: 7 },
};

function configOf(cluster: Section): EksConfig {
  return eksSettings.parse({
    cloud: "eks",
    region: "eu-west-1",
    backupRegion: "eu-central-1",
    aws: { accountId: account },
    tags: { owner: "platform" },
    namespaces: { applications: {} },
    cluster,
  });
}

export const creation = (more: Section = {}): EksConfig =>
  configOf({ mode: "create", name: "production", zones, ...more });

export const adoption = (more: Section = {}): EksConfig =>
  configOf({
    mode: "adopt",
    name: "production",
    zones,
    network: {
      range: "10.8.0.0/22",
      services: "172.20.0.0/16",
      vpcId: "vpc-0a1b2c3d",
      privateSubnetIds: ["subnet-0a1b2c3d", "subnet-1a1b2c3d", "subnet-2a1b2c3d"],
      clusterSecurityGroupId: "sg-0a1b2c3d",
    },
    issuer: "https://oidc.eks.eu-west-1.amazonaws.com/id/ABCD",
    ...more,
  });

export const build = (config: EksConfig): Promise<Recording<Handle<"eks">>> =>
  record(() => eksCluster(config), answers);
