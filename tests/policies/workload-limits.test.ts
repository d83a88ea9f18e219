import assert from "node:assert/strict";
import fc from "fast-check";
import { limitRange as limitRangeManifest } from "../../components/guardrails/manifests";
import { mergeLimits } from "../../components/shared/limits";
import type { Description } from "../../components/shared/workload/contract";
import { deployment } from "../../components/shared/workload/manifests/deployment";
import { workloadFaults } from "../../components/shared/workload/validate";
import { containerResources } from "../../policies/quotas/container-resources";
import { limitRange } from "../../policies/quotas/limit-range";
import { anyLimits, anyResources, companion, sidecar, web } from "../support/descriptions";
import { programOf, verdictOf } from "../support/policies";

/** What the pack quotas finds in the pods of a workload, under the LimitRange of its namespace. */
function found(description: Description): readonly string[] {
  const program = programOf({
    objects: [
      { apiVersion: "v1", kind: "LimitRange", ...limitRangeManifest("shop", mergeLimits(description.limits)) },
      { apiVersion: "apps/v1", kind: "Deployment", ...deployment(description) },
    ],
  });
  return [containerResources, limitRange].flatMap((policy) => verdictOf(policy, program).faults);
}

describe("requests and limits of a workload", () => {
  const beside = fc.array(anyResources, { maxLength: 2 });
  const descriptions = fc
    .tuple(anyResources, anyLimits, beside, beside, fc.constantFrom("1Mi", "300Mi", "900Mi"))
    .map(([resources, limits, sidecars, initContainers, sizeLimit]): Description => ({
      ...web,
      resources,
      limits,
      writablePaths: { tmp: { path: "/tmp", sizeLimit } },
      sidecars: sidecars.map((each, index) => sidecar(`side-${index}`, each)),
      initContainers: initContainers.map((each, index) => companion(`init-${index}`, each)),
    }));

  it("are refused exactly where the pack quotas refuses the pods", () => {
    const counts = { taken: 0, refused: 0 };
    fc.assert(
      fc.property(descriptions, (description) => {
        const faults = workloadFaults(description).map(({ path }) => path);
        const isRefused = faults.length > 0;
        counts[isRefused ? "refused" : "taken"]++;
        const expected = found(description);
        assert.equal(isRefused, expected.length > 0, [...faults, ...expected].join("\n"));
      }),
      { numRuns: 1500 },
    );
    assert.ok(counts.taken > 100 && counts.refused > 100, JSON.stringify(counts));
  });

  const overs: readonly (readonly [string, Partial<Description>, readonly string[]])[] = [
    [
      "an init container that asks for less than the minimum, as it does in many public manifests",
      {
        initContainers: [
          companion("wait", { requests: { cpu: "50m", memory: "32Mi" }, limits: { cpu: "100m", memory: "64Mi" } }),
        ],
      },
      [
        'init container "wait": resources.requests.cpu must be at least 100m (LimitRange "limits"), but is 50m',
        'init container "wait": resources.requests.memory must be at least 128Mi (LimitRange "limits"), but is 32Mi',
      ],
    ],
    [
      "sidecars that make the pod too large",
      {
        resources: { requests: { cpu: "2", memory: "2Gi" }, limits: { cpu: "4", memory: "4Gi" } },
        sidecars: ["one", "two"].map((name) =>
          sidecar(name, { requests: { cpu: "1", memory: "1Gi" }, limits: { cpu: "2500m", memory: "1Gi" } }),
        ),
      },
      ['pod: the sum of limits.cpu must be at most 8 (LimitRange "limits"), but is 9'],
    ],
  ];
  for (const [title, part, expected] of overs) {
    it(`are refused by both sides: ${title}`, () => {
      const description = { ...web, ...part };
      assert.deepEqual(found(description), expected);
      assert.equal(workloadFaults(description).length, expected.length);
    });
  }
});
