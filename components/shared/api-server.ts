import type * as k8s from "@pulumi/kubernetes";
import type { AnyHandle } from "./cloud";
import { managedByPulumi } from "./labels";
import type { Labels } from "./service-graph/contract";

export interface ApiServerCallers {
  readonly name: string;
  readonly namespace: string;
  /** Labels of the pods that call the API server; `{}` is every pod of the namespace. */
  readonly podLabels: Labels;
  /** Addresses of the API server where they are private and outside the network of the nodes. @default that network */
  readonly apiServerRange?: string | undefined;
}

export const apiServerPort = 443;

/**
 * Lets pods reach the API server: at the address of its Service, which a plug-in that judges before the address is
 * translated sees (EKS), and at its own, which the others see. The second lies in the network of the nodes: in subnets
 * of the VPC on EKS, in the nodes' subnetwork on GKE, in a subnet of the virtual network on AKS. So the rule opens port
 * 443 of that network too, and with it private endpoints of the cloud's stores. On AKS and GKE the plug-in is Cilium,
 * for which a range holds no pod and no node, so there it opens nothing else; on EKS, where pods take addresses of the
 * VPC, it opens port 443 of pods as well. Pure.
 */
export function toApiServer(
  cluster: AnyHandle,
  { name, namespace, podLabels, apiServerRange = cluster.ranges.nodes }: ApiServerCallers,
): k8s.types.input.networking.v1.NetworkPolicy {
  const addresses = [addressOfApiServer(cluster.ranges.services), apiServerRange];
  return {
    metadata: { name, namespace, labels: { ...managedByPulumi } },
    spec: {
      podSelector: { matchLabels: { ...podLabels } },
      policyTypes: ["Egress"],
      egress: [
        {
          to: addresses.map((cidr) => ({ ipBlock: { cidr } })),
          ports: [{ port: apiServerPort, protocol: "TCP" }],
        },
      ],
    },
  };
}

/** Kubernetes gives the Service of the API server the first address of the range. */
function addressOfApiServer(servicesRange: string): string {
  return servicesRange.replace(/(\d+)\/\d+$/, (_, last: string) => `${Number(last) + 1}/32`);
}
