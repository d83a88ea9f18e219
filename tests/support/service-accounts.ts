import { writeFileSync } from "node:fs";
import { KubeConfig } from "@kubernetes/client-node";
import { z } from "zod";
import type { Api } from "../../offline/kubernetes/api";
import type { TestCluster } from "./cluster";
import { applyAll } from "./live-objects";

/** The path of a kubeconfig of a service account. */
export async function kubeconfigOf({ kubeconfig, api }: TestCluster, namespace: string, name: string): Promise<string> {
  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  const current = config.getCurrentCluster();
  if (current === null) throw new Error("the kubeconfig names no cluster");
  const own = new KubeConfig();
  own.loadFromClusterAndUser(current, { name, token: await tokenOf(api, namespace, name) });
  const file = `${kubeconfig}-${name}`;
  writeFileSync(file, own.exportConfig());
  return file;
}

/** A token as its pods have it. */
export async function tokenOf(api: Api, namespace: string, account: string): Promise<string> {
  const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${account}/token`;
  const body = JSON.stringify({ apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec: {} });
  const answer = await api.connection.exchange({ method: "POST", path, body });
  return z.looseObject({ status: z.looseObject({ token: z.string() }) }).parse(JSON.parse(answer)).status.token;
}

/** The path of a kubeconfig of a service account that may do what these rules say, and no more. */
export async function kubeconfigAllowing(
  cluster: TestCluster,
  name: string,
  rules: readonly object[],
): Promise<string> {
  const [namespace, rbac] = ["default", "rbac.authorization.k8s.io"];
  await applyAll(cluster.api, [
    { apiVersion: "v1", kind: "ServiceAccount", metadata: { name, namespace } },
    { apiVersion: `${rbac}/v1`, kind: "ClusterRole", metadata: { name }, rules },
    {
      apiVersion: `${rbac}/v1`,
      kind: "ClusterRoleBinding",
      metadata: { name },
      roleRef: { apiGroup: rbac, kind: "ClusterRole", name },
      subjects: [{ kind: "ServiceAccount", name, namespace }],
    },
  ]);
  return kubeconfigOf(cluster, namespace, name);
}
