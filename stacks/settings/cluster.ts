import { z } from "zod";
import { type Capabilities, type Cloud, clouds, kubernetes, type Provision } from "../../components";
import { removals } from "../clusters/removal";
import { choice, dnsLabel, ipv4Range, section, wholeNumber } from "./fields";
import { type Change, setting, type SettingDoc } from "./setting";

/**
 * Settings that the clusters of several clouds have, in the same words; what differs is an argument. What one cloud
 * alone has, or counts in another unit, stands in its own folder.
 */

/** What people call a cloud and its Kubernetes service. */
const names: { readonly [C in Cloud]: { readonly cloud: string; readonly service: string } } = {
  gke: { cloud: "Google Cloud", service: "GKE" },
  eks: { cloud: "AWS", service: "EKS" },
  aks: { cloud: "Azure", service: "AKS" },
};

/** Two words or more as `a, b or c`. */
const either = (words: readonly string[]): string => `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;

export const cloudSetting = <C extends Cloud>(cloud: C): z.ZodLiteral<C> =>
  setting({ description: "The cloud.", allowed: either(clouds) }, z.literal(cloud));

export const regionSetting = <S extends z.ZodType>(allowed: string, schema: S): S =>
  setting({ description: "Region of the cluster.", allowed, change: "replaces the cluster" }, schema);

export const backupRegionSetting = <S extends z.ZodType>(doc: Pick<SettingDoc, "allowed" | "change">, schema: S): S =>
  setting({ description: "Region that holds the copies of all backups.", ...doc }, schema);

/** The settings of a cluster, by its `mode`. */
export const clusterSetting = <S extends z.ZodType>(schema: S): S =>
  setting(
    { description: "The cluster: created by this stack, or adopted.", allowed: "a section with the key `mode`" },
    schema,
  );

const mode = <M extends "create" | "adopt">(value: M, description: string): z.ZodLiteral<M> =>
  setting({ description, allowed: "create or adopt" }, z.literal(value));

export const createMode = mode("create", "The cluster is made by this stack.");
export const adoptMode = mode("adopt", "The cluster exists and is left alone.");

/** Name of the cluster. */
export const nameSetting = (cloud: Cloud, longest: number): z.ZodString =>
  setting(
    {
      description: `Name of the cluster in ${names[cloud].cloud}.`,
      allowed: `up to ${longest} lower-case letters, digits and \`-\`, a letter first`,
      change: "replaces the cluster",
    },
    dnsLabel(longest),
  );

/** @param schema of `kubernetes.supported[cloud]`. */
export const versionSetting = <S extends z.ZodType>(cloud: Cloud, schema: S): S =>
  setting(
    {
      description: "Kubernetes minor version; raise it by one minor at a time, it cannot be lowered.",
      allowed: `a version in standard support of ${names[cloud].service}: ${kubernetes.supported[cloud].join(", ")}`,
    },
    schema,
  );

export const zonesSetting = (
  doc: { readonly example: string; readonly change: Change },
  zone: RegExp,
): z.ZodArray<z.ZodString> =>
  setting(
    {
      description: "Zones of nodes and databases, as the nodes' zone label spells them, in any order.",
      allowed: `three zones of the region, such as ${doc.example}`,
      change: doc.change,
    },
    z.array(z.string().regex(zone)).length(3),
  );

export const removalSetting = choice(
  { description: "What becomes of the cluster when it leaves the program: refused, left running, or deleted." },
  z.enum(removals).default("protect"),
);

/** How an adopted cluster is reached. */
export const kubeconfigSettings = {
  kubeconfig: setting(
    {
      description: "Path of a kubeconfig; without it the variable KUBECONFIG says where, then `~/.kube/config`.",
      allowed: "a path",
    },
    z.string().min(1).optional(),
  ),
  context: setting(
    { description: "Context of that kubeconfig; without it the current one.", allowed: "a name" },
    z.string().min(1).optional(),
  ),
};

/** The network of a cluster to make. */
export const networkSection = <S extends z.ZodType>(schema: S): S =>
  section("Network of the cluster and its address ranges.", schema);

/** The network of an adopted cluster. */
export const adoptedNetworkSection = <S extends z.ZodType>(schema: S): S =>
  section("Network that the cluster stands in.", schema);

/** An address range of a network, as a cluster to make has it. */
export interface AddressRange {
  readonly description: string;
  /** What a change does. */
  readonly change: Change;
  /** Prefixes that the cloud takes. */
  readonly shortest: number;
  readonly longest: number;
  readonly usual: string;
  /** More of what is allowed, to follow it. */
  readonly note?: string;
}

export const servicesDescription = "Addresses of Services; seen within the cluster only.";

/** A range of a network to make. */
export const newRange = ({ shortest, longest, usual, note = "", ...doc }: AddressRange): z.ZodDefault<z.ZodString> =>
  setting(
    { ...doc, allowed: `an IPv4 range of /${shortest} to /${longest}, on its network address${note}` },
    ipv4Range(shortest, longest).default(usual),
  );

/** A range of a network that exists, of whatever size: firewalls and policies are built on it, so none is assumed. */
export const existingRange = ({ description }: AddressRange): z.ZodString =>
  setting({ description, allowed: "an IPv4 range of /8 to /29, on its network address" }, ipv4Range(8, 29));

/** @param command says the issuer of a cluster. */
export const issuerSetting = (command: string, issuer: RegExp): z.ZodString =>
  setting(
    { description: `OIDC issuer of the cluster: \`${command}\`.`, allowed: "an https address" },
    z.string().regex(issuer),
  );

export const endpointSection = <S extends z.ZodType>(schema: S): S =>
  setting({ description: "Reach of the API server.", allowed: "a section with the key `access`" }, schema);

const accesses = {
  private:
    "The cluster's own network reaches the API server, and networks connected with it: stacks are deployed from there.",
  dns: "As private, and from anywhere, at a DNS name, whom IAM admits (container.clusters.connect).",
  restricted: "As private, and from the authorised ranges.",
};

/** @param choices all ways that the cloud has. */
export const accessSetting = <A extends keyof typeof accesses>(
  access: A,
  choices: readonly string[],
): z.ZodLiteral<A> => setting({ description: accesses[access], allowed: either(choices) }, z.literal(access));

export const authorisedRangesSetting = (most: number): z.ZodArray<z.ZodString> =>
  setting(
    {
      description: "Public addresses, such as those of an office or of CI, that reach the API server.",
      allowed: `1 to ${most} public IPv4 ranges of /8 to /32, on their network address`,
    },
    z.array(ipv4Range(0, 32)).min(1).max(most),
  );

export const connectedRangesSetting = setting(
  {
    description: "Private addresses outside the cluster's network, such as those of a VPN, that reach the API server.",
    allowed: "up to 10 private IPv4 ranges, on their network address",
  },
  z.array(ipv4Range(0, 32)).max(10).default([]),
);

/** Nodes of the system pods. */
export const nodesSection = <S extends z.ZodType>(schema: S): S => section("The nodes of the system pods.", schema);

export const diskDescription = "Encrypted disk of a system node, in GiB.";

export const maintenanceSection = <S extends z.ZodType>(schema: S): S =>
  section("Weekly window of the upgrades that the cloud makes by itself.", schema);

export const weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] as const;

/** @param clock the time zone, to follow the sentence. */
export const windowStartSetting = (clock: string): z.ZodDefault<z.ZodString> =>
  setting(
    { description: `Time at which the window opens, ${clock}.`, allowed: "HH:MM, 00:00 to 23:59, in quotes" },
    z
      .string()
      .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
      .default("02:00"),
  );

export const windowHoursSetting = (usual: number, note?: string): z.ZodDefault<z.ZodInt> =>
  wholeNumber({ description: "Length of the window, in hours." }, { least: 4, most: 24, usual, note });

/** @param logs whose they are. */
export const logRetentionSetting = <S extends z.ZodType>(logs: string, allowed: string, schema: S): S =>
  setting({ description: `Days for which the logs of ${logs} are kept.`, allowed }, schema);

const provisions = ["managed", "ours", "none"] as const satisfies readonly Provision[];

/** What an adopted cluster runs already; `usual` is what one made here brings along. */
export function capabilitiesSetting(cloud: Cloud, usual: Capabilities) {
  const capability = (name: keyof Capabilities, description: string) =>
    setting(
      { description, allowed: `managed (by ${names[cloud].cloud} or others), ours or none` },
      z.enum(provisions).default(usual[name]),
    );
  return section(
    "What the cluster runs already; nothing managed is installed again.",
    z
      .strictObject({
        verticalPodAutoscaler: capability("verticalPodAutoscaler", "Vertical Pod Autoscaler."),
        metricsServer: capability("metricsServer", "Metrics Server."),
        snapshotController: capability("snapshotController", "Controller of volume snapshots."),
        nodeAutoscaling: capability("nodeAutoscaling", "Autoscaling of nodes: node auto-provisioning or Karpenter."),
        networkPolicy: capability("networkPolicy", "Engine that enforces NetworkPolicies."),
        gatewayApiCrds: capability("gatewayApiCrds", "Custom resources of the Gateway API."),
      })
      .prefault({}),
  );
}
