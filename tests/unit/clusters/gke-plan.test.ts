import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import ipaddr from "ipaddr.js";
import { maintenanceWindow } from "../../../stacks/clusters/gke/maintenance";
import { nodesServed, planSubnets } from "../../../stacks/clusters/gke/subnets";
import { overlap, within } from "../../../stacks/ranges";
import { weekdays } from "../../../stacks/settings/cluster";

describe("the ranges of a GKE network", () => {
  const range = fc.tuple(fc.nat({ max: 2 ** 32 - 1 }), fc.integer({ min: 16, max: 22 })).map(([number, prefix]) => {
    const address = [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join(".");
    return `${ipaddr.IPv4.networkAddressFromCIDR(`${address}/${prefix}`).toString()}/${prefix}`;
  });

  it("are two halves", () => {
    assert.deepEqual(planSubnets("10.20.0.0/16"), { nodes: "10.20.0.0/17", privateServices: "10.20.128.0/17" });
    assert.deepEqual(planSubnets("10.20.4.0/22"), { nodes: "10.20.4.0/23", privateServices: "10.20.6.0/23" });
    assert.deepEqual(planSubnets("10.20.12.0/22"), { nodes: "10.20.12.0/23", privateServices: "10.20.14.0/23" });
  });

  it("lie within the whole, apart from each other, each on its network address", () => {
    fc.assert(
      fc.property(range, (whole) => {
        const { nodes, privateServices } = planSubnets(whole);
        assert.ok(!overlap(nodes, privateServices));
        for (const half of [nodes, privateServices]) {
          assert.ok(within(half, whole));
          assert.equal(half.split("/")[0], ipaddr.IPv4.networkAddressFromCIDR(half).toString());
        }
      }),
    );
  });

  it("give each node 256 addresses for its pods", () => {
    assert.deepEqual(["10.24.0.0/14", "10.24.0.0/20", "10.24.0.0/24"].map(nodesServed), [1024, 16, 1]);
  });
});

describe("the maintenance window of GKE", () => {
  const windows: readonly (readonly [Parameters<typeof maintenanceWindow>[0], ReturnType<typeof maintenanceWindow>])[] =
    [
      [
        { days: ["Saturday", "Sunday"], start: "02:00", hours: 8 },
        {
          startTime: "2026-01-01T02:00:00Z",
          endTime: "2026-01-01T10:00:00Z",
          recurrence: "FREQ=WEEKLY;BYDAY=SA,SU",
        },
      ],
      [
        { days: ["Thursday"], start: "22:30", hours: 24 },
        { startTime: "2026-01-01T22:30:00Z", endTime: "2026-01-02T22:30:00Z", recurrence: "FREQ=WEEKLY;BYDAY=TH" },
      ],
    ];
  for (const [settings, window] of windows)
    it(`of ${settings.hours} hours from ${settings.start} is ${window.recurrence}`, () => {
      assert.deepEqual(maintenanceWindow(settings), window);
    });

  it("names every day as RFC 5545 does", () => {
    const { recurrence } = maintenanceWindow({ days: [...weekdays], start: "00:00", hours: 4 });
    assert.equal(recurrence, "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU");
  });
});
