import type { Cloud, Handle } from "../../components";

/** What the settings of any cloud say of a cluster, created or adopted. */
interface Settings<C extends Cloud> {
  readonly cloud: C;
  readonly region: string;
  readonly cluster: {
    readonly name: string;
    readonly zones: readonly string[];
    readonly version: string;
    /** Without a range of their own, pods take addresses of the network. */
    readonly network: { readonly range: string; readonly pods?: string; readonly services: string };
  };
}

/** What a cluster created and one adopted say each in its own way. */
export type ModePart<C extends Cloud> = Pick<
  Handle<C>,
  "provider" | "workloadIdentityIssuer" | "capabilities" | "facts" | "ready"
>;

/** What the settings alone say; zones in one order, so that theirs means nothing. */
export function settingsPart<C extends Cloud>({
  cloud,
  region,
  cluster,
}: Settings<C>): Omit<Handle<C>, keyof ModePart<C> | "cloudProvider"> {
  const { range, pods = range, services } = cluster.network;
  return {
    cloud,
    name: cluster.name,
    region,
    zones: [...cluster.zones].sort(),
    version: cluster.version,
    ranges: { nodes: range, pods, services },
  };
}

/**
 * Names a cluster for good, whether it is created or adopted.
 *
 * @param account the project, account or subscription that owns it.
 */
export function identityOf({ cloud, region, cluster }: Settings<Cloud>, account: string): string {
  return `${cloud}/${account}/${region}/${cluster.name}`;
}
