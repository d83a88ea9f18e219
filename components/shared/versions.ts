/**
 * The only place that names versions of charts, images, add-ons and Kubernetes.
 * Each entry carries the date on which it was checked against its publisher.
 */

/** Kubernetes minors in standard support on every cloud. Checked 2026-11-23. */
export const kubernetes = {
  default: "1.36",
  supported: {
    gke: ["1.35", "1.36"],
    eks: ["1.34", "1.35", "1.36"],
    aks: ["1.35", "1.36", "1.37"],
  },
} as const;

/** Builds of add-ons that EKS offers for every minor above. */
const eksAddonsOfAnyMinor = {
  "vpc-cni": "v1.22.4-eksbuild.3",
  "eks-pod-identity-agent": "v1.4.0-eksbuild.3",
  "aws-ebs-csi-driver": "v1.66.0-eksbuild.1",
  "snapshot-controller": "v8.6.0-eksbuild.8",
  "metrics-server": "v0.9.0-eksbuild.11",
} as const;

/**
 * EKS add-ons per Kubernetes minor: builds that ran or were offered on clusters of these minors in September and
 * October 2026, by public records. Checked 2026-11-23, unconfirmed: before an upgrade compare them with
 * `aws eks describe-addon-versions --kubernetes-version MINOR --addon-name NAME`.
 */
export const eksAddons = {
  "1.34": { ...eksAddonsOfAnyMinor, coredns: "v1.12.4-eksbuild.38", "kube-proxy": "v1.34.6-eksbuild.29" },
  "1.35": { ...eksAddonsOfAnyMinor, coredns: "v1.13.2-eksbuild.31", "kube-proxy": "v1.35.3-eksbuild.29" },
  "1.36": { ...eksAddonsOfAnyMinor, coredns: "v1.14.3-eksbuild.23", "kube-proxy": "v1.36.0-eksbuild.25" },
} as const;

/** Majors of PostgreSQL in community support that each cloud runs in production. Checked 2026-11-23. */
export const postgres = {
  default: "17",
  supported: {
    gke: ["15", "16", "17", "18"],
    eks: ["15", "16", "17", "18"],
    aks: ["15", "16", "17"],
  },
} as const;

/**
 * Charts, by their name in their repository, with the version of what they run. Each is pinned by its version alone:
 * a repository says which digest an archive has, but no digest was at hand when these were written, and none is
 * invented. The provider fetches over HTTPS and checks the digest that the repository itself names.
 * `skipCrds` leaves out the chart's folder `crds`, where a resource of this package brings the definitions.
 * Checked 2026-11-23.
 */
export const charts = {
  "external-secrets": {
    repository: "https://charts.external-secrets.io",
    version: "2.9.0",
    appVersion: "2.9.0",
    skipCrds: false,
  },
  keycloakx: {
    repository: "https://codecentric.github.io/helm-charts",
    version: "7.1.11",
    appVersion: "26.5.6",
    skipCrds: false,
  },
  openfga: {
    repository: "https://openfga.github.io/helm-charts",
    version: "0.3.12",
    appVersion: "1.18.3",
    skipCrds: false,
  },
  valkey: {
    repository: "https://valkey.io/valkey-helm/",
    version: "0.11.0",
    appVersion: "9.1.1",
    skipCrds: false,
  },
  velero: {
    repository: "https://vmware-tanzu.github.io/helm-charts",
    version: "12.1.0",
    appVersion: "1.18.1",
    skipCrds: false,
  },
} as const;

/**
 * Images of the sidecars and Jobs by which pods reach a database: the newest tags that public records name.
 * Checked 2026-11-24; unconfirmed but for the proxy: compare the others with their registries before an upgrade.
 */
export const databaseImages = {
  cloudSqlProxy: "gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.25.3",
  awsCli: "public.ecr.aws/aws-cli/aws-cli:2.37.5",
  curl: "docker.io/curlimages/curl:8.22.0",
  /** For `psql`, which speaks to every older server. */
  postgresClient: "docker.io/library/postgres:18.6",
} as const;

/**
 * Image of the server that runs in the cluster, per major: the newest tags that public records name.
 * Checked 2026-11-24, unconfirmed.
 */
export const postgresImages = {
  "15": "docker.io/library/postgres:15.19",
  "16": "docker.io/library/postgres:16.15",
  "17": "docker.io/library/postgres:17.11",
  "18": "docker.io/library/postgres:18.6",
} as const satisfies Readonly<Record<(typeof postgres.supported)["gke" | "eks" | "aks"][number], string>>;

/**
 * Velero, a patch newer than its chart, with the plugins that are paired with its minor. Server and AWS plugin of these
 * versions run in the tests; the other plugins and kubectl are the newest tags that public records name, unconfirmed.
 * Checked 2026-11-24.
 */
export const veleroImages = {
  server: "docker.io/velero/velero:v1.18.3",
  kubectl: "registry.k8s.io/kubectl:v1.36.3",
  plugins: {
    gke: "docker.io/velero/velero-plugin-for-gcp:v1.14.2",
    eks: "docker.io/velero/velero-plugin-for-aws:v1.14.3",
    aks: "docker.io/velero/velero-plugin-for-microsoft-azure:v1.14.2",
  },
} as const;

/** Images of the applications that this package knows. Checked 2026-11-23. */
export const exampleImages = { langgraph: "ghcr.io/vishnu2kmohan/mcp-server-langgraph:2.8.0" } as const;
