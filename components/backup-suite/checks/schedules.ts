import { fault, type Fault, keyPath, sortedEntries } from "../../shared/faults";
import { isDnsLabel } from "../../shared/names";
import type { ScheduleSettings } from "../contract";
import { longestGap, shortestDistance, type Timetable, timetableOf } from "../cron";

type Schedules = Readonly<Record<string, ScheduleSettings>>;

/** Velero adds the time to it, and the API server takes 63 characters as a label. */
const longestName = 30;

/** Years of days, beyond which nobody reads a backup. */
const mostDays = 3650;

/** Minutes between two starts. Velero makes one backup at a time; a second waits, and is late by what the first takes. */
const stagger = 30;

export function scheduleFaults(schedules: Schedules): readonly Fault[] {
  const entries = sortedEntries(schedules);
  if (entries.length === 0) return [fault("schedules", {}, "one schedule or more", "nothing is backed up without")];
  return [...entries.flatMap(([name, schedule]) => oneFaults(name, schedule)), ...collisionFaults(schedules)];
}

function oneFaults(name: string, { cron, keepDays, namespaces }: ScheduleSettings): readonly Fault[] {
  const path = keyPath("schedules", name);
  const allowed = `a DNS label of at most ${longestName} characters`;
  return [
    ...(isDnsLabel(name) && name.length <= longestName
      ? []
      : [fault(path, name, allowed, "rename it: backups carry its name")]),
    ...cronFaults(`${path}.cron`, cron),
    ...(Number.isInteger(keepDays) && keepDays >= 1 && keepDays <= mostDays
      ? []
      : [fault(`${path}.keepDays`, keepDays, `1 to ${mostDays}`, "give whole days")]),
    ...(namespaces === undefined ? [] : listFaults(`${path}.namespaces`, namespaces)),
  ];
}

export function cronFaults(path: string, cron: string): readonly Fault[] {
  if (timetableOf(cron) !== undefined) return [];
  const allowed = "five fields of cron in UTC that come true on some day, such as `0 2 * * *`";
  return [fault(path, cron, allowed, "leave seconds out, and write intervals such as @every as fields")];
}

function listFaults(path: string, namespaces: readonly string[]): readonly Fault[] {
  if (namespaces.length === 0)
    return [fault(path, namespaces, "one namespace or more", "remove the list: then all of the stack are backed up")];
  return namespaces.flatMap((namespace, index) => {
    const at = `${path}[${index}]`;
    if (!isDnsLabel(namespace)) return [fault(at, namespace, "the name of a namespace", "correct it")];
    if (namespaces.indexOf(namespace) === index) return [];
    return [{ path: at, value: namespace, problem: "stands there twice", allowed: "each once", cure: "remove it" }];
  });
}

function collisionFaults(schedules: Schedules): readonly Fault[] {
  const readable = readableOf(schedules);
  return readable.flatMap(([name, timetable], index) => {
    const near = readable.slice(0, index).find(([, other]) => shortestDistance(timetable, other) < stagger);
    if (near === undefined) return [];
    return [
      {
        path: `${keyPath("schedules", name)}.cron`,
        value: schedules[name]?.cron,
        problem: `starts within ${stagger} minutes of ${near[0]} on some day`,
        allowed: `${stagger} minutes or more between two starts`,
        cure: "move it: Velero makes one backup at a time",
      },
    ];
  });
}

const readableOf = (schedules: Schedules): readonly (readonly [string, Timetable])[] =>
  sortedEntries(schedules).flatMap(([name, { cron }]) => {
    const timetable = timetableOf(cron);
    return timetable === undefined ? [] : [[name, timetable] as const];
  });

/** Whether a schedule covers a namespace; all cover `undefined`, which stands for those that no list names. */
const covers = ({ namespaces }: ScheduleSettings, namespace: string | undefined): boolean =>
  namespaces === undefined || (namespace !== undefined && namespaces.includes(namespace));

export const coversSome = (schedules: Schedules, namespace: string): boolean =>
  Object.values(schedules).some((schedule) => covers(schedule, namespace));

/** Schedules that list a namespace by its name. */
export const listing = (schedules: Schedules, namespace: string): readonly string[] =>
  sortedEntries(schedules).flatMap(([name, { namespaces }]) =>
    namespaces?.includes(namespace) === true ? [name] : [],
  );

const leastHours = 1;
const mostHours = 168;

/** What is backed up at all must be backed up at least every `rpoHours`, by one schedule. */
export function rpoFaults(rpoHours: number, schedules: Schedules): readonly Fault[] {
  if (!Number.isInteger(rpoHours) || rpoHours < leastHours || rpoHours > mostHours)
    return [fault("rpoHours", rpoHours, `${leastHours} to ${mostHours}`, "give whole hours")];
  const all = Object.values(schedules);
  // What cannot be read is a fault of its own.
  if (all.some(({ cron }) => timetableOf(cron) === undefined)) return [];
  const listed = [...new Set(all.flatMap(({ namespaces = [] }) => namespaces))].sort();
  const rest = all.some(({ namespaces }) => namespaces === undefined) ? [undefined] : [];
  const late = [...listed, ...rest].filter((namespace) => gapOf(all, namespace) > rpoHours * 60);
  if (late.length === 0) return [];
  const names = late.map((namespace) => namespace ?? "all that no list names").join(", ");
  return [
    {
      path: "rpoHours",
      value: rpoHours,
      problem: `is kept by no schedule of ${names}`,
      allowed: "no less than the longest time between two backups of each namespace",
      cure: "let one schedule of it run more often, or raise rpoHours",
    },
  ];
}

function gapOf(schedules: readonly ScheduleSettings[], namespace: string | undefined): number {
  const gaps = schedules
    .filter((schedule) => covers(schedule, namespace))
    .flatMap(({ cron }) => {
      const timetable = timetableOf(cron);
      return timetable === undefined ? [] : [longestGap(timetable)];
    });
  return Math.min(...gaps);
}
