import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { azureRoots, rdsRootRegions, rdsRoots } from "../../../components/shared/database/roots";

const certificates = (bundle: string | undefined): readonly X509Certificate[] =>
  (bundle?.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n/g) ?? []).map(
    (pem) => new X509Certificate(pem),
  );

const inTenYears = new Date(Date.now() + 10 * 365 * 24 * 3600 * 1000);

describe("the roots of RDS", () => {
  it("are at hand for every region where the clusters of most people are", () => {
    const regions = rdsRootRegions();
    for (const region of ["eu-west-1", "eu-central-1", "us-east-1", "us-east-2", "us-west-2", "ap-southeast-2"])
      assert.ok(regions.includes(region), region);
  });

  for (const region of rdsRootRegions())
    it(`are three that sign themselves, in ${region}`, () => {
      const roots = certificates(rdsRoots(region));
      assert.equal(roots.length, 3);
      assert.deepEqual(
        roots.filter((root) => !root.ca || !root.verify(root.publicKey) || new Date(root.validTo) < inTenYears),
        [],
      );
    });

  for (const region of ["us-moon-1", "", "Preview us-east-2", "Beta us-east-1", "west"])
    it(`are none for ${JSON.stringify(region)}`, () => assert.equal(rdsRoots(region), undefined));
});

describe("the roots of Azure Database", () => {
  it("sign themselves, and are good for years", () => {
    const roots = certificates(azureRoots());
    assert.equal(roots.length, 3);
    assert.deepEqual(
      roots.filter((root) => !root.ca || !root.verify(root.publicKey) || new Date(root.validTo) < inTenYears),
      [],
    );
  });
});
