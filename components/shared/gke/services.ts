import * as gcp from "@pulumi/gcp";
import type * as pulumi from "@pulumi/pulumi";

/** Switches APIs on, such as `sqladmin`; they stay on when the component goes, for others may use them. */
export function enableServices(
  name: string,
  project: string,
  apis: readonly string[],
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
