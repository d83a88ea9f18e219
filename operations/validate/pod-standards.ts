import type { V1Container, V1Pod, V1PodSecurityContext, V1PodSpec, V1Volume } from "@kubernetes/client-node";

/** The main fields of the Pod Security Standards, for pods that run; the API server judges all of them when one is made. */

export const levels = ["privileged", "baseline", "restricted"] as const;
export type Level = (typeof levels)[number];

/** What of a pod breaks a level, such as `runAsNonRoot is not true (app)`. */
export function violationsOf({ spec }: V1Pod, level: Level): readonly string[] {
  if (spec === undefined || level === "privileged") return [];
  const containers = [...(spec.initContainers ?? []), ...(spec.ephemeralContainers ?? []), ...spec.containers];
  const rules = level === "baseline" ? baseline : [...baseline, ...restricted(spec)];
  return [
    ...podViolations(spec, level),
    ...rules.flatMap(({ says, broken }) => {
      const names = containers.filter((each) => broken(each, spec.securityContext)).map(({ name }) => name);
      return names.length === 0 ? [] : [`${says} (${names.join(", ")})`];
    }),
  ];
}

type Fields = Pick<V1Container, "name" | "securityContext" | "ports">;

interface Rule {
  readonly says: string;
  readonly broken: (container: Fields, pod: V1PodSecurityContext | undefined) => boolean;
}

const baseline: readonly Rule[] = [
  { says: "privileged", broken: ({ securityContext }) => securityContext?.privileged === true },
  { says: "hostPort", broken: ({ ports }) => (ports ?? []).some(({ hostPort }) => (hostPort ?? 0) !== 0) },
];

const profiles = ["RuntimeDefault", "Localhost"];

const restrictedRules: readonly Rule[] = [
  {
    says: "runAsNonRoot is not true",
    broken: ({ securityContext }, pod) => (securityContext?.runAsNonRoot ?? pod?.runAsNonRoot) !== true,
  },
  {
    says: "runAsUser is 0",
    broken: ({ securityContext }, pod) => (securityContext?.runAsUser ?? pod?.runAsUser) === 0,
  },
];

/** Fields that only Linux knows. */
const linuxRules: readonly Rule[] = [
  {
    says: "allowPrivilegeEscalation is not false",
    broken: ({ securityContext }) => securityContext?.allowPrivilegeEscalation !== false,
  },
  {
    says: "capabilities do not drop ALL",
    broken: ({ securityContext }) => securityContext?.capabilities?.drop?.includes("ALL") !== true,
  },
  {
    says: "capabilities are added",
    broken: ({ securityContext }) =>
      (securityContext?.capabilities?.add ?? []).some((capability) => capability !== "NET_BIND_SERVICE"),
  },
  {
    says: "seccompProfile is neither RuntimeDefault nor Localhost",
    broken: ({ securityContext }, pod) =>
      !profiles.includes((securityContext?.seccompProfile ?? pod?.seccompProfile)?.type ?? ""),
  },
];

function restricted({ os }: V1PodSpec): readonly Rule[] {
  return os?.name === "windows" ? restrictedRules : [...restrictedRules, ...linuxRules];
}

const hostNamespaces = ["hostNetwork", "hostPID", "hostIPC"] as const;

/** The kinds of volumes that restricted takes. */
const volumeKinds: readonly (keyof V1Volume)[] = [
  "configMap",
  "csi",
  "downwardAPI",
  "emptyDir",
  "ephemeral",
  "persistentVolumeClaim",
  "projected",
  "secret",
];

function podViolations(spec: V1PodSpec, level: Level): readonly string[] {
  const volumes = spec.volumes ?? [];
  const hostPaths = volumes.filter(({ hostPath }) => hostPath !== undefined);
  const others =
    level === "restricted"
      ? volumes.filter(
          (volume) => !hostPaths.includes(volume) && !volumeKinds.some((kind) => volume[kind] !== undefined),
        )
      : [];
  return [
    ...hostNamespaces.filter((field) => spec[field] === true),
    ...(hostPaths.length > 0 ? [`hostPath (${hostPaths.map(({ name }) => name).join(", ")})`] : []),
    ...(others.length > 0 ? [`kinds of volumes (${others.map(({ name }) => name).join(", ")})`] : []),
  ];
}
