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
