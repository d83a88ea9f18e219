import type * as k8s from "@pulumi/kubernetes";
import { scrapeAnnotations } from "../../labels";
import type { Container, Description } from "../contract";
import { defaultMetricsPath, defaultRunAsUser, defaultTerminationSeconds } from "../defaults";
import { container } from "./container";
import { versionedLabels } from "./labels";
import { spread } from "./spread";
import { volumes } from "./volumes";

type PodTemplateSpec = k8s.types.input.core.v1.PodTemplateSpec;
type ObjectMeta = k8s.types.input.meta.v1.ObjectMeta;

/** The template of the pods, at the level `restricted` of the Pod Security Standards. */
export function podTemplate(description: Description): PodTemplateSpec {
  const { service, sidecars = [], initContainers = [], runAsUser = defaultRunAsUser } = description;
  const { terminationSeconds = defaultTerminationSeconds, mountServiceAccountToken = false } = description;
  // What starts first comes first: an init container may need what a sidecar serves.
  const before: Container[] = [...sidecars, ...initContainers];
  return {
    metadata: podMetadata(description),
    spec: {
      serviceAccountName: service,
      automountServiceAccountToken: mountServiceAccountToken,
      enableServiceLinks: false,
      terminationGracePeriodSeconds: terminationSeconds,
      securityContext: {
        runAsNonRoot: true,
        runAsUser,
        runAsGroup: runAsUser,
        fsGroup: runAsUser,
        fsGroupChangePolicy: "OnRootMismatch",
        seccompProfile: { type: "RuntimeDefault" },
      },
      ...spread(description),
      ...(before.length === 0 ? {} : { initContainers: before }),
      containers: [container(description)],
      volumes: volumes(description),
    },
  };
}

function podMetadata(description: Description): ObjectMeta {
  const { podLabels = {}, podAnnotations = {} } = description;
  const annotations = { ...podAnnotations, ...scraping(description) };
  return {
    labels: { ...podLabels, ...versionedLabels(description) },
    ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
  };
}

function scraping({ metrics, ports }: Description): Readonly<Record<string, string>> {
  if (metrics === undefined) return {};
  const port = ports[metrics.port]?.port;
  return {
    [scrapeAnnotations.scrape]: "true",
    [scrapeAnnotations.port]: String(port),
    [scrapeAnnotations.path]: metrics.path ?? defaultMetricsPath,
  };
}
