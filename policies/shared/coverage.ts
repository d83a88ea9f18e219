import { counted, type Fault } from "./messages";
import { programPolicy, type Example } from "./policy";
import type { Opaque, Program } from "./program";
import { boolean, integer, setting } from "./shape";

/** What no policy of the pack could judge, a line each, in stable order. */
export function blindSpots(program: Program): readonly string[] {
  const hidden = program.opaque.map(({ title, why }) => `${title} ${why}`);
  const unread = program.objects.flatMap((object) =>
    [...object.unseen].map(([path, why]) => `${object.title}: ${path} ${why}`),
  );
  return [...hidden.sort(), ...unread.sort()];
}

function fault(spots: readonly string[], must: string, withList: boolean): Fault {
  const found = `leaves ${counted(spots.length, "thing")} unjudged`;
  return { must, found: withList ? [`${found}:`, ...spots].join("\n- ") : found };
}

const source = "https://www.pulumi.com/docs/insights/policy/policy-packs/authoring/";
const web = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "web", namespace: "shop" } };
const release: Opaque = {
  urn: "urn:pulumi:dev::example::kubernetes:helm.sh/v3:Release::redis",
  title: "Release redis",
  why: "hides its objects",
};
const nothing: Example = { title: "a program without Kubernetes objects", objects: [] };

export const coverage = programPolicy({
  name: "coverage",
  description: "The pack sees everything that it has to judge.",
  enforcement: "advisory",
  why: "Advisory, as the first preview of a new cluster cannot know every value; `coverage-limit` draws a line.",
  source,
  cure: 'Set "list" to see each; render charts instead of releasing them, and keep values that decide out of outputs.',
  settings: { list: setting(boolean, "Name each thing that was not judged, not only their number.", false) },
  judge(program, { list = false }) {
    const spots = blindSpots(program);
    if (program.objects.length === 0 && spots.length === 0) return [];
    const faults = spots.length === 0 ? [] : [fault(spots, "be seen by the pack as a whole", list)];
    return [{ subject: undefined, faults }];
  },
  examples: {
    pass: [{ title: "a plain object", objects: [web] }],
    fail: [
      {
        title: "a Helm release",
        objects: [web],
        opaque: [release],
        faults: ["must be seen by the pack as a whole, but leaves 1 thing unjudged"],
      },
      {
        title: "a Helm release, by name where the list is asked for",
        objects: [],
        opaque: [release],
        config: { coverage: { list: true } },
        faults: [
          "must be seen by the pack as a whole, but leaves 1 thing unjudged:\n- Release redis hides its objects",
        ],
      },
    ],
    skip: [nothing],
  },
});

export const coverageLimit = programPolicy({
  name: "coverage-limit",
  description: "No more than a given number of things escapes the pack.",
  enforcement: "mandatory",
  why: "Mandatory, as who sets a limit means it; without one there is none.",
  source,
  cure: 'Render charts instead of releasing them, keep values that decide out of outputs, or raise "most".',
  settings: {
    most: setting(integer, "How many values and resources may stay unjudged; no limit when it is left out."),
  },
  judge(program, { most }) {
    if (most === undefined) return [];
    const spots = blindSpots(program);
    const faults = spots.length > most ? [fault(spots, `leave at most ${most} unjudged`, true)] : [];
    return [{ subject: undefined, faults }];
  },
  examples: {
    pass: [
      {
        title: "as much as the limit allows",
        objects: [],
        opaque: [release],
        config: { "coverage-limit": { most: 1 } },
      },
    ],
    fail: [
      {
        title: "more than the limit",
        objects: [web],
        opaque: [release],
        config: { "coverage-limit": { most: 0 } },
        faults: ["must leave at most 0 unjudged, but leaves 1 thing unjudged:\n- Release redis hides its objects"],
      },
    ],
    skip: [{ title: "no limit", objects: [web], opaque: [release] }, nothing],
  },
});
