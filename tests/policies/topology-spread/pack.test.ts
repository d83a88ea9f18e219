import assert from "node:assert/strict";
import fc from "fast-check";
import { compliant } from "../../../policies/topology-spread/examples";
import { topologySpread } from "../../../policies/topology-spread/pack";
import type { Example, Policy } from "../../../policies/shared/policy";
import { later, programOf, verdictOf } from "../../support/policies";

const own = topologySpread.policies.filter(
  ({ name }) => !["pod-carriers", "coverage", "coverage-limit"].includes(name),
);

describe("the policies of topology-spread together", () => {
  for (const policy of own) {
    it(`${policy.name} has nothing against the compliant workload`, () =>
      assert.notEqual(verdictOf(policy, programOf(compliant)).outcome, "fail"));
  }

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

/** Paths of every value of a manifest, but for what names the object. */
function pathsIn(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (!isObject(value)) return [];
  return Object.keys(value)
    .map((key) => [...path, key])
    .flatMap((each) => [each, ...pathsIn(Reflect.get(value, each.at(-1) ?? ""), each)])
    .filter(
      (each) => !["apiVersion", "kind", "metadata", "metadata.name", "metadata.namespace"].includes(each.join(".")),
    );
}

/** The manifest with what stands at a path unknown. */
function withLater(manifest: object, path: readonly string[]): object {
  const copy = structuredClone(manifest);
  const holder = path
    .slice(0, -1)
    .reduce<unknown>((from, key) => (isObject(from) ? Reflect.get(from, key) : from), copy);
  if (isObject(holder)) Reflect.set(holder, path.at(-1) ?? "", later);
  return copy;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

describe("topology-spread and values that are known only after the update", () => {
  const judged = own.flatMap((policy) => {
    const { pass, fail, skip } = policy.examples;
    return [...pass, ...fail, ...skip].map((example: Example) => ({ policy, example }));
  });

  function holds(policy: Policy, example: Example, objects: readonly object[]): void {
    const before = verdictOf(policy, programOf(example));
    const program = programOf({ ...example, objects });
    const after = verdictOf(policy, program);
    assert.deepEqual(
      after.faults.filter((each) => !before.faults.includes(each)),
      [],
    );
    const noted = program.objects.some(({ unseen }) => unseen.size > 0);
    assert.ok(noted || after.outcome === before.outcome, `goes from ${before.outcome} to ${after.outcome} unnoted`);
  }

  for (const policy of own) {
    it(`add no fault of ${policy.name}, and are noted where they take one away`, () => {
      for (const { example } of judged.filter((each) => each.policy === policy)) {
        for (const [index, object] of example.objects.entries()) {
          for (const path of pathsIn(object)) {
            holds(policy, example, example.objects.with(index, withLater(object, path)));
          }
        }
      }
    });
  }

  const several = fc.constantFrom(...judged).chain(({ policy, example }) => {
    const places = example.objects.flatMap((object, index) => pathsIn(object).map((path) => ({ index, path })));
    return fc.record({ policy: fc.constant(policy), example: fc.constant(example), places: fc.subarray(places) });
  });

  it("add no fault, however many there are", () => {
    fc.assert(
      fc.property(several, ({ policy, example, places }) => {
        const objects = example.objects.map((object, index) =>
          places.filter((each) => each.index === index).reduce((from, { path }) => withLater(from, path), object),
        );
        holds(policy, example, objects);
      }),
      { numRuns: 1000 },
    );
  });
});
