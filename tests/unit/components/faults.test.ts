import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { type Fault, refuse } from "../../../components/shared/faults";

/** What a component says of faulty arguments. */
function message(...faults: readonly Fault[]): string {
  try {
    refuse("Guardrails applications", faults);
  } catch (error) {
    assert.ok(pulumi.InputPropertiesError.isInstance(error));
    return error.message;
  }
  return "nothing";
}

describe("a component's refusal", () => {
  const fault: Fault = { path: "level", value: "open", allowed: "restricted", cure: "choose it" };

  it("does not come without a fault", () => assert.equal(message(), "nothing"));

  it("names every fault by its path, with value, what is allowed and the cure", () => {
    const absent: Fault = { path: "exemption", allowed: "an owner", cure: "add it" };
    assert.equal(
      message(fault, absent),
      [
        "Guardrails applications has invalid arguments",
        '  level: "open"; allowed: restricted; choose it',
        "  exemption: allowed: an owner; add it",
      ].join("\n"),
    );
  });

  it("says what is wrong where the fault does", () => {
    const text = message(
      { ...fault, problem: "contradicts the exemption" },
      { ...fault, value: undefined, problem: "is missing" },
    );
    assert.ok(text.includes('level: "open" contradicts the exemption; allowed: restricted; choose it'));
    assert.ok(text.includes("level: is missing; allowed: restricted; choose it"));
  });
});
