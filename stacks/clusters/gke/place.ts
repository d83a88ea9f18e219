import type { GkeConfig } from "../../settings/gke";

/** Where a cluster stands. */
export interface Place {
  readonly project: string;
  readonly region: string;
}

export function placeOf({ gcp: { project }, region }: GkeConfig): Place {
  return { project, region };
}

/** OIDC issuer of a cluster's service account tokens. */
export function issuerOf({ project, region }: Place, cluster: string): string {
  return `https://container.googleapis.com/v1/projects/${project}/locations/${region}/clusters/${cluster}`;
}

/** The pool that all clusters of a project with Workload Identity share. */
export function workloadPoolOf({ project }: Place): string {
  return `${project}.svc.id.goog`;
}
