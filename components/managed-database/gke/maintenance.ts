import { weekdays, type ServerSettings } from "../contract";

/** The weekly hour as Cloud SQL takes it: 1 is Monday, hours in UTC. */
export function maintenanceWindow({ day, start }: ServerSettings["maintenance"]): {
  readonly day: number;
  readonly hour: number;
} {
  return { day: weekdays.indexOf(day) + 1, hour: Number(start.slice(0, 2)) };
}
