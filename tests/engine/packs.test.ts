import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { offline, type Result } from "../support/offline";

const summaries = z.array(
  z.looseObject({
    stack: z.string(),
    ok: z.boolean(),
    packs: z.record(z.string(), z.string()),
    violations: z.array(z.looseObject({ pack: z.string(), policy: z.string(), level: z.string(), urn: z.string() })),
  }),
);

describe("the policy packs of a project in `npm run preview`", () => {
  const folder = mkdtempSync(join(tmpdir(), "kbp-packs-"));
  const json = join(folder, "preview.json");
  const markdown = join(folder, "preview.md");
  const preview = async (env: Readonly<Record<string, string>>): Promise<Result> =>
    offline(["preview", "--cwd", join(__dirname, "programs", "guarded"), "--json", json, "--markdown", markdown], env);
  after(() => rmSync(folder, { recursive: true }));

  const verdict = (): z.infer<typeof summaries>[number] => {
    const [only] = summaries.parse(JSON.parse(readFileSync(json, "utf8")));
    return only ?? assert.fail("no stack was previewed");
  };

  it("are named, and let pass what obeys them", async () => {
    const { code, output } = await preview({});
    assert.match(output, /^✔ dev: 3 to create, images: 0 mandatory and 0 advisory violations/m);
    assert.deepEqual(verdict().packs, { images: "1.2.3" });
    assert.deepEqual(verdict().violations, []);
    assert.doesNotMatch(output, /warning|error/);
    assert.equal(code, 0);
  });

  it("tell of an advisory violation and let it pass", async () => {
    const { code, output } = await preview({ GUARDED_OWNER: "" });
    assert.match(output, /^✔ dev: 3 to create, images: 0 mandatory and 1 advisory violations/m);
    assert.match(output, /^ {2}advisory images\/owned at pause: [^]*the label owner is missing$/m);
    assert.equal(code, 0);
  });

  describe("stop a mandatory violation", () => {
    let result: Result;
    before(async () => (result = await preview({ GUARDED_IMAGE: "example/app:latest", GUARDED_OWNER: "" })));

    it("with an exit code", () => assert.notEqual(result.code, 0));

    it("and name pack, policy, resource and reason, mandatory ones first", () => {
      assert.match(result.output, /^✘ dev: 3 to create, images: 1 mandatory and 1 advisory violations/m);
      assert.match(
        result.output,
        /^ {2}mandatory images\/pinned at pause: [^]*example\/app:latest is not pinned\n {2}advisory images\/owned/m,
      );
    });

    it("in the JSON file, too", () => {
      const { ok, violations } = verdict();
      assert.equal(ok, false);
      assert.deepEqual(
        violations.map(({ pack, policy, level, urn }) => ({ pack, policy, level, urn })),
        [
          {
            pack: "images",
            policy: "pinned",
            level: "mandatory",
            urn: "urn:pulumi:dev::guarded::kubernetes:core/v1:Pod::pause",
          },
          {
            pack: "images",
            policy: "owned",
            level: "advisory",
            urn: "urn:pulumi:dev::guarded::kubernetes:core/v1:Pod::pause",
          },
        ],
      );
    });

    it("and on the page for a pull request", () => {
      const page = readFileSync(markdown, "utf8");
      assert.match(page, /^### ❌ dev$/m);
      assert.match(page, /^3 to create; images: 1 mandatory and 1 advisory violations;/m);
      assert.match(page, /^- \*\*mandatory\*\* `images\/pinned` at pause: [^]*example\/app:latest is not pinned$/m);
    });
  });
});
