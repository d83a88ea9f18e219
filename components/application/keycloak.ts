import {
  type ChartValue,
  type ChartValues,
  confinedContainer,
  nonRoot,
  resources,
  runtimeSeccomp,
  zoneSpread,
} from "../shared/chart/values";
import { appLabels, scrapeAnnotations } from "../shared/labels";
import type { Labels } from "../shared/service-graph/contract";
import type { CompleteKeycloak } from "./defaults";
import type { ChartLogin } from "./known-login";

/**
 * Ports of the pods: clients; health and metrics; and between the pods the cache, and how it notices that one is gone.
 * https://www.keycloak.org/server/caching
 */
export const keycloakPorts = {
  http: { port: 8080 },
  management: { port: 9000 },
  jgroups: { port: 7800 },
  "jgroups-failure": { port: 57800 },
} as const;

/** The user of the image. */
export const keycloakUser = 1000;

/** Key of the first administrator's password in the Secret. */
export const keycloakPasswordKey = "password";

/** Name of the release, of its objects, of the account and of the Secret. */
export function keycloakRelease(service: string): string {
  return `${service}-keycloak`;
}

/** Labels that exactly the pods of the release bear. */
export function keycloakPods(service: string): Labels {
  return { [appLabels.name]: "keycloakx", [appLabels.instance]: keycloakRelease(service) };
}

/** Values with which the pods are admitted at level restricted and by the default LimitRange. Pure. */
export function keycloakValues(service: string, keycloak: CompleteKeycloak, login: ChartLogin): ChartValues {
  const { replicas, hostname } = keycloak;
  const { env, sidecars, volumes, volumeMounts } = login.values;
  return {
    fullnameOverride: keycloakRelease(service),
    replicas,
    command: [
      "/opt/keycloak/bin/kc.sh",
      "start",
      `--http-port=${keycloakPorts.http.port}`,
      hostname === undefined ? "--hostname-strict=false" : `--hostname=${hostname}`,
    ],
    serviceAccount: { create: false, name: login.serviceAccount },
    podLabels: { ...login.podLabels },
    podAnnotations: {
      [scrapeAnnotations.scrape]: "true",
      [scrapeAnnotations.port]: String(keycloakPorts.management.port),
      [scrapeAnnotations.path]: "/metrics",
    },
    podSecurityContext: { fsGroup: keycloakUser, ...runtimeSeccomp },
    securityContext: { ...nonRoot(keycloakUser), ...confinedContainer },
    resources: resources(keycloak.resources),
    podDisruptionBudget: { maxUnavailable: 1, unhealthyPodEvictionPolicy: "AlwaysAllow" },
    topologySpreadConstraints: templateOf([zoneSpread({ labels: keycloakPods(service), perRollout: false })]),
    http: { relativePath: "/" },
    service: { httpPort: keycloakPorts.http.port },
    // What gateways on Envoy and the load balancers of the clouds write.
    proxy: { mode: "xforwarded" },
    database: { vendor: "postgres" },
    // It would come before the sidecar through which the database is reached; Keycloak itself tries again.
    dbchecker: { enabled: false },
    extraInitContainers: templateOf(sidecars),
    extraVolumes: templateOf(volumes),
    extraVolumeMounts: templateOf(volumeMounts),
    extraEnv: templateOf([
      ...env,
      { name: "KC_BOOTSTRAP_ADMIN_USERNAME", value: "admin" },
      {
        name: "KC_BOOTSTRAP_ADMIN_PASSWORD",
        valueFrom: { secretKeyRef: { name: keycloakRelease(service), key: keycloakPasswordKey } },
      },
    ]),
  };
}

/** A list as the chart takes it: the text of a template that gives YAML. JSON is YAML, and `{{` would be an action. */
function templateOf(list: readonly ChartValue[]): string {
  return list.map((each) => `- ${JSON.stringify(each).replaceAll("{{", '{{ "{{" }}')}`).join("\n");
}
