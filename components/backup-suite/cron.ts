import { CronExpressionParser } from "cron-parser";

/** Times of the day, in minutes from midnight UTC, and the days on which they come. */
export interface Timetable {
  /** Ascending; the same on each of the days. */
  readonly minutes: readonly number[];
  /** Days on which it starts, ascending from 0, the first that is looked at. */
  readonly days: readonly number[];
}

const minutesOfDay = 24 * 60;
const millisecondsOfDay = minutesOfDay * 60_000;

interface CalendarDay {
  /** Counted from the first that is looked at. */
  readonly day: number;
  readonly month: number;
  readonly ofMonth: number;
  /** 0 is Sunday. */
  readonly ofWeek: number;
}

/** Five years from the beginning of a leap year: whatever starts at all does so twice, on 29 February too. */
const firstDay = Date.UTC(2024, 0, 1);
const calendar: readonly CalendarDay[] = Array.from({ length: 5 * 365 + 2 }, (_, day) => {
  const date = new Date(firstDay + day * millisecondsOfDay);
  return { day, month: date.getUTCMonth() + 1, ofMonth: date.getUTCDate(), ofWeek: date.getUTCDay() };
});

/**
 * Five fields of what Velero reads: numbers, names, lists, ranges and steps. The parser takes more, such as seconds, `L`
 * or `#`, at which Velero would stop.
 */
const fiveFields = /^[\d*?,/A-Za-z-]+( [\d*?,/A-Za-z-]+){4}$/;
const name = /^(JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC|SUN|MON|TUE|WED|THU|FRI|SAT)$/i;

/** When an expression fires within five years; undefined where Velero could not read it, or where it never fires. Pure. */
export function timetableOf(cron: string): Timetable | undefined {
  if (!fiveFields.test(cron) || !(cron.match(/[A-Za-z]+/g) ?? []).every((word) => name.test(word))) return undefined;
  // 7 is no day of the week to Velero.
  if (/(^|[,-])7/.test(cron.split(" ")[4] ?? "")) return undefined;
  const fields = parsed(cron);
  if (fields === undefined) return undefined;
  const { minute, hour, dayOfMonth, month, dayOfWeek } = fields;
  const minutes = numbers(hour.values).flatMap((each) => numbers(minute.values).map((more) => each * 60 + more));
  const isDay = dayRule(dayOfMonth, dayOfWeek);
  const months = numbers(month.values);
  const days = calendar.filter((each) => months.includes(each.month) && isDay(each)).map(({ day }) => day);
  return days.length === 0 ? undefined : { minutes, days };
}

function parsed(cron: string) {
  try {
    return CronExpressionParser.parse(cron, { tz: "UTC" }).fields;
  } catch {
    return undefined;
  }
}

interface Field {
  readonly values: readonly (number | string)[];
  readonly isWildcard: boolean;
}

/** Where both are restricted, a day that meets one of them is enough. */
function dayRule(dayOfMonth: Field, dayOfWeek: Field): (day: CalendarDay) => boolean {
  const inMonth = ({ ofMonth }: CalendarDay): boolean => dayOfMonth.values.includes(ofMonth);
  const inWeek = ({ ofWeek }: CalendarDay): boolean => dayOfWeek.values.includes(ofWeek);
  if (dayOfMonth.isWildcard) return inWeek;
  if (dayOfWeek.isWildcard) return inMonth;
  return (day) => inMonth(day) || inWeek(day);
}

const numbers = (values: readonly (number | string)[]): readonly number[] =>
  values.flatMap((each) => (typeof each === "number" ? [each] : [])).sort((a, b) => a - b);

/** The longest time between two starts, in minutes. Pure. */
export function longestGap({ minutes, days }: Timetable): number {
  const [first = 0] = minutes;
  const last = minutes.at(-1) ?? first;
  const withinDay = minutes.map((minute, index) => minute - (minutes[index - 1] ?? minute));
  const overNight = first + minutesOfDay - last;
  const between = days.slice(1).map((day, index) => (day - (days[index] ?? day) - 1) * minutesOfDay + overNight);
  return Math.max(...withinDay, ...between);
}

/** The shortest time between a start of one and a start of the other, in minutes, as far as it is under a day. Pure. */
export function shortestDistance(a: Timetable, b: Timetable): number {
  const sameDay = meet(a.days, b.days, 0) ? nearest(a.minutes, b.minutes) : Infinity;
  return Math.min(sameDay, overNight(a, b), overNight(b, a));
}

/** From the last start of a day to the first of the next. */
const overNight = (before: Timetable, after: Timetable): number =>
  meet(before.days, after.days, 1) ? (after.minutes[0] ?? 0) + minutesOfDay - (before.minutes.at(-1) ?? 0) : Infinity;

/** Whether some day of the second is so many days after one of the first. */
function meet(first: readonly number[], second: readonly number[], later: number): boolean {
  const days = new Set(second);
  return first.some((day) => days.has(day + later));
}

const nearest = (a: readonly number[], b: readonly number[]): number =>
  Math.min(...a.map((minute) => Math.min(...b.map((other) => Math.abs(minute - other)))));
