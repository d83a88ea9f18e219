import assert from "node:assert/strict";
import { asTable, figureOf, median } from "../../offline/bench/ratios";
import { bareResources, packagesOf } from "../../offline/bench/trivial";
import type { Step } from "../../offline/report/events";

const ratio = {
  part: "a",
  name: "stack / trivial",
  of: (seconds: (job: string) => number) => seconds("s") / seconds("t"),
};

describe("a ratio of the benchmark", () => {
  const rounds = [
    { s: 4, t: 2 },
    { s: 9, t: 3 },
    { s: 6, t: 4 },
  ];

  it("is the median of the rounds, each taken by itself", () => {
    const figure = figureOf({ ...ratio, limit: 2 }, rounds);
    assert.deepEqual([figure.median, figure.rounds, figure.ok], [2, [2, 3, 1.5], true]);
  });

  it("is missed above its limit, and never without one", () => {
    assert.equal(figureOf({ ...ratio, limit: 1.99 }, rounds).ok, false);
    assert.equal(figureOf(ratio, rounds).ok, true);
  });

  it("refuses a job that was not timed", () => {
    assert.throws(() => figureOf(ratio, [{ s: 1 }]), /no job is named t/);
  });

  it("stands in the table with its spread and its verdict", () => {
    const figures = [figureOf({ ...ratio, limit: 1.9 }, rounds), figureOf({ ...ratio, part: "noise" }, rounds)];
    assert.deepEqual(
      asTable(figures)
        .split("\n")
        .map((line) => line.split(/ {2,}/)),
      [
        ["", "ratio", "median", "lowest", "highest", "limit"],
        ["a", "stack / trivial", "2.00", "1.50", "3.00", "1.90", "MISSED"],
        ["noise", "stack / trivial", "2.00", "1.50", "3.00"],
      ],
    );
  });
});

describe("the median", () => {
  for (const [values, expected] of [
    [[3], 3],
    [[3, 1, 2], 2],
    [[4, 1, 3, 2], 2.5],
    [[10, 9], 9.5],
  ] as const) {
    it(`of ${values.join(", ")} is ${expected}`, () => assert.equal(median(values), expected));
  }
});

describe("the flat list that a stack is held against", () => {
  const step = (type: string, name: string, custom = true): Step => ({
    op: "create",
    urn: `urn:pulumi:eks::shop::${type}::${name}`,
    type,
    name,
    parent: "",
    custom,
    inputs: { name },
  });
  const steps = [
    step("pulumi:pulumi:Stack", "shop-eks", false),
    step("shop:index:Cluster", "cluster", false),
    step("aws:ec2/vpc:Vpc", "vpc"),
    step("pulumi:providers:eks", "default_4_3_0"),
    step("pulumi:providers:aws", "aws"),
  ];

  it("has what the program registered, providers first, and not what the engine adds", () => {
    assert.deepEqual(bareResources(steps), [
      { type: "pulumi:providers:aws", custom: true, inputs: { name: "aws" } },
      { type: "shop:index:Cluster", custom: false, inputs: { name: "cluster" } },
      { type: "aws:ec2/vpc:Vpc", custom: true, inputs: { name: "vpc" } },
    ]);
  });

  it("loads the package of every type and provider", () => {
    assert.deepEqual(packagesOf(steps), ["aws", "eks", "pulumi", "shop"]);
  });
});
