import * as gcp from "@pulumi/gcp";
import type * as pulumi from "@pulumi/pulumi";

/** APIs that the database uses. Those of the cluster are on already, but not those of an adopted one. */
const apis = ["cloudkms", "cloudresourcemanager", "logging", "monitoring", "servicenetworking", "sqladmin"] as const;

/** Switches the APIs on; they stay on when the database goes, for others may use them. */
export function enableServices(
  name: string,
  project: string,
  opts: pulumi.CustomResourceOptions,
): readonly gcp.projects.Service[] {
  return apis.map(
    (api) =>
      new gcp.projects.Service(
        `${name}-service-${api}`,
        { project, service: `${api}.googleapis.com`, disableOnDestroy: false },
        opts,
      ),
  );
}
