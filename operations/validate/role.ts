import { sources } from "./read/sources";

export interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

/** The ClusterRole that a whole run needs: to list what it reads, and nothing else. */
export function clusterRole() {
  const rights = Object.values(sources).map(({ right }) => right);
  const groups = [...new Set(rights.map(({ group }) => group))].sort();
  const rules = groups.map((group): Rule => {
    const resources = rights.filter((right) => right.group === group).map(({ resource }) => resource);
    return { apiGroups: [group], resources: [...new Set(resources)].sort(), verbs: ["list"] };
  });
  return {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRole",
    metadata: { name: "validate" },
    rules,
  };
}
