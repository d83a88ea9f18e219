import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { Cloud } from "../shared/cloud";
import type { LoginPod } from "../shared/database/contract";
import { DatabaseLogin } from "../shared/database/login";
import { type ChartLogin, knownLogin } from "./known-login";
import { childOptions, ensured, metadata, type Site } from "./site";

export interface ChartLoginArgs {
  /** What the names of the children add to that of the component. */
  readonly role: string;
  readonly database: string;
  readonly serviceAccount: string;
  /** User of the containers that connect. */
  readonly runAsUser: number;
  /** Variables beside those of libpq. */
  readonly more: (env: LoginPod["env"]) => LoginPod["env"];
}

/**
 * The database of a service that a chart installs: the login, and as objects of our own what the chart's values cannot
 * hold because it is not known in a preview. That is the service account with the annotations of its identity, and a
 * ConfigMap with the address, which running pods read again when they are restarted.
 */
export function chartLogin<C extends Cloud>(
  site: Site<C>,
  { role, database, serviceAccount, runAsUser, more }: ChartLoginArgs,
): ChartLogin & { readonly ready: readonly pulumi.Resource[] } {
  const { name, cluster, namespace, parent, after } = site;
  const login = new DatabaseLogin(
    `${name}-${role}-login`,
    { cluster, server: ensured(site.server, "database server"), database, namespace, serviceAccount, runAsUser },
    { parent, dependsOn: [...after] },
  );
  const { env, podLabels, serviceAccountAnnotations } = login.pod;
  const configMap = `${serviceAccount}-connection`;
  const values = knownLogin(login.pod, configMap, more(env));
  const opts = childOptions(site);
  const config = new k8s.core.v1.ConfigMap(
    `${name}-${role}-connection`,
    { metadata: metadata(site, configMap), data: { ...values.data } },
    opts,
  );
  const account = new k8s.core.v1.ServiceAccount(
    `${name}-${role}-account`,
    {
      metadata: { ...metadata(site, serviceAccount), annotations: serviceAccountAnnotations },
      automountServiceAccountToken: false,
    },
    opts,
  );
  return { values, podLabels, serviceAccount, ready: [config, account, ...login.ready] };
}
