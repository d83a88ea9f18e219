import assert from "node:assert/strict";
import { CannotContinue } from "../../../offline/engine/tool";
import { FaultInjector, parseFaults, type Fault } from "../../../offline/providers/faults";

const vpc = "aws:ec2/vpc:Vpc";
const subnet = "aws:ec2/subnet:Subnet";

describe("ordered faults", () => {
  const outcomes = async (
    faults: readonly Fault[],
    operations: readonly [operation: Fault["operation"], type: string][],
  ): Promise<string[]> => {
    const injector = new FaultInjector(faults);
    const seen: string[] = [];
    for (const [operation, type] of operations) {
      const outcome = injector.before(operation, type).then(
        () => "done",
        (error: unknown) => (error instanceof Error ? error.message : "no error"),
      );
      seen.push(await outcome);
    }
    return seen;
  };

  it("let everything pass when there are none", async () => {
    assert.deepEqual(await outcomes([], [["create", vpc]]), ["done"]);
  });

  it("hit every operation of their kind without a number", async () => {
    const faults: Fault[] = [{ operation: "create", message: "quota" }];
    assert.deepEqual(
      await outcomes(faults, [
        ["create", vpc],
        ["update", vpc],
        ["create", subnet],
      ]),
      ["quota", "done", "quota"],
    );
  });

  it("hit only the N-th operation with a number", async () => {
    const faults: Fault[] = [{ operation: "create", nth: 2, message: "quota" }];
    assert.deepEqual(
      await outcomes(faults, [
        ["create", vpc],
        ["create", subnet],
        ["create", vpc],
      ]),
      ["done", "quota", "done"],
    );
  });

  it("count only operations of their kind and type", async () => {
    const faults: Fault[] = [{ operation: "delete", type: subnet, nth: 2, message: "in use" }];
    assert.deepEqual(
      await outcomes(faults, [
        ["delete", vpc],
        ["delete", subnet],
        ["create", subnet],
        ["delete", vpc],
        ["delete", subnet],
      ]),
      ["done", "done", "done", "done", "in use"],
    );
  });

  it("count an operation that another fault failed", async () => {
    const faults: Fault[] = [
      { operation: "create", nth: 1, message: "first" },
      { operation: "create", nth: 2, message: "second" },
    ];
    assert.deepEqual(
      await outcomes(faults, [
        ["create", vpc],
        ["create", vpc],
        ["create", vpc],
      ]),
      ["first", "second", "done"],
    );
  });

  it("wait before they fail", async () => {
    const started = performance.now();
    assert.deepEqual(await outcomes([{ operation: "read", delay: 50, message: "slow" }], [["read", vpc]]), ["slow"]);
    assert.ok(performance.now() - started >= 45);
  });

  it("let the operation go on after a delay without a message", async () => {
    const started = performance.now();
    assert.deepEqual(await outcomes([{ operation: "read", delay: 50 }], [["read", vpc]]), ["done"]);
    assert.ok(performance.now() - started >= 45);
  });
});

describe("OFFLINE_FAULTS", () => {
  for (const nothing of [undefined, "", "[]"]) {
    it(`orders no fault when it is ${nothing === undefined ? "not set" : `"${nothing}"`}`, () => {
      assert.deepEqual(parseFaults(nothing), []);
    });
  }

  it("is a JSON list of faults", () => {
    const faults: Fault[] = [
      { operation: "create", type: vpc, nth: 2, delay: 10, message: "quota" },
      { operation: "read" },
    ];
    assert.deepEqual(parseFaults(JSON.stringify(faults)), faults);
  });

  const wrong: readonly [fault: string, json: string, message: RegExp][] = [
    ["is no JSON", '[{"operation":', /^OFFLINE_FAULTS is no JSON: \[\{"operation":\n.*JSON/],
    [
      "is no list",
      '{"operation":"create"}',
      /^OFFLINE_FAULTS must be a JSON list of .*, not \{"operation":"create"\}\n.*array/,
    ],
    ["has no operation", '[{"type":"a"}]', /operation/],
    ["has an operation that there is not", '[{"operation":"make"}]', /"create"\|"update"\|"delete"\|"read"/],
    ["has a number in text", '[{"operation":"create","nth":"2"}]', /nth/],
    ["counts from nought", '[{"operation":"create","nth":0}]', /nth/],
    ["has a delay below nought", '[{"operation":"create","delay":-1}]', /delay/],
    ["has a key that there is not", '[{"operation":"create","mesage":"quota"}]', /mesage/],
  ];
  for (const [fault, json, message] of wrong) {
    it(`is refused by name when it ${fault}`, () => {
      assert.throws(
        () => parseFaults(json),
        (error) => error instanceof CannotContinue && message.test(error.message),
      );
    });
  }
});
