import { z } from "zod";
import { type Capabilities, kubernetes } from "../../../components";
import { type AddressRange, nameSetting, servicesDescription, versionSetting, zonesSetting } from "../cluster";

/** What every cluster says of itself, made here or adopted. */
export const gkeShared = {
  name: nameSetting("gke", 40),
  version: versionSetting("gke", z.enum(kubernetes.supported.gke).default(kubernetes.default)),
  zones: zonesSetting({ example: "europe-west1-b", change: "replaces nodes" }, /^[a-z]+(-[a-z]+)+\d{1,2}-[a-z]$/),
};

/** Address ranges of a network, each made by `range`. */
export const gkeRanges = <S extends z.ZodType>(range: (doc: AddressRange) => S) => ({
  range: range({
    description:
      "Addresses of nodes, API server and private endpoints. Of a new cluster the first half is the nodes' and the second that of managed databases.",
    change: "replaces the cluster",
    shortest: 16,
    longest: 22,
    usual: "10.20.0.0/16",
  }),
  pods: range({
    description: "Addresses of pods, a /24 for each node.",
    change: "create time only",
    shortest: 10,
    longest: 20,
    usual: "10.24.0.0/14",
    note: ", outside the other ranges",
  }),
  services: range({
    description: servicesDescription,
    change: "create time only",
    shortest: 16,
    longest: 24,
    usual: "10.28.0.0/20",
    note: ", outside the other ranges",
  }),
});

/** What a cluster made here brings along, and what is assumed of an adopted one. */
export const gkeCapabilities: Capabilities = {
  verticalPodAutoscaler: "managed",
  metricsServer: "managed",
  snapshotController: "managed",
  nodeAutoscaling: "managed",
  networkPolicy: "managed",
  gatewayApiCrds: "managed",
};
