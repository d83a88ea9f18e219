import type { GkeCreation } from "../../settings/gke";

/** A window that comes back every week, as GKE takes it. */
export interface RecurringWindow {
  readonly startTime: string;
  readonly endTime: string;
  /** RFC 5545. */
  readonly recurrence: string;
}

/** GKE wants the first window by date; this day is past, and never moves. */
const firstDay = "2026-01-01";

export function maintenanceWindow({ days, start, hours }: GkeCreation["maintenance"]): RecurringWindow {
  const opens = new Date(`${firstDay}T${start}:00Z`);
  const closes = new Date(opens.getTime() + hours * 60 * 60 * 1000);
  const byDay = days.map((day) => day.slice(0, 2).toUpperCase()).join(",");
  return { startTime: timestamp(opens), endTime: timestamp(closes), recurrence: `FREQ=WEEKLY;BYDAY=${byDay}` };
}

/** To the second, as the API writes it back. */
const timestamp = (time: Date): string => time.toISOString().replace(".000Z", "Z");
