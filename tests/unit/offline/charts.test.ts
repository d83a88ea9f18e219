import assert from "node:assert/strict";
import { chartFile } from "../../../offline/providers/charts";

describe("the file of a chart in the cache", () => {
  const given = process.env["OFFLINE_CHARTS"];
  const set = (folder: string | undefined): void => {
    if (folder === undefined) Reflect.deleteProperty(process.env, "OFFLINE_CHARTS");
    else process.env["OFFLINE_CHARTS"] = folder;
  };
  beforeEach(() => set(undefined));
  afterEach(() => set(given));

  const table: readonly [chart: string, version: string, file: string][] = [
    ["velero", "12.1.0", "velero-12.1.0.tgz"],
    ["vmware-tanzu/velero", "12.1.0", "velero-12.1.0.tgz"],
    ["oci://public.ecr.aws/karpenter/karpenter", "1.13.0", "karpenter-1.13.0.tgz"],
    ["cert-manager", "v1.20.0", "cert-manager-v1.20.0.tgz"],
    ["base", "1.30.0+build.1", "base-1.30.0+build.1.tgz"],
  ];
  for (const [chart, version, file] of table) {
    it(`is ${file} for ${chart}`, () =>
      assert.equal(chartFile("/project", chart, version), `/project/.charts/${file}`));
  }

  it("lies where OFFLINE_CHARTS says", () => {
    set("/charts");
    assert.equal(chartFile("/project", "velero", "12.1.0"), "/charts/velero-12.1.0.tgz");
  });
});
