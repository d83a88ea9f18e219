import * as gcp from "@pulumi/gcp";
import type * as pulumi from "@pulumi/pulumi";
import type { GkeCreation } from "../../settings/gke";
import type { Place } from "./place";

/** APIs that the cluster uses. Service Usage, which switches them on, must be on already. */
const apis = [
  "cloudkms",
  "cloudresourcemanager",
  "compute",
  "container",
  "iam",
  "logging",
  "monitoring",
  "servicenetworking",
] as const;

export interface ServicesArgs {
  readonly cluster: GkeCreation;
  readonly place: Place;
}

/** Switches the APIs on; they stay on when the cluster goes, for others may use them. */
export function enableServices(
  name: string,
  { cluster, place: { project } }: ServicesArgs,
  opts: pulumi.CustomResourceOptions,
): readonly gcp.projects.Service[] {
  const used = cluster.binaryAuthorization ? [...apis, "binaryauthorization"] : apis;
  return used.map(
    (api) =>
      new gcp.projects.Service(
        `${name}-service-${api}`,
        { project, service: `${api}.googleapis.com`, disableOnDestroy: false },
        opts,
      ),
  );
}
