import { backupFaults, type BackupSettings, type Cloud, type Fault } from "../../../components";
import { formatPath } from "../paths";
import type { Rule } from "../setting";

interface WithBackups<C extends Cloud> {
  readonly region: string;
  readonly backupRegion: string;
  readonly namespaces: Readonly<Record<string, { readonly level: string }>>;
  readonly secrets?:
    | { readonly mode: "install"; readonly namespace: string }
    | { readonly mode: "existing-controller" | "existing-store" }
    | undefined;
  readonly database?:
    | {
        readonly mode: "create" | "adopt" | "in-cluster";
        readonly administration: { readonly namespace: string };
      }
    | undefined;
  readonly applications: Readonly<Record<string, { readonly namespace: string }>>;
  readonly backups?: BackupSettings<C> | undefined;
}

/**
 * Every check of the BackupSuite component, and what the rest of the stack must be like for it.
 *
 * @param regions rules of the backup region: one that they refuse is the fault of its own setting, not of the backups.
 */
export function backupRules<C extends Cloud, Config extends WithBackups<C>>(
  cloud: C,
  regions: readonly Rule<Config>[],
): readonly Rule<Config>[] {
  return [
    {
      reads: ["backups", "region", "backupRegion", ...regions.flatMap(({ reads }) => reads)],
      check(config) {
        const { backups, region, backupRegion } = config;
        if (backups === undefined) return [];
        const refused = regions.some((rule) => rule.check(config).length > 0);
        return backupFaults(cloud, backups, { region, backupRegion })
          .filter(({ path }) => !refused || path !== "secondRegion")
          .map((fault) => ({ ...fault, path: `backups.${fault.path}` }));
      },
    },
    ...platformRules,
  ];
}

/** The same on every cloud. */
const platformRules: readonly Rule<WithBackups<Cloud>>[] = [
  {
    reads: ["backups.namespace", "backups.volumes", "namespaces"],
    check: ({ backups, namespaces }) => (backups === undefined ? [] : levelFaults(backups, namespaces)),
  },
  {
    reads: ["backups.namespace", "applications", "database.administration", "secrets"],
    check: ({ backups, applications, database, secrets }) =>
      backups === undefined ? [] : sharedFaults(backups.namespace, { applications, database, secrets }),
  },
  {
    reads: ["backups.schedules", "backups.rehearsal", "namespaces"],
    check: ({ backups, namespaces }) => (backups === undefined ? [] : referenceFaults(backups, namespaces)),
  },
  {
    reads: ["backups.namespace", "backups.schedules", "namespaces"],
    check: ({ backups, namespaces }) => (backups === undefined ? [] : emptyFaults(backups, namespaces)),
  },
  {
    reads: ["backups.namespace", "backups.schedules", "backups.rehearsal"],
    check: ({ backups }) => (backups === undefined ? [] : ownFaults(backups)),
  },
  {
    reads: ["backups.rehearsal", "applications", "database.administration", "secrets"],
    check: ({ backups, applications, database, secrets }) =>
      backups?.rehearsal === undefined
        ? []
        : emptiedFaults(backups.rehearsal.into, { applications, database, secrets }),
  },
  {
    reads: ["backups.secondRegion", "backups.alarms", "database.mode"],
    check: ({ backups, database }) => (backups === undefined ? [] : alarmFaults(backups, database?.mode)),
  },
];

type Settings = BackupSettings<Cloud>;
type Namespaces = WithBackups<Cloud>["namespaces"];
type Others = Pick<WithBackups<Cloud>, "applications" | "database" | "secrets">;

/** What the exemption says, so that the pod-security pack finds who needs it. */
const movers = "what node agents start (startedBy: DaemonSet/node-agent), which runs as root";

/** What copies volumes into the store runs as root, which restricted refuses; nothing of Velero touches the host. */
function levelFaults({ namespace, volumes }: Settings, namespaces: Namespaces): readonly Fault[] {
  const path = "backups.namespace";
  const moves = volumes === "move";
  if (!Object.hasOwn(namespaces, namespace))
    return [
      {
        path,
        problem: "is not among the namespaces",
        allowed: Object.keys(namespaces).join(", "),
        cure: moves
          ? `add ${namespace} to namespaces, at level baseline and with an exemption for ${movers}`
          : `add \`${namespace}: {}\` to namespaces`,
      },
    ];
  const level = namespaces[namespace]?.level;
  const allowed = moves ? "a namespace at level baseline, with an exemption" : "a namespace at level restricted";
  if (level === "privileged")
    return [
      {
        path,
        problem: "is at level privileged",
        allowed,
        cure: `${moves ? "baseline" : "restricted"} suffices: nothing of Velero touches the host`,
      },
    ];
  if (!moves || level !== "restricted") return [];
  return [
    {
      path,
      problem: "is at level restricted, and what moves volumes runs as root (uid 0)",
      allowed,
      cure: `give it level baseline and an exemption for ${movers}, or leave volumes out with volumes leave`,
    },
  ];
}

/** Who else uses a namespace. */
function usersOf(namespace: string, { applications, database, secrets }: Others): readonly string[] {
  return [
    ...Object.entries(applications).flatMap(([name, application]) =>
      application.namespace === namespace ? [`application ${name}`] : [],
    ),
    ...(database?.administration.namespace === namespace ? ["the administration of the database"] : []),
    ...(secrets?.mode === "install" && secrets.namespace === namespace ? ["External Secrets"] : []),
  ];
}

function sharedFaults(namespace: string, others: Others): readonly Fault[] {
  const users = usersOf(namespace, others);
  if (users.length === 0) return [];
  return [
    {
      path: "backups.namespace",
      problem: `is shared with ${users.join(", ")}`,
      allowed: "a namespace that nothing else uses",
      cure: "give Velero a namespace of its own: whoever starts pods there reads every backup",
    },
  ];
}

/** Whatever is named is there. */
function referenceFaults({ schedules, rehearsal }: Settings, namespaces: Namespaces): readonly Fault[] {
  const named: readonly (readonly [path: string, namespace: string])[] = [
    ...Object.entries(schedules).flatMap(([name, schedule]) =>
      (schedule.namespaces ?? []).map(
        (namespace, position) =>
          [formatPath(["backups", "schedules", name, "namespaces", position]), namespace] as const,
      ),
    ),
    ...(rehearsal === undefined
      ? []
      : ([
          ["backups.rehearsal.from", rehearsal.from],
          ["backups.rehearsal.into", rehearsal.into],
        ] as const)),
  ];
  return named
    .filter(([, namespace]) => !Object.hasOwn(namespaces, namespace))
    .map(([path, namespace]) => ({
      path,
      problem: "is not among the namespaces",
      allowed: Object.keys(namespaces).join(", "),
      cure: `correct it, or add \`${namespace}: {}\` to namespaces`,
    }));
}

/** To Velero a backup of no namespace is one of all, those of Kubernetes itself included. */
function emptyFaults({ namespace, schedules }: Settings, namespaces: Namespaces): readonly Fault[] {
  const kept = Object.keys(namespaces).filter((name) => name !== namespace);
  if (kept.length > 0 || Object.values(schedules).every((schedule) => schedule.namespaces !== undefined)) return [];
  return [
    {
      path: "backups.schedules",
      problem: "keep nothing: there is no namespace but the one of Velero",
      allowed: "schedules of one namespace or more",
      cure: "add the namespaces of what is to be kept to namespaces, or remove backups",
    },
  ];
}

/** A schedule without a list keeps all namespaces but the one of Velero. */
function ownFaults({ namespace, schedules, rehearsal }: Settings): readonly Fault[] {
  const listed = Object.values(schedules).flatMap(({ namespaces = [] }) => namespaces);
  if (rehearsal?.from !== namespace || listed.includes(namespace)) return [];
  return [
    {
      path: "backups.rehearsal.from",
      problem: "is the namespace of Velero, which is not backed up",
      allowed: "a namespace of a schedule",
      cure: "rehearse another, such as one of an application",
    },
  ];
}

function emptiedFaults(into: string, others: Others): readonly Fault[] {
  const users = usersOf(into, others);
  if (users.length === 0) return [];
  return [
    {
      path: "backups.rehearsal.into",
      problem: `is used by ${users.join(", ")}`,
      allowed: "a namespace that nothing else uses",
      cure: "give rehearsals a namespace of their own: it is emptied",
    },
  ];
}

/** Copies that fall behind are told to somebody. */
function alarmFaults({ secondRegion, alarms }: Settings, database: string | undefined): readonly Fault[] {
  if (!secondRegion || alarms.existing !== undefined || database === "create") return [];
  return [
    {
      path: "backups.alarms.existing",
      problem: "is missing, and there is no database of mode create whose target could be told instead",
      allowed: "ARN of a topic, name of a notification channel or id of an action group",
      cure: "name a target that exists: nobody would hear when copies in the second region fall behind",
    },
  ];
}
