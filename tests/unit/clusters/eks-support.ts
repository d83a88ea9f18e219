import type { Handle } from "../../../components/shared/cloud";
import { eksCluster } from "../../../stacks/clusters/eks";
import { commonSettings } from "../../../stacks/settings/common";
import { type EksConfig, eksSettings } from "../../../stacks/settings/eks";
import { record, type Recording, type Registration } from "../../support/record";

export type Section = Readonly<Record<string, unknown>>;

export const zones = ["eu-west-1a", "eu-west-1b", "eu-west-1c"];
export const account = "111122223333";

export const controlPlane = {
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
    ...("namespaces" in commonSettings ? { namespaces: { applications: {} } } : {}),
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
      range: "10.8.0.0/16",
      vpcId: "vpc-0a1b2c3d",
      privateSubnetIds: ["subnet-0a1b2c3d", "subnet-1a1b2c3d", "subnet-2a1b2c3d"],
      clusterSecurityGroupId: "sg-0a1b2c3d",
    },
    issuer: "https://oidc.eks.eu-west-1.amazonaws.com/id/ABCD",
    ...more,
  });

export const build = (config: EksConfig): Promise<Recording<Handle<"eks">>> =>
  record(() => eksCluster(config), controlPlane);

/** The parts of a registration's inputs that a test names. */
export function pick(registration: Registration, ...keys: readonly string[]): Section {
  return Object.fromEntries(keys.map((key) => [key, registration.inputs[key]]));
}
