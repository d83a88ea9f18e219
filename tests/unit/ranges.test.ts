import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import ipaddr from "ipaddr.js";
import { addressAt, overlap, prefixOf, sizeOf, subrange, within } from "../../stacks/ranges";

describe("IPv4 ranges", () => {
  const range = fc.tuple(fc.nat({ max: 2 ** 32 - 1 }), fc.integer({ min: 8, max: 28 })).map(([number, prefix]) => {
    const address = [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join(".");
    return `${ipaddr.IPv4.networkAddressFromCIDR(`${address}/${prefix}`).toString()}/${prefix}`;
  });
  const smaller = fc.integer({ min: 0, max: 4 });

  const overlaps: readonly (readonly [string, string, boolean, boolean])[] = [
    ["10.0.0.0/16", "10.0.0.0/16", true, true],
    ["10.0.1.0/24", "10.0.0.0/16", true, true],
    ["10.0.0.0/16", "10.0.1.0/24", true, false],
    ["10.0.0.0/17", "10.0.128.0/17", false, false],
    ["10.0.0.0/8", "0.0.0.0/0", true, true],
  ];
  for (const [a, b, shared, inside] of overlaps)
    it(`${a} ${shared ? "shares addresses with" : "is apart from"} ${b} and ${inside ? "lies within it" : "does not lie within it"}`, () => {
      assert.equal(overlap(a, b), shared);
      assert.equal(overlap(b, a), shared);
      assert.equal(within(a, b), inside);
    });

  it("count their addresses", () => {
    assert.deepEqual(["0.0.0.0/0", "10.0.0.0/16", "10.0.0.0/32"].map(sizeOf), [2 ** 32, 65_536, 1]);
  });

  it("number their addresses from the first on, across octets", () => {
    assert.equal(addressAt("10.0.0.0/16", 0), "10.0.0.0");
    assert.equal(addressAt("10.0.0.0/16", 256), "10.0.1.0");
    assert.equal(addressAt("192.168.255.0/24", 255), "192.168.255.255");
    assert.throws(() => addressAt("10.0.0.0/24", 256), RangeError);
  });

  it("fall into parts that cover them, side by side, each on its network address", () => {
    fc.assert(
      fc.property(range, smaller, (whole, bits) => {
        const prefix = prefixOf(whole) + bits;
        const parts = Array.from({ length: 2 ** bits }, (_, index) => subrange(whole, prefix, index));
        assert.equal(
          parts.reduce((sum, part) => sum + sizeOf(part), 0),
          sizeOf(whole),
        );
        for (const [index, part] of parts.entries()) {
          assert.ok(within(part, whole));
          assert.equal(part.split("/")[0], ipaddr.IPv4.networkAddressFromCIDR(part).toString());
          assert.ok(parts.slice(index + 1).every((other) => !overlap(part, other)));
        }
        assert.throws(() => subrange(whole, prefix, parts.length), RangeError);
      }),
    );
  });
});
