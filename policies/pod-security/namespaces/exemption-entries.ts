import { quoted, type Fault } from "../../shared/messages";
import { programPolicy } from "../../shared/policy";
import { controls } from "../controls";
import { configMap, exampleAnnotations, exampleEntry, exampleNamespace } from "../example-pods";
import { isText, type Look } from "../fields";
import { exemptionAnnotations } from "../labels";
import type { Entry, Word } from "../ledger";
import { allEntries } from "./exemption-ledger";

/** What is wrong with an entry on a day such as `2027-03-31`. */
function looksAt(entry: Entry, today: string): readonly Look[] {
  const own = entry.subject === undefined ? [() => namespaceFault(entry), () => levelFault(entry)] : [];
  return [
    ...own,
    () => controlsFault(entry),
    () => wordFault(entry, "owner"),
    () => wordFault(entry, "reason"),
    () => expiryFault(entry, today),
  ];
}

function partOf({ part, subject }: Entry): string | undefined {
  return subject === undefined ? part : undefined;
}

function namespaceFault(entry: Entry): Fault | undefined {
  return entry.namespace === undefined ? { part: partOf(entry), field: "namespace", must: "be set" } : undefined;
}

function levelFault(entry: Entry): Fault | undefined {
  return entry.level === undefined
    ? { part: partOf(entry), field: "level", must: 'be "baseline" or "privileged"' }
    : undefined;
}

function controlsFault(entry: Entry): Fault | undefined {
  const wrong = (entry.controls ?? []).filter((name) => !controls.some((each) => each.name === name));
  if (wrong.length === 0) return undefined;
  return { part: partOf(entry), field: "controls", must: "name controls of the pack", found: `holds ${quoted(wrong)}` };
}

function wordFault(entry: Entry, word: Word): Fault | undefined {
  const text = entry.says(word);
  if (text !== undefined && text.trim() !== "") return undefined;
  return { part: partOf(entry), field: entry.field(word), must: "be set", found: text && isText(text) };
}

function expiryFault(entry: Entry, today: string): Fault | undefined {
  const day = entry.says("expires");
  const at = { part: partOf(entry), field: entry.field("expires"), found: day === undefined ? undefined : isText(day) };
  if (day === undefined || !isDay(day)) return { ...at, must: "be a day such as 2027-03-31" };
  return day < today ? { ...at, mustNot: "be past" } : undefined;
}

/** True for a day that the calendar has, written as `2027-03-31`. */
function isDay(text: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

export const exemptionEntries = programPolicy({
  name: "exemption-entries",
  description: "Each exemption has an owner and a reason, and ends on a day that is still to come.",
  enforcement: "mandatory",
  why: "Mandatory, as an exemption that nobody answers for or that never ends is a hole.",
  source: "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
  cure: "Complete the exemption, let its owner renew it, or remove it. Until then it still covers what it covered.",
  judge(program) {
    const today = program.today.toISOString().slice(0, 10);
    return allEntries(program).map((entry) => {
      const { subject } = entry;
      const seen = (look: Look): Fault | undefined => (subject === undefined ? look() : subject.attempt(look));
      return { subject, faults: looksAt(entry, today).flatMap((look) => seen(look) ?? []) };
    });
  },
  examples: {
    pass: [
      {
        title: "a complete exemption in the settings",
        objects: [configMap],
        config: { "exemption-ledger": { entries: [{ ...exampleEntry, controls: ["host-ports"], pods: "web-*" }] } },
      },
      {
        title: "a complete exemption in the annotations of a Namespace",
        objects: [exampleNamespace("baseline", "latest", exampleAnnotations)],
      },
    ],
    fail: [
      {
        title: "an exemption that has expired",
        objects: [],
        config: { "exemption-ledger": { entries: [{ ...exampleEntry, expires: "2020-02-29" }] } },
        faults: ['exemption 1, of "shop": expires must not be past, but is "2020-02-29"'],
      },
      {
        title: "a day that the calendar does not have",
        objects: [],
        config: { "exemption-ledger": { entries: [exampleEntry, { ...exampleEntry, expires: "2999-02-29" }] } },
        faults: ['exemption 2, of "shop": expires must be a day such as 2027-03-31, but is "2999-02-29"'],
      },
      {
        title: "an exemption that says nothing",
        objects: [],
        config: { "exemption-ledger": { entries: [{ pods: "web", controls: ["host-port"], owner: " " }] } },
        faults: [
          'exemption 1, of "web": namespace must be set, but is missing',
          'exemption 1, of "web": level must be "baseline" or "privileged", but is missing',
          'exemption 1, of "web": controls must name controls of the pack, but holds "host-port"',
          'exemption 1, of "web": owner must be set, but is " "',
          'exemption 1, of "web": reason must be set, but is missing',
          'exemption 1, of "web": expires must be a day such as 2027-03-31, but is missing',
        ],
      },
      {
        title: "annotations without an owner",
        objects: [
          exampleNamespace("baseline", "latest", { ...exampleAnnotations, [exemptionAnnotations.owner]: undefined }),
        ],
        faults: [`metadata.annotations["${exemptionAnnotations.owner}"] must be set, but is missing`],
      },
    ],
    skip: [{ title: "a program without exemptions", objects: [exampleNamespace("restricted")] }],
  },
});
