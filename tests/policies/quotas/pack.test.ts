import assert from "node:assert/strict";
import fc from "fast-check";
import { deployment, limits, namespace, quota } from "../../../policies/quotas/examples";
import { quotas } from "../../../policies/quotas/pack";
import type { Example } from "../../../policies/shared/policy";
import { later, programOf, verdictOf } from "../../support/policies";

const own = quotas.policies.filter(({ name }) => !["pod-carriers", "coverage", "coverage-limit"].includes(name));

describe("the policies of quotas together", () => {
  it("all pass a namespace with a quota and limits and a workload that fits", () => {
    for (const policy of own) {
      const verdict = verdictOf(policy, programOf({ objects: [namespace, quota, limits, deployment()] }));
      assert.deepEqual(verdict, { outcome: "pass", faults: [] }, policy.name);
    }
  });

  for (const policy of own) {
    for (const example of policy.examples.fail) {
      it(`only ${policy.name} refuses ${example.title}`, () => {
        const refusing = own.filter((each) => verdictOf(each, programOf(example)).outcome === "fail");
        assert.deepEqual(
          refusing.map(({ name }) => name),
          [policy.name],
        );
      });
    }
  }
});

const names = ["apiVersion", "kind", "metadata", "metadata.name", "metadata.namespace"];

/** Paths of every value of a manifest, but for what names the object. */
function pathsIn(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value)
    .flatMap(([key, inner]) => [[...path, key], ...pathsIn(inner, [...path, key])])
    .filter((each) => !names.includes(each.join(".")));
}

/** The manifest with a value that is known only after the update. */
function hidden(value: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined) return later;
  if (Array.isArray(value)) return value.map((each, index) => (String(index) === key ? hidden(each, rest) : each));
  return { ...(value as object), [key]: hidden(Reflect.get(value as object, key), rest) };
}

describe("values that are known only after the update", () => {
  const examples: Example[] = own.flatMap(({ examples: { pass, fail, skip } }) => [...pass, ...fail, ...skip]);
  const places = examples.flatMap((example) =>
    example.objects.flatMap((object, index) => pathsIn(object).map((path) => ({ example, index, path }))),
  );

  it("make no policy of quotas find fault, and are noted where they keep one from doing so", () => {
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.constantFrom(...own), ({ example, index, path }, policy) => {
        const before = verdictOf(policy, programOf(example));
        const objects = example.objects.map((each, at) => (at === index ? (hidden(each, path) as object) : each));
        const program = programOf({ ...example, objects });
        const after = verdictOf(policy, program);
        if (before.outcome !== "fail") assert.notEqual(after.outcome, "fail", after.faults.join("\n"));
        const isNoted = program.objects.some(({ unseen }) => unseen.size > 0);
        if (after.outcome !== before.outcome) assert.ok(isNoted, `${before.outcome} became ${after.outcome} unnoted`);
      }),
      { numRuns: 4000 },
    );
  });
});
