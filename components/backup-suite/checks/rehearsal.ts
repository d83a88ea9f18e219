import { fault, type Fault } from "../../shared/faults";
import type { Cloud } from "../../shared/cloud";
import { isDnsLabel } from "../../shared/names";
import type { BackupSettings } from "../contract";
import { coversSome, cronFaults, listing } from "./schedules";

type Settings = Pick<BackupSettings<Cloud>, "rehearsal" | "namespace" | "schedules">;

/** What a rehearsal restores must be backed up, and what it empties must be nothing else. */
export function rehearsalFaults({ rehearsal, namespace, schedules }: Settings): readonly Fault[] {
  if (rehearsal === undefined) return [];
  const { cron, from, into } = rehearsal;
  return [
    ...cronFaults("rehearsal.cron", cron),
    ...fromFaults(from, schedules),
    ...(isDnsLabel(into)
      ? intoFaults(into, from, namespace, schedules)
      : [fault("rehearsal.into", into, "the name of a namespace", "correct it")]),
  ];
}

function fromFaults(from: string, schedules: Settings["schedules"]): readonly Fault[] {
  const path = "rehearsal.from";
  if (!isDnsLabel(from)) return [fault(path, from, "the name of a namespace", "correct it")];
  if (coversSome(schedules, from)) return [];
  const cure = "add it to a schedule, or rehearse another";
  return [{ path, value: from, problem: "is backed up by no schedule", allowed: "a namespace of a schedule", cure }];
}

function intoFaults(into: string, from: string, velero: string, schedules: Settings["schedules"]): readonly Fault[] {
  const lists = listing(schedules, into);
  const problem =
    into === from
      ? "is the namespace whose backup is tried"
      : into === velero
        ? "is the namespace of Velero"
        : lists.length > 0
          ? `is backed up by ${lists.join(", ")}`
          : undefined;
  if (problem === undefined) return [];
  const allowed = "a namespace that nothing else uses";
  return [
    {
      path: "rehearsal.into",
      value: into,
      problem,
      allowed,
      cure: "give rehearsals a namespace of their own: it is emptied",
    },
  ];
}
