/** The labels and annotations of a Namespace that this pack reads. */

export const modes = ["enforce", "audit", "warn"] as const;

/** The label that sets the level of a mode. */
export function levelLabel(mode: (typeof modes)[number]): string {
  return `pod-security.kubernetes.io/${mode}`;
}

/** The label that sets the version of a mode. */
export function versionLabel(mode: (typeof modes)[number]): string {
  return `${levelLabel(mode)}-version`;
}

/** What every exemption must say, and the annotation that says it of a whole Namespace. */
export const exemptionAnnotations = {
  owner: "kubernetes-best-practices/exemption-owner",
  reason: "kubernetes-best-practices/exemption-reason",
  expires: "kubernetes-best-practices/exemption-expires",
} as const;

/** The annotation that names what starts the pods that need the exemption, where no program makes them. */
export const startedByAnnotation = "kubernetes-best-practices/exemption-started-by";
