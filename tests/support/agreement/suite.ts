import assert from "node:assert/strict";
import type { Api } from "../../../offline/kubernetes/api";
import { cluster } from "../cluster";
import { base } from "./base";
import { corpus } from "./corpus";
import { differences, warnings } from "./differences";
import type { Harm } from "./harms";
import type { Mutation, Objects, Subject } from "./mutation";
import type { ServerVerdict } from "./refusal";
import { inParallel } from "./scene";
import { agree, compare, type Compared, report } from "./verdict";

/** How the judge of a subject is asked, and how often at a time. */
export interface Asking {
  readonly width: number;
  readonly open: (api: Api) => KubernetesJudge;
}

interface KubernetesJudge {
  readonly judge: (objects: Objects) => Promise<ServerVerdict>;
  readonly close?: () => Promise<void>;
}

/** Words for what both sides say, by the verdict of Kubernetes. */
const outcomes = {
  accepted: { agrees: "both accept", differs: "only the packs refuse" },
  refused: { agrees: "both refuse", differs: "only Kubernetes refuses" },
};

/** The tests of one subject; `more` adds some that look at every verdict. */
export function itAgrees(
  subject: Subject,
  { width, open }: Asking,
  more?: (all: () => readonly Compared[]) => void,
): void {
  const mutations = corpus[subject];
  const named = differences.filter((each) => each.subject === subject);
  const titles = named.flatMap((each) => each.titles);
  let all: readonly Compared[] = [];
  let api: Api;

  before(async () => {
    ({ api } = await cluster());
    const judge = open(api);
    all = await compare(mutations, width, (objects) => judge.judge(objects));
    await judge.close?.();
  });

  for (const [index, { title, verdict }] of mutations.entries()) {
    it(`${outcomes[verdict][titles.includes(title) ? "differs" : "agrees"]}: ${title}`, () => {
      const compared = all[index];
      assert.ok(compared);
      assert.equal(agree(compared), !titles.includes(title), report(compared));
      assert.equal(compared.server.length > 0, verdict === "refused", report(compared));
    });
  }

  const but = titles.length === 0 ? "" : `, but for the ${titles.length} that are named`;
  it(`agrees with Kubernetes on every one of ${mutations.length} mutations${but}`, () => {
    assert.equal(all.length, mutations.length);
    const differing = all.filter((each) => !agree(each));
    const found = differing.map(({ mutation, packs }) => ({ title: mutation.title, policies: packs.policies }));
    const unexpected = differing.filter(({ mutation }) => !titles.includes(mutation.title));
    const expected = named.flatMap(({ titles: own, policies }) => own.map((title) => ({ title, policies })));
    assert.deepEqual(found.sort(byTitle), expected.sort(byTitle), unexpected.map(report).join("\n\n") || undefined);
  });

  more?.(() => all);
  itShowsHarm(mutations, () => api);
}

/** What a policy is for of which Kubernetes has no opinion: what becomes of the program without it, and only then. */
function itShowsHarm(mutations: readonly Mutation[], api: () => Api): void {
  const cases = [
    ...differences.flatMap(({ titles, harm }) => (harm === undefined ? [] : titles.map((title) => ({ title, harm })))),
    ...warnings,
  ].flatMap(({ title, harm }) =>
    mutations.filter((each) => each.title === title).map((mutation) => ({ mutation, harm })),
  );

  describe("what the packs alone refuse or warn of does harm", () => {
    let happened: readonly (readonly [after: boolean, before: boolean])[] = [];

    before(async () => {
      happened = await inParallel(cases, 12, async (each) => withAndWithout(api(), each));
    });

    for (const [index, { mutation, harm }] of cases.entries()) {
      it(`${harm.shows}: ${mutation.title}`, () =>
        assert.deepEqual(happened[index], [true, false], "with the change, and without it"));
    }
  });
}

async function withAndWithout(api: Api, { mutation, harm }: { readonly mutation: Mutation; readonly harm: Harm }) {
  const objects = await base(mutation.base);
  return Promise.all([harm.happens(api, mutation.change(objects)), harm.happens(api, objects)]);
}

const byTitle = (one: { readonly title: string }, other: { readonly title: string }): number =>
  one.title < other.title ? -1 : Number(one.title > other.title);
