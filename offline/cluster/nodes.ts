import type { KubernetesObject } from "../kubernetes/objects";

export interface NodeSettings {
  /** Zone names, such as `eu-west-1a`. */
  readonly zones: readonly string[];
  readonly nodesPerZone: number;
}

export const defaultNodes: NodeSettings = { zones: ["zone-a", "zone-b", "zone-c"], nodesPerZone: 3 };

/** What every node has: a common size of the three clouds. */
const capacity = { cpu: "16", memory: "64Gi", "ephemeral-storage": "200Gi", pods: "110" };

/** Fake nodes: the scheduler and the controllers take them for real, kwok plays their kubelets. */
export function nodes({ zones, nodesPerZone }: NodeSettings, version: string): KubernetesObject[] {
  return zones.flatMap((zone, zoneIndex) =>
    Array.from({ length: nodesPerZone }, (_, index) =>
      node(`node-${zone}-${index + 1}`, zone, zoneIndex * nodesPerZone + index, version),
    ),
  );
}

function node(name: string, zone: string, index: number, version: string): KubernetesObject {
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name,
      annotations: { "kwok.x-k8s.io/node": "fake" },
      labels: {
        "kubernetes.io/hostname": name,
        "kubernetes.io/os": "linux",
        "kubernetes.io/arch": "amd64",
        "topology.kubernetes.io/zone": zone,
        "topology.kubernetes.io/region": zone.replace(/-?[a-z0-9]$/, ""),
      },
    },
    spec: { podCIDR: `10.244.${index}.0/24`, podCIDRs: [`10.244.${index}.0/24`] },
    status: {
      capacity,
      allocatable: capacity,
      addresses: [
        { type: "InternalIP", address: "127.0.0.1" },
        { type: "Hostname", address: name },
      ],
      nodeInfo: {
        architecture: "amd64",
        bootID: "",
        containerRuntimeVersion: "kwok",
        kernelVersion: "kwok",
        kubeProxyVersion: version,
        kubeletVersion: version,
        machineID: "",
        operatingSystem: "linux",
        osImage: "kwok",
        systemUUID: "",
      },
    },
  };
}
