import { z } from "zod";
import { type Capabilities, kubernetes } from "../../../components";
import { type AddressRange, nameSetting, servicesDescription, versionSetting, zonesSetting } from "../cluster";

export const regionName = (): z.ZodString => z.string().regex(/^[a-z]{2}(-[a-z]+){1,2}-\d$/);

/** What every cluster says of itself, made here or adopted. */
export const eksShared = {
  name: nameSetting("eks", 63),
  version: versionSetting("eks", z.enum(kubernetes.supported.eks).default(kubernetes.default)),
  zones: zonesSetting({ example: "eu-west-1a", change: "create time only" }, /^[a-z]{2}(-[a-z]+){1,2}-\d[a-z]$/),
};

/** Address ranges of a network, each made by `range`. */
export const eksRanges = <S extends z.ZodType>(range: (doc: AddressRange) => S) => ({
  range: range({
    description: "Addresses of the VPC: nodes, pods and private endpoints.",
    change: "create time only",
    shortest: 16,
    longest: 20,
    usual: "10.0.0.0/16",
  }),
  services: range({
    description: servicesDescription,
    change: "replaces the cluster",
    shortest: 12,
    longest: 24,
    usual: "172.20.0.0/16",
    note: ", private and outside the VPC",
  }),
});

/** What a cluster made here brings along, and what is assumed of an adopted one. */
export const eksCapabilities: Capabilities = {
  verticalPodAutoscaler: "ours",
  metricsServer: "managed",
  snapshotController: "managed",
  nodeAutoscaling: "ours",
  networkPolicy: "managed",
  gatewayApiCrds: "ours",
};
