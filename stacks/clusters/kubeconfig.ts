/** How a client proves who it is: a command that prints a short-lived credential. */
export interface ExecPlugin {
  /** Version of `client.authentication.k8s.io` that the command answers in; default `v1`. */
  readonly apiVersion?: "v1" | "v1beta1";
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly installHint: string;
}

/** Where a client finds the API server, and whom it trusts: nobody's credentials, and no secret. */
export interface ApiServer {
  /** `https://…` address. */
  readonly server: string;
  /** CA certificate, base64; absent where a public CA signs the endpoint. */
  readonly certificateAuthority?: string;
}

export interface KubeconfigArgs extends ApiServer {
  /** Name of the cluster, its user and its context. */
  readonly cluster: string;
  readonly exec: ExecPlugin;
}

/**
 * A kubeconfig without any token. Its text depends on the arguments alone, byte for byte,
 * so that no run sees a difference where nothing changed.
 */
export function kubeconfig(args: KubeconfigArgs): string {
  const env = Object.entries(args.exec.env ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => ({ name, value }));
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [
      {
        name: args.cluster,
        cluster: {
          server: args.server,
          ...(args.certificateAuthority === undefined
            ? {}
            : { "certificate-authority-data": args.certificateAuthority }),
        },
      },
    ],
    users: [
      {
        name: args.cluster,
        user: {
          exec: {
            apiVersion: `client.authentication.k8s.io/${args.exec.apiVersion ?? "v1"}`,
            command: args.exec.command,
            args: args.exec.args,
            env,
            interactiveMode: "Never",
            installHint: args.exec.installHint,
            provideClusterInfo: false,
          },
        },
      },
    ],
    contexts: [{ name: args.cluster, context: { cluster: args.cluster, user: args.cluster } }],
    "current-context": args.cluster,
  });
}
