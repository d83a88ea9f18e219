import { z } from "zod";
import { type Capabilities, kubernetes } from "../../../components";
import { type AddressRange, nameSetting, servicesDescription, versionSetting, zonesSetting } from "../cluster";

/** A GUID as Azure prints it. */
export const guid = (): z.ZodString => z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);

export const resourceGroupName = (): z.ZodString => z.string().regex(/^[\w.()-]{0,89}[\w()-]$/);

/** What every cluster says of itself, made here or adopted. */
export const aksShared = {
  name: nameSetting("aks", 40),
  version: versionSetting("aks", z.enum(kubernetes.supported.aks).default(kubernetes.default)),
  zones: zonesSetting({ example: "uksouth-1", change: "create time only" }, /^[a-z]+\d?-[123]$/),
};

/** Address ranges of a network, each made by `range`. */
export const aksRanges = <S extends z.ZodType>(range: (doc: AddressRange) => S) => ({
  range: range({
    description: "Addresses of the virtual network: nodes, API server, databases and private endpoints.",
    change: "create time only",
    shortest: 16,
    longest: 20,
    usual: "10.30.0.0/16",
  }),
  pods: range({
    description: "Addresses of pods, a /24 for each node; seen within the cluster only.",
    change: "replaces the cluster",
    shortest: 10,
    longest: 16,
    usual: "10.240.0.0/14",
    note: ", outside the other ranges",
  }),
  services: range({
    description: servicesDescription,
    change: "replaces the cluster",
    shortest: 13,
    longest: 24,
    usual: "10.31.0.0/20",
    note: ", outside the other ranges",
  }),
});

/** What a cluster made here brings along, and what is assumed of an adopted one. */
export const aksCapabilities: Capabilities = {
  verticalPodAutoscaler: "managed",
  metricsServer: "managed",
  snapshotController: "managed",
  nodeAutoscaling: "managed",
  networkPolicy: "managed",
  gatewayApiCrds: "ours",
};
