import assert from "node:assert/strict";
import { realProviders } from "../../../offline/engine/session";

describe("PULUMI_REAL_PROVIDERS", () => {
  const table: readonly [setting: string | undefined, names: string[]][] = [
    [undefined, []],
    ["", []],
    [" , ", []],
    ["kubernetes", ["kubernetes"]],
    ["kubernetes,random", ["kubernetes", "random"]],
    [" azure-native , aws,", ["azure-native", "aws"]],
  ];
  for (const [setting, names] of table) {
    it(`leaves ${names.join(" and ") || "no provider"} to plugins when it is ${setting === undefined ? "not set" : `"${setting}"`}`, () => {
      assert.deepEqual(realProviders(setting), names);
    });
  }

  it("is refused with the allowed names when it names a provider that there is not", () => {
    assert.throws(
      () => realProviders("kubernets,aws,azure"),
      /^Error: PULUMI_REAL_PROVIDERS names kubernets, azure; allowed: aws, gcp, azure-native, kubernetes, eks, random$/,
    );
  });
});
