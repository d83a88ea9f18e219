import assert from "node:assert/strict";
import { quantity } from "../../operations/validate/quantity";
import { judges } from "../support/validate";

describe("validate: quotas", () => {
  const quota = (used: object, hard: object): object => ({
    metadata: { name: "quota", namespace: "shop" },
    status: { used, hard },
  });
  const limitRanges = [{ metadata: { name: "limits", namespace: "shop" } }];
  const hard = { pods: "100", "limits.cpu": "2" };
  judges("quotas", [
    {
      rule: "pass with room, and name the fullest",
      read: { limitRanges, resourceQuotas: [quota({ pods: "10", "limits.cpu": "1500m" }, hard)] },
      status: "pass",
      evidence: /fullest: shop limits\.cpu 1500m of 2 \(75 %\)/,
    },
    {
      rule: "are missed where there is none",
      read: { limitRanges, resourceQuotas: [] },
      status: "fail",
      finding: /shop: no ResourceQuota/,
      command: /^kubectl get resourcequotas -n shop$/,
    },
    {
      rule: "are missed where there are no limits",
      read: { limitRanges: [], resourceQuotas: [quota({}, hard)] },
      status: "fail",
      finding: /shop: no LimitRange/,
    },
    {
      rule: "warn from 90 percent",
      read: { limitRanges, resourceQuotas: [quota({ pods: "90" }, hard)] },
      status: "warning",
      finding: /nearly full: shop pods 90 of 100 \(90 %\)/,
    },
    { rule: "do not warn below", read: { limitRanges, resourceQuotas: [quota({ pods: "89" }, hard)] }, status: "pass" },
    {
      rule: "fail when full",
      read: { limitRanges, resourceQuotas: [quota({ "limits.cpu": "2000m" }, hard)] },
      status: "fail",
      finding: /full: shop limits\.cpu 2000m of 2 \(100 %\)/,
      command: /^kubectl describe resourcequota -n shop quota$/,
    },
    {
      rule: "of nothing are a ban, and not full",
      read: { limitRanges, resourceQuotas: [quota({ "services.nodeports": "0" }, { "services.nodeports": "0" })] },
      status: "pass",
    },
  ]);

  it("read quantities as Kubernetes does", () => {
    const texts = ["250m", "2", "1.5Gi", "2k", "1e3", "12E6", "100n", "3E", "nothing", ""];
    assert.deepEqual(texts.map(quantity), [0.25, 2, 1.5 * 2 ** 30, 2000, 1000, 12e6, 1e-7, 3e18, undefined, undefined]);
  });
});
