import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { Cloud } from "../shared/cloud";
import { disruptionBudget } from "../shared/chart/budget";
import { type ChartName, installChart } from "../shared/chart/chart";
import type { ChartValues } from "../shared/chart/values";
import type { GeneratedSecret } from "../shared/secrets/manifests";
import { generatedSecret } from "../shared/secrets/secrets";
import { chartLogin } from "./chart-login";
import { connected, jdbcUrl, passwordAs, postgresUri } from "./connection";
import type { CompleteKeycloak, CompleteOpenFga, CompleteRedis } from "./defaults";
import { keycloakPasswordKey, keycloakPorts, keycloakRelease, keycloakUser, keycloakValues } from "./keycloak";
import { openFgaKeysKey, openFgaPods, openFgaPorts, openFgaRelease, openFgaUser, openFgaValues } from "./openfga";
import { redisPasswordKey, redisPorts, redisRelease, redisValues } from "./redis";
import { childOptions, ensured, type Provided, type Site } from "./site";

/**
 * Valkey with one primary and copies. The primary is always the first pod: when its node is lost, writes wait until it
 * runs again on another one, and nothing takes its place by itself. Where that is too long, use the cloud's own service.
 */
export function installRedis<C extends Cloud>(site: Site<C>, redis: CompleteRedis): Provided {
  const release = redisRelease(site.service);
  const key = redisPasswordKey;
  const password = generate(site, "redis-password", { secret: release, passwords: [key] });
  const values = redisValues(site.service, redis);
  const chart = install(site, "redis", { chart: "valkey", release, values, after: [password] });
  return { host: release, port: redisPorts.redis.port, password: { secret: release, key }, ready: [chart] };
}

/**
 * Keycloak with a database of its own. The first administrator's password is generated once, and Keycloak writes it down
 * when it first starts; make other administrators and delete that one.
 */
export function installKeycloak<C extends Cloud>(site: Site<C>, keycloak: CompleteKeycloak): Provided {
  const release = keycloakRelease(site.service);
  const key = keycloakPasswordKey;
  const password = generate(site, "keycloak-password", { secret: release, passwords: [key], outlives: true });
  const login = chartLogin(site, {
    role: "keycloak",
    database: keycloak.database,
    serviceAccount: release,
    runAsUser: keycloakUser,
    more: (env) => ({
      KC_DB_URL: connected(env, jdbcUrl),
      KC_DB_USERNAME: connected(env, ({ user }) => user),
      ...passwordAs("KC_DB_PASSWORD", env),
    }),
  });
  const values = keycloakValues(site.service, keycloak, login);
  const after = [password, ...login.ready];
  const chart = install(site, "keycloak", { chart: "keycloakx", release, values, after });
  const { port } = keycloakPorts.http;
  return { host: `${release}-http`, port, password: { secret: release, key }, ready: [chart] };
}

/** OpenFGA with a database of its own, and a generated key that its callers present. */
export function installOpenFga<C extends Cloud>(site: Site<C>, openfga: CompleteOpenFga): Provided {
  const release = openFgaRelease(site.service);
  const key = openFgaKeysKey;
  const keys = generate(site, "openfga-key", { secret: release, passwords: [key] });
  const login = chartLogin(site, {
    role: "openfga",
    database: openfga.database,
    serviceAccount: release,
    runAsUser: openFgaUser,
    more: (env) => ({
      OPENFGA_DATASTORE_URI: connected(env, postgresUri),
      // The server would do with PGPASSWORD; the migration overrides it by an empty one.
      ...passwordAs("OPENFGA_DATASTORE_PASSWORD", env),
    }),
  });
  const values = openFgaValues(site.service, openfga, login);
  const after = [keys, ...login.ready];
  const chart = install(site, "openfga", { chart: "openfga", release, values, after });
  // The chart has none.
  new k8s.policy.v1.PodDisruptionBudget(
    `${site.name}-openfga-disruption-budget`,
    disruptionBudget(site.namespace, release, openFgaPods(site.service)),
    childOptions(site, [chart]),
  );
  return { host: release, port: openFgaPorts.http.port, password: { secret: release, key }, ready: [chart] };
}

function generate<C extends Cloud>(
  site: Site<C>,
  role: string,
  args: Omit<GeneratedSecret, "namespace">,
): pulumi.Resource {
  const { name, cluster, namespace } = site;
  const store = ensured(site.store, "secret store");
  return generatedSecret(`${name}-${role}`, { cluster, store, namespace, ...args }, childOptions(site));
}

interface Installation {
  readonly chart: ChartName;
  readonly release: string;
  readonly values: ChartValues;
  readonly after: readonly pulumi.Resource[];
}

function install<C extends Cloud>(
  site: Site<C>,
  role: string,
  { chart, release, values, after }: Installation,
): pulumi.Resource {
  const { name, cluster, namespace, parent } = site;
  return installChart(
    `${name}-${role}`,
    { cluster, namespace, chart, values, releaseName: release },
    { parent, dependsOn: [...site.after, ...after] },
  );
}
