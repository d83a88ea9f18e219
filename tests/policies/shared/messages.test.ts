import assert from "node:assert/strict";
import { counted, faultText, quoted, violationText, type Fault } from "../../../policies/shared/messages";
import { KubernetesObject } from "../../../policies/shared/objects";

const web = KubernetesObject.of({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web", namespace: "shop" },
});
const missing: Fault = { part: 'container "web"', field: "securityContext.runAsNonRoot", must: "be true" };
const wrong: Fault = { field: "hostNetwork", mustNot: "be true", found: "is true" };

describe("what a violation says", () => {
  it("tells missing from wrong", () => {
    assert.equal(faultText(missing), 'container "web": securityContext.runAsNonRoot must be true, but is missing');
    assert.equal(
      faultText({ ...missing, found: "is false" }),
      'container "web": securityContext.runAsNonRoot must be true, but is false',
    );
    assert.equal(faultText(wrong), "hostNetwork must not be true, but is true");
  });

  it("is one line for one fault", () => {
    assert.equal(
      violationText(web, [wrong], "Leave it out."),
      "Deployment shop/web: hostNetwork must not be true, but is true. Leave it out.",
    );
  });

  it("is a list for several, in their order, each once", () => {
    assert.equal(
      violationText(web, [wrong, missing, wrong], "Mend them."),
      [
        "Deployment shop/web has 2 faults:",
        "- hostNetwork must not be true, but is true",
        '- container "web": securityContext.runAsNonRoot must be true, but is missing',
        "Mend them.",
      ].join("\n"),
    );
  });

  it("reads as a sentence where the object itself is at fault", () => {
    assert.equal(
      violationText(web, [{ must: "be selected by a PodDisruptionBudget", found: "is selected by none" }], "Add one."),
      "Deployment shop/web must be selected by a PodDisruptionBudget, but is selected by none. Add one.",
    );
  });

  it("counts and quotes as people do", () => {
    assert.deepEqual(
      [counted(1, "pod"), counted(2, "pod"), counted(0, "policy", "policies")],
      ["1 pod", "2 pods", "0 policies"],
    );
    assert.deepEqual(
      [quoted([]), quoted(["a"]), quoted(["a", "b"]), quoted(["a", "b", "c"])],
      ["nothing", '"a"', '"a" and "b"', '"a", "b" and "c"'],
    );
  });
});
