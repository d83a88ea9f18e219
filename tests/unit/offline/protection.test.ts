import assert from "node:assert/strict";
import { withoutProtection } from "../../../offline/engine/protection";

const state = (...resources: readonly object[]) => ({ version: 3, deployment: { manifest: {}, resources } });

describe("lifting the protection of a state", () => {
  it("lets go of what is protected, retained or not, and leaves the rest as it was", () => {
    const lifted = withoutProtection(
      state(
        { urn: "a", protect: true },
        { urn: "b", protect: true, retainOnDelete: true, inputs: { protect: true } },
        { urn: "c", retainOnDelete: true },
      ),
    );
    assert.deepEqual(
      lifted,
      state({ urn: "a" }, { urn: "b", inputs: { protect: true } }, { urn: "c", retainOnDelete: true }),
    );
  });

  it("lets go of what is retained beside it, and keeps what is retained elsewhere", () => {
    const lifted = withoutProtection(
      state(
        { urn: "a", parent: "database", protect: true },
        { urn: "b", parent: "database", retainOnDelete: true },
        { urn: "c", parent: "cluster", retainOnDelete: true },
      ),
    );
    assert.deepEqual(
      lifted,
      state(
        { urn: "a", parent: "database" },
        { urn: "b", parent: "database" },
        { urn: "c", parent: "cluster", retainOnDelete: true },
      ),
    );
  });

  it("has nothing to do where nothing is protected", () => {
    assert.equal(withoutProtection(state({ urn: "a", retainOnDelete: true })), undefined);
  });

  it("takes an empty state", () => {
    assert.equal(withoutProtection({ version: 3, deployment: {} }), undefined);
  });
});
