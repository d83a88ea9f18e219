import assert from "node:assert/strict";
import fc from "fast-check";
import ipaddr from "ipaddr.js";
import {
  isRange,
  outermost,
  overlap,
  platformRanges,
  specialRanges,
} from "../../../components/shared/service-graph/ranges";

/** Ranges that often lie within one another. */
const range = fc
  .tuple(fc.constantFrom("10.0.0.0", "10.128.0.0", "11.0.0.0", "0.0.0.0", "255.255.255.255"), fc.nat(1023), fc.nat(32))
  .map(([base, offset, prefix]) => {
    const octets = ipaddr.IPv4.parse(base).octets;
    const address = [octets[0], octets[1], (octets[2] ?? 0) | (offset >> 8), (octets[3] ?? 0) | (offset & 255)];
    return `${ipaddr.IPv4.networkAddressFromCIDR(`${address.join(".")}/${prefix}`).toString()}/${prefix}`;
  });

const match = (address: string, cidr: string): boolean => ipaddr.IPv4.parse(address).match(ipaddr.IPv4.parseCIDR(cidr));
const networkOf = (cidr: string): string => cidr.split("/")[0] ?? "";

describe("ranges of network policies", () => {
  const malformed = [
    "",
    "10.0.0.0",
    "10.0.0.1/24",
    "10.0.0.0/33",
    "10.0.0.0/-1",
    "10.0.0.0/024",
    "10.00.0.0/24",
    "010.0.0.0/24",
    "256.0.0.0/8",
    "10.0.0/24",
    "10.0.0.0.0/24",
    " 10.0.0.0/24",
    "10.0.0.0/24 ",
    "10.0.0.0/24\n",
    "2001:db8::/32",
    "db.example.com",
  ];
  for (const text of malformed) it(`are not written ${JSON.stringify(text)}`, () => assert.equal(isRange(text), false));

  it("are written with their network address", () => {
    fc.assert(fc.property(range, (each) => assert.ok(isRange(each))));
  });

  it("overlap when one holds the first address of the other", () => {
    fc.assert(
      fc.property(range, range, (a, b) => {
        assert.equal(overlap(a, b), match(networkOf(a), b) || match(networkOf(b), a), `${a} and ${b}`);
      }),
    );
  });

  it("are reduced to those that lie in no other, in order, with the same addresses", () => {
    fc.assert(
      fc.property(fc.array(range, { maxLength: 6 }), (ranges) => {
        const kept = outermost(ranges);
        for (const each of ranges) assert.ok(kept.some((outer) => match(networkOf(each), outer)));
        for (const each of kept) assert.ok(ranges.includes(each));
        for (const [index, each] of kept.entries())
          assert.ok(kept.slice(index + 1).every((later) => !overlap(each, later)));
        const numbers = kept.map((each) =>
          ipaddr.IPv4.parse(networkOf(each)).octets.reduce((sum, octet) => sum * 256 + octet),
        );
        assert.deepEqual(
          numbers,
          [...numbers].sort((a, b) => a - b),
        );
      }),
    );
  });

  it("name every address that is special, and no other", () => {
    const reachable = ["unicast", "as112", "amt"];
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        const special = [...specialRanges, ...platformRanges].some((each) => match(address, each));
        const known = !reachable.includes(ipaddr.IPv4.parse(address).range()) || address === "168.63.129.16";
        assert.equal(special, known, address);
      }),
      { numRuns: 2000, examples: [["168.63.129.16"], ["192.88.99.1"], ["198.19.255.255"], ["203.0.113.9"]] },
    );
  });
});
