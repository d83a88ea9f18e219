import assert from "node:assert/strict";
import { packs } from "../../policies/documentation";
import { programOf, verdictOf } from "../support/policies";

for (const pack of packs) {
  describe(`the examples of the pack ${pack.name}`, () => {
    for (const policy of pack.policies) {
      describe(policy.name, () => {
        const { pass, fail, skip } = policy.examples;

        it("has examples of all three outcomes", () => {
          for (const examples of [pass, fail, skip]) assert.notEqual(examples.length, 0);
        });

        for (const example of pass) {
          it(`passes ${example.title}`, () =>
            assert.deepEqual(verdictOf(policy, programOf(example)), { outcome: "pass", faults: [] }));
        }
        for (const { faults, ...example } of fail) {
          it(`refuses ${example.title}`, () =>
            assert.deepEqual(verdictOf(policy, programOf(example)), { outcome: "fail", faults }));
        }
        for (const example of skip) {
          it(`says nothing about ${example.title}`, () =>
            assert.deepEqual(verdictOf(policy, programOf(example)), { outcome: "skip", faults: [] }));
        }
      });
    }
  });
}
