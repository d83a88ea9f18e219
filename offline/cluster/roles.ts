import { randomBytes } from "node:crypto";

/** Who may speak to the API server, each with a token of its own. */
export interface Role {
  /** Name of the context in the kubeconfig of people, or of the part's own kubeconfig. */
  readonly name: string;
  readonly user: string;
  readonly group: string;
  /** ClusterRole that the group is bound to; absent where Kubernetes binds the user or the group itself. */
  readonly clusterRole?: string;
  /** Whether the role stands in the kubeconfig of people. */
  readonly forPeople: boolean;
}

const table = [
  { name: "admin", user: "admin", group: "system:masters", forPeople: true },
  { name: "editor", user: "editor", group: "editors", clusterRole: "edit", forPeople: true },
  { name: "viewer", user: "viewer", group: "viewers", clusterRole: "view", forPeople: true },
  {
    name: "controller-manager",
    user: "system:kube-controller-manager",
    group: "system:control-plane",
    forPeople: false,
  },
  { name: "scheduler", user: "system:kube-scheduler", group: "system:control-plane", forPeople: false },
  { name: "kwok", user: "kwok", group: "system:masters", forPeople: false },
] as const satisfies readonly Role[];

export type RoleName = (typeof table)[number]["name"];

export const roles: readonly (Role & { readonly name: RoleName })[] = table;

export type Tokens = Readonly<Record<RoleName, string>>;

export function newTokens(): Tokens {
  const token = (): string => randomBytes(24).toString("base64url");
  return {
    admin: token(),
    editor: token(),
    viewer: token(),
    "controller-manager": token(),
    scheduler: token(),
    kwok: token(),
  };
}

/** The API server's `--token-auth-file`: token, user, uid, groups. */
export function tokenFile(tokens: Tokens): string {
  return roles.map(({ name, user, group }) => `${tokens[name]},${user},${user},"${group}"\n`).join("");
}

/** A kubeconfig with a context per role, the first of them the current one. */
export function kubeconfig(server: string, authority: string, names: readonly RoleName[], tokens: Tokens): string {
  const cluster = "local";
  const config = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [
      { name: cluster, cluster: { server, "certificate-authority-data": Buffer.from(authority).toString("base64") } },
    ],
    users: names.map((name) => ({ name, user: { token: tokens[name] } })),
    contexts: names.map((name) => ({ name, context: { cluster, user: name } })),
    "current-context": names[0],
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}

/** Bindings of the roles that Kubernetes does not bind itself. */
export function roleBindings() {
  return roles.flatMap(({ name, group, clusterRole }) =>
    clusterRole === undefined
      ? []
      : [
          {
            apiVersion: "rbac.authorization.k8s.io/v1",
            kind: "ClusterRoleBinding",
            metadata: { name: `local-${name}` },
            roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: clusterRole },
            subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "Group", name: group }],
          },
        ],
  );
}
