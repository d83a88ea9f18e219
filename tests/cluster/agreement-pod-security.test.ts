import assert from "node:assert/strict";
import { controls } from "../../policies/pod-security/controls";
import { Admission } from "../support/agreement/admission";
import { itAgrees } from "../support/agreement/suite";
import { controlsOf } from "../support/agreement/verdict";

describe("the pack pod-security", () => {
  itAgrees("pod-security", { width: 8, open: (api) => new Admission(api) }, (all) => {
    it("refuses some mutation by each of its controls", () => {
      const used = new Set(all().flatMap(({ packs }) => controlsOf(packs)));
      assert.deepEqual([...used].sort(), controls.map(({ name }) => name).sort());
    });
  });
});
