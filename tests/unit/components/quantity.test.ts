import assert from "node:assert/strict";
import fc from "fast-check";
import { parseQuantity } from "../../../components/shared/quantity";

describe("Kubernetes quantities", () => {
  const valid: readonly [string, number][] = [
    ["0", 0],
    ["4", 4],
    ["+4", 4],
    ["-4", -4],
    ["250m", 0.25],
    ["700m", 0.7],
    ["100n", 1e-7],
    ["5u", 5e-6],
    ["2k", 2000],
    ["1.5M", 1_500_000],
    ["3G", 3e9],
    ["1T", 1e12],
    ["1P", 1e15],
    ["2E", 2e18],
    ["2E3", 2000],
    ["12e6", 12e6],
    ["5e-1", 0.5],
    [".5", 0.5],
    ["5.", 5],
    ["1Ki", 1024],
    ["512Mi", 536_870_912],
    ["1.5Gi", 1_610_612_736],
    ["1Ti", 2 ** 40],
    ["1Pi", 2 ** 50],
    ["1Ei", 2 ** 60],
  ];
  for (const [text, number] of valid)
    it(`reads ${text} as ${number}`, () => {
      assert.equal(parseQuantity(text), number);
    });

  const invalid = [
    "",
    ".",
    "m",
    "1 Gi",
    "1gi",
    "1KB",
    "1K",
    "1GiB",
    "0x10",
    "1e",
    "1e1.5",
    "--1",
    "1toString",
    "1e5Mi",
  ];
  for (const text of invalid)
    it(`refuses ${JSON.stringify(text)}`, () => {
      assert.equal(parseQuantity(text), undefined);
    });

  const count = fc.integer({ min: 0, max: 1_000_000 });

  it("has one value for all spellings of an amount", () => {
    fc.assert(
      fc.property(count, (n) => {
        assert.equal(parseQuantity(`${n * 1000}m`), n);
        assert.equal(parseQuantity(`${n}k`), parseQuantity(`${n}000`));
        assert.equal(parseQuantity(`${n}e3`), parseQuantity(`${n}k`));
        assert.equal(parseQuantity(`${n}Gi`), parseQuantity(`${n * 1024}Mi`));
      }),
    );
  });

  it("reads thousandths as JavaScript reads the decimal fraction", () => {
    fc.assert(fc.property(count, (n) => assert.equal(parseQuantity(`${n}m`), n / 1000)));
  });

  it("keeps the order of numbers under every suffix", () => {
    const suffix = fc.constantFrom("n", "u", "m", "", "k", "M", "G", "T", "Ki", "Mi", "Gi", "Ti");
    fc.assert(
      fc.property(count, count, suffix, (a, b, unit) => {
        const [first, second] = [parseQuantity(`${a}${unit}`), parseQuantity(`${b}${unit}`)];
        assert.ok(first !== undefined && second !== undefined);
        assert.equal(Math.sign(first - second), Math.sign(a - b));
      }),
    );
  });
});
