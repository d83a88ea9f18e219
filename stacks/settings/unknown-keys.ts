import { distance } from "fastest-levenshtein";
import type { Fault } from "../../components";
import { formatPath, parsePath, valueAt, type Path } from "./paths";
import { conflicts, covers, rowPath, type Row } from "./rows";

/** Stands for a value that must not be shown. */
export const secret = "[secret]";

/** Keys under which people put what belongs into no stack file; no message repeats it. */
const holdsSecret = /passw|secret|token|credential|private/i;

/** The fault of a key that is no setting where it stands: what it was meant to be, or where it belongs. */
export function unknownKey(section: Path, key: string, file: unknown, rows: readonly Row[]): Fault {
  const path = [...section, key];
  const known = knownKeys(section, file, rows);
  return {
    path: formatPath(path),
    value: holdsSecret.test(key) ? secret : valueAt(file, path),
    allowed: known.length === 0 ? "no key" : known.join(", "),
    ...(ofAnotherChoice(path, file, rows) ?? misspelt(key, known) ?? misplaced(key, file, rows) ?? foreign),
  };
}

type Diagnosis = Required<Pick<Fault, "problem" | "cure">>;

const foreign: Diagnosis = { problem: "is not a setting", cure: "remove it" };

/** A setting of another cloud, or of the other mode of the cluster. */
function ofAnotherChoice(path: Path, file: unknown, rows: readonly Row[]): Diagnosis | undefined {
  const choices = rows
    .filter((row) => covers(row, path))
    .map((row) => conflicts(row, file))
    .sort((a, b) => a.length - b.length);
  const [nearest] = choices;
  const [conflict] = nearest ?? [];
  if (conflict === undefined) return undefined;
  const owners = choices
    .filter((choice) => choice.length === nearest?.length)
    .flatMap(([first]) => (first?.path === conflict.path ? first.values : []));
  const decided = String(valueAt(file, parsePath(conflict.path)));
  return {
    problem: `belongs to ${conflict.path} ${[...new Set(owners)].join(" or ")}`,
    cure: `remove it; ${conflict.path} is ${decided} here`,
  };
}

function misspelt(key: string, known: readonly string[]): Diagnosis | undefined {
  const nearest = nearestOf(key, known);
  return nearest === undefined ? undefined : { problem: "is not a setting", cure: `did you mean ${nearest}?` };
}

/** A setting that stands in the wrong section, mostly by its indentation. */
function misplaced(key: string, file: unknown, rows: readonly Row[]): Diagnosis | undefined {
  const row = rows.find(({ path, ...rest }) => path.at(-1) === key && conflicts({ path, ...rest }, file).length === 0);
  return row && { problem: "is not a setting here", cure: `move it to ${rowPath(row.path)}` };
}

function knownKeys(section: Path, file: unknown, rows: readonly Row[]): readonly string[] {
  const inSection = rows.filter((row) => row.path.length === section.length + 1 && covers(parent(row), section));
  const possible = inSection.filter((row) => conflicts(row, file).length === 0);
  return [...new Set((possible.length > 0 ? possible : inSection).map((row) => row.path.at(-1) ?? ""))];
}

const parent = (row: Row): Row => ({ ...row, path: row.path.slice(0, -1) });

/** The candidate that differs least from `text`, capitals and hyphens apart; none when all differ too much. */
export function nearestOf(text: string, candidates: readonly string[]): string | undefined {
  const most = Math.min(3, (text.length - 1) / 2.5);
  const [nearest] = candidates
    .map((candidate) => ({ candidate, edits: distance(plain(text), plain(candidate)) }))
    .filter(({ candidate, edits }) => edits <= most || (text.length > 2 && plain(candidate).startsWith(plain(text))))
    .sort((a, b) => a.edits - b.edits);
  return nearest?.candidate;
}

const plain = (text: string): string => text.toLowerCase().replaceAll(/[-_]/g, "");
