import assert from "node:assert/strict";
import { unknownCheckingProxy } from "@pulumi/policy/proxy";
import fc from "fast-check";
import { isEmpty, labelSelector, matches } from "../../../policies/shared/selectors";
import { Unseen } from "../../../policies/shared/shape";
import { later } from "../../support/policies";

type Labels = Readonly<Record<string, string>>;

function picks(selector: object | undefined, labels: Labels): boolean {
  const read = selector === undefined ? undefined : labelSelector.read(unknownCheckingProxy(selector), "selector");
  return matches(read, labels);
}

/** Which of these sets of labels a selector picks. */
const sets: readonly Labels[] = [{}, { app: "web" }, { app: "api" }, { tier: "web" }, { app: "web", tier: "api" }];
const pickedBy = (selector: object | undefined) => sets.map((labels) => picks(selector, labels));
const expression = (key: string, operator: string, values?: readonly string[]) => ({
  matchExpressions: [{ key, operator, values }],
});

describe("a label selector", () => {
  const table: readonly (readonly [string, object | undefined, readonly boolean[]])[] = [
    ["picks nothing when it is missing", undefined, [false, false, false, false, false]],
    ["picks everything when it is empty", {}, [true, true, true, true, true]],
    ["picks everything when its parts are empty", { matchLabels: {}, matchExpressions: [] }, Array(5).fill(true)],
    ["picks what has every label of matchLabels", { matchLabels: { app: "web" } }, [false, true, false, false, true]],
    [
      "picks by In what has the label with one of the values",
      expression("app", "In", ["web", "api"]),
      [false, true, true, false, true],
    ],
    ["picks by NotIn also what lacks the label", expression("app", "NotIn", ["web"]), [true, false, true, true, false]],
    ["picks by Exists what has the label", expression("app", "Exists"), [false, true, true, false, true]],
    [
      "picks by DoesNotExist what lacks the label",
      expression("app", "DoesNotExist"),
      [true, false, false, true, false],
    ],
    [
      "picks what fulfills all its parts",
      { matchLabels: { app: "web" }, ...expression("tier", "Exists") },
      [false, false, false, false, true],
    ],
    ["does not take a property of every object for a label", expression("constructor", "Exists"), Array(5).fill(false)],
  ];
  for (const [title, selector, expected] of table) it(title, () => assert.deepEqual(pickedBy(selector), expected));

  const key = fc.constantFrom("a", "b");
  const value = fc.constantFrom("x", "y", "");
  const labels: fc.Arbitrary<Labels> = fc.dictionary(key, value, { maxKeys: 2 });
  const requirement = fc.record({
    key,
    operator: fc.constantFrom("In", "NotIn", "Exists", "DoesNotExist"),
    values: fc.array(value, { minLength: 1, maxLength: 2 }),
  });
  const selector = fc.record({ matchLabels: labels, matchExpressions: fc.array(requirement, { maxLength: 3 }) });
  const opposite: Readonly<Record<string, string>> = {
    In: "NotIn",
    NotIn: "In",
    Exists: "DoesNotExist",
    DoesNotExist: "Exists",
  };

  it("picks what each of its parts picks", () => {
    fc.assert(
      fc.property(selector, labels, ({ matchLabels, matchExpressions }, has) => {
        const parts = [
          ...Object.entries(matchLabels).map(([each, wanted]) => picks({ matchLabels: { [each]: wanted } }, has)),
          ...matchExpressions.map((each) => picks({ matchExpressions: [each] }, has)),
        ];
        assert.equal(picks({ matchLabels, matchExpressions }, has), parts.every(Boolean));
      }),
    );
  });

  it("picks by an operator what its opposite does not", () => {
    fc.assert(
      fc.property(requirement, labels, (each, has) => {
        const other = { ...each, operator: opposite[each.operator] };
        assert.notEqual(picks({ matchExpressions: [each] }, has), picks({ matchExpressions: [other] }, has));
      }),
    );
  });

  it("picks by matchLabels what In picks for one value", () => {
    fc.assert(
      fc.property(key, value, labels, (each, wanted, has) => {
        assert.equal(picks({ matchLabels: { [each]: wanted } }, has), picks(expression(each, "In", [wanted]), has));
        assert.equal(picks({ matchLabels: { [each]: wanted } }, has), has[each] === wanted);
      }),
    );
  });

  it("is empty when it has no part", () => {
    const read = (from: object) => isEmpty(labelSelector.read(from, ""));
    assert.deepEqual([{}, { matchLabels: {} }, { matchLabels: { a: "x" } }, expression("a", "Exists")].map(read), [
      true,
      true,
      false,
      false,
    ]);
  });
});

describe("a label selector with values that are known only after the update", () => {
  it("does not pick what another part rules out", () =>
    assert.equal(picks({ matchLabels: { release: later, app: "web" } }, { app: "api", release: "one" }), false));
  it("does not pick what lacks the label", () =>
    assert.equal(picks({ matchLabels: { release: later } }, { app: "web" }), false));
  it("leaves it open where the value decides", () => {
    assert.throws(() => picks({ matchLabels: { release: later, app: "web" } }, { app: "web", release: "one" }), Unseen);
    assert.throws(() => picks(expression("app", later), { app: "web" }), Unseen);
    assert.throws(() => picks({ matchLabels: later }, { app: "web" }), Unseen);
  });
  it("leaves it open with an operator that Kubernetes does not have", () =>
    assert.throws(() => picks(expression("app", "Like", ["w"]), { app: "web" }), Unseen));
});
