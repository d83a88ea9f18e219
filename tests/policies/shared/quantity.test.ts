import assert from "node:assert/strict";
import fc from "fast-check";
import { parseQuantity, quantity, quantityOf, quantityText, ratio, roundedUp } from "../../../policies/shared/quantity";
import { Unseen } from "../../../policies/shared/shape";

describe("a quantity", () => {
  const thousandths: readonly (readonly [string | number, bigint])[] = [
    ["1", 1000n],
    ["0", 0n],
    ["250m", 250n],
    ["1.5", 1500n],
    [".5", 500n],
    ["1.", 1000n],
    ["+2", 2000n],
    ["-2", -2000n],
    ["007", 7000n],
    ["2k", 2_000_000n],
    ["1M", 10n ** 9n],
    ["1E", 10n ** 21n],
    ["1e3", 10n ** 6n],
    ["1E3", 10n ** 6n],
    ["1e+3", 10n ** 6n],
    ["25e-2", 250n],
    ["1Ki", 1_024_000n],
    ["1.5Gi", 1_610_612_736_000n],
    ["0.1Ki", 102_400n],
    [2, 2000n],
    [0.25, 250n],
    [1e21, 10n ** 24n],
  ];
  for (const [text, amount] of thousandths) {
    it(`${JSON.stringify(text)} is ${amount} thousandths`, () => assert.equal(parseQuantity(text), amount));
  }

  it("is rounded up to thousandths, as the API server keeps it", () => {
    for (const text of ["1n", "1u", "0.0001", "1e-9"]) assert.equal(parseQuantity(text), 1n, text);
    assert.equal(parseQuantity("1.0001"), 1001n);
    assert.equal(parseQuantity("-1.0001"), -1001n);
  });

  it("is capped at 2^63 - 1 where its suffix is binary", () => {
    assert.equal(parseQuantity("8Ei"), (2n ** 63n - 1n) * 1000n);
    assert.equal(parseQuantity("10E"), 10n ** 22n);
  });

  const wrong = [
    "",
    " ",
    ".",
    "+",
    "Mi",
    "1 Gi",
    "1ki",
    "1K",
    "1mi",
    "1e",
    "1ee3",
    "1.2.3",
    "0x10",
    "1Mi1",
    "one",
    "1e999",
    NaN,
    Infinity,
  ];
  for (const text of wrong) {
    it(`${JSON.stringify(String(text))} is none`, () => assert.equal(parseQuantity(text), undefined));
  }

  /** What each suffix means, in millionths of a thousandth, so that all are whole. */
  const meanings: Readonly<Record<string, bigint>> = {
    n: 1n,
    u: 1000n,
    m: 1000n ** 2n,
    "": 1000n ** 3n,
    k: 1000n ** 4n,
    M: 1000n ** 5n,
    G: 1000n ** 6n,
    T: 1000n ** 7n,
    Ki: 1000n ** 3n * 1024n,
    Mi: 1000n ** 3n * 1024n ** 2n,
    Gi: 1000n ** 3n * 1024n ** 3n,
    Ti: 1000n ** 3n * 1024n ** 4n,
    e2: 1000n ** 3n * 100n,
    E1: 1000n ** 3n * 10n,
    "e-1": 1000n ** 2n * 100n,
  };

  it("is its digits times its suffix", () => {
    const whole = fc.nat(99_999);
    const thousandth = fc.nat(999);
    fc.assert(
      fc.property(whole, thousandth, fc.constantFrom(...Object.keys(meanings)), (digits, fraction, suffix) => {
        const text = `${digits}.${String(fraction).padStart(3, "0")}${suffix}`;
        const exact = (BigInt(digits) * 1000n + BigInt(fraction)) * (meanings[suffix] ?? 0n);
        const step = 1000n ** 3n;
        const up = exact / step + (exact % step === 0n ? 0n : 1n);
        assert.equal(parseQuantity(text), up, text);
      }),
    );
  });

  it("is written so that it is read as the same again", () => {
    const amounts = fc.oneof(
      fc.bigInt({ min: 0n, max: 10n ** 18n }),
      fc.nat(4000).map((count) => BigInt(count) * 1024n ** 2n * 1000n),
    );
    fc.assert(
      fc.property(amounts, fc.constantFrom("cpu", "pods", "requests.memory", "requests.storage"), (amount, key) =>
        assert.equal(parseQuantity(quantityText(amount, key)), amount),
      ),
    );
  });

  const texts: readonly (readonly [text: string, resource: string, written: string])[] = [
    ["1.5", "cpu", "1500m"],
    ["2000m", "limits.cpu", "2"],
    ["1024", "pods", "1024"],
    ["1.5Gi", "memory", "1536Mi"],
    ["1024Mi", "requests.memory", "1Gi"],
    ["128M", "limits.memory", "128M"],
    ["1000", "ephemeral-storage", "1k"],
    ["0", "memory", "0"],
    ["100Gi", "gold.storageclass.storage.k8s.io/requests.storage", "100Gi"],
    ["1024", "gold.storageclass.storage.k8s.io/persistentvolumeclaims", "1024"],
    ["4Mi", "hugepages-2Mi", "4Mi"],
  ];
  for (const [text, resource, written] of texts) {
    it(`${text} of ${resource} is written ${written}`, () =>
      assert.equal(quantityText(parseQuantity(text) ?? 0n, resource), written));
  }

  it("counts storage in whole bytes", () => {
    assert.equal(roundedUp(1n), 1000n);
    assert.equal(roundedUp(2000n), 2000n);
    assert.equal(quantityOf(2), 2000n);
  });

  it("stands in a ratio to another", () => assert.equal(ratio(quantityOf(2), 500n), 4));

  it("of less than nothing, or in another form, is not one of an object", () => {
    for (const value of ["-1", "much", true, {}]) assert.throws(() => quantity.read(value, "spec.cpu"), Unseen);
    assert.equal(quantity.read("250m", "spec.cpu"), 250n);
    assert.throws(
      () => quantity.read("much", "spec.cpu"),
      /^Error: spec.cpu is "much" and not a quantity of 0 or more, such as 250m or 512Mi$/,
    );
  });
});
