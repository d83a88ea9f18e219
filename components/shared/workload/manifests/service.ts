import type * as k8s from "@pulumi/kubernetes";
import type { Description } from "../contract";
import { metadata, selectorLabels } from "./labels";

type ServiceManifest = k8s.types.input.core.v1.Service;
type ServicePort = k8s.types.input.core.v1.ServicePort;

/** The address of all pods that are ready. */
export function service(description: Description): ServiceManifest {
  return {
    metadata: metadata(description),
    spec: { type: "ClusterIP", selector: { ...selectorLabels(description.service) }, ports: servicePorts(description) },
  };
}

/** Gives each pod of a StatefulSet a name in DNS, ready or not, so that they find each other while they start. */
export function headlessService(description: Description): ServiceManifest {
  const ports = servicePorts(description);
  return {
    metadata: metadata(description, headlessName(description)),
    spec: {
      clusterIP: "None",
      publishNotReadyAddresses: true,
      selector: { ...selectorLabels(description.service) },
      ...(ports.length === 0 ? {} : { ports }),
    },
  };
}

export function headlessName({ service }: Description): string {
  return `${service}-headless`;
}

function servicePorts({ ports }: Description): ServicePort[] {
  return Object.entries(ports).map(([name, { port, servicePort = port, protocol = "TCP", appProtocol }]) => ({
    name,
    port: servicePort,
    targetPort: name,
    protocol,
    ...(appProtocol === undefined ? {} : { appProtocol }),
  }));
}
