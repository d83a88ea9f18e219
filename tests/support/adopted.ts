import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";
import type { Cloud } from "../../components";
import { root } from "./offline";

type Section = Readonly<Record<string, unknown>>;

const network = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/shop/providers/Microsoft.Network";
const virtualNetwork = `${network}/virtualNetworks/shop`;
const compute = "https://www.googleapis.com/compute/v1/projects/shop-1234";

/** What a stack file says of a cluster that exists, beside its name, version, zones and ranges. */
const facts: { readonly [C in Cloud]: { readonly network: Section } & Section } = {
  gke: {
    network: {
      vpc: `${compute}/global/networks/shop`,
      subnetwork: `${compute}/regions/europe-west1/subnetworks/shop`,
    },
  },
  eks: {
    issuer: "https://oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF",
    network: {
      vpcId: "vpc-0123456789abcdef0",
      privateSubnetIds: ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1", "subnet-0123456789abcdef2"],
      clusterSecurityGroupId: "sg-0123456789abcdef0",
    },
  },
  aks: {
    issuer: "https://westeurope.oic.prod-aks.azure.com/00000000-0000-0000-0000-000000000002/issuer/",
    resourceGroup: "shop",
    nodeResourceGroup: "shop-nodes",
    network: {
      virtualNetworkId: virtualNetwork,
      nodeSubnetId: `${virtualNetwork}/subnets/nodes`,
      databaseSubnetId: `${virtualNetwork}/subnets/databases`,
    },
  },
};

/** A cloud's stack file with its cluster adopted, and whatever else is set by path. */
export function adopted(
  cloud: Cloud,
  settings: readonly (readonly [path: readonly string[], value: unknown])[] = [],
): string {
  const document = parseDocument(readFileSync(join(root, `Pulumi.${cloud}.yaml`), "utf8"));
  const key = ["config", "kubernetes-best-practices:cluster"];
  const made = document.toJS()["config"]["kubernetes-best-practices:cluster"];
  const { name, version, zones } = made;
  const ranges = ["range", "pods", "services"].flatMap((each) =>
    made.network?.[each] === undefined ? [] : [[each, made.network[each]]],
  );
  document.setIn(
    key,
    document.createNode({
      mode: "adopt",
      name,
      version,
      zones,
      ...facts[cloud],
      network: { ...facts[cloud].network, ...Object.fromEntries(ranges) },
    }),
  );
  for (const [path, value] of settings) {
    const [first = "", ...rest] = path;
    document.setIn(["config", `kubernetes-best-practices:${first}`, ...rest], document.createNode(value));
  }
  return document.toString();
}
