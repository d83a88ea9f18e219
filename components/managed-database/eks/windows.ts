import type { ServerSettings, Weekday } from "../contract";
import { weekdays } from "../contract";

/** Both windows last an hour: RDS wants half of one at least. */
const windowMinutes = 60;
const dayMinutes = 24 * 60;

/** `01:00` as `01:00-02:00`. */
export function backupWindow(start: string): string {
  return `${start}-${time(minutesOf(start) + windowMinutes)}`;
}

/** `Sunday` and `03:00` as `sun:03:00-sun:04:00`: in lower case, as RDS gives it back. */
export function maintenanceWindow({ day, start }: ServerSettings["maintenance"]): string {
  const end = minutesOf(start) + windowMinutes;
  return `${short(day)}:${start}-${short(end < dayMinutes ? day : dayAfter(day))}:${time(end)}`;
}

/** Whether windows that start at these times of the day share a minute. */
export function windowsOverlap(a: string, b: string): boolean {
  const apart = Math.abs(minutesOf(a) - minutesOf(b));
  return Math.min(apart, dayMinutes - apart) < windowMinutes;
}

function minutesOf(start: string): number {
  const [hours = "0", minutes = "0"] = start.split(":");
  return Number(hours) * 60 + Number(minutes);
}

function time(minutes: number): string {
  const [hour, minute] = [Math.floor((minutes % dayMinutes) / 60), minutes % 60];
  return `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`;
}

function short(day: Weekday): string {
  return day.slice(0, 3).toLowerCase();
}

function dayAfter(day: Weekday): Weekday {
  return weekdays[(weekdays.indexOf(day) + 1) % weekdays.length] ?? day;
}
