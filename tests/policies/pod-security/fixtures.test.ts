import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { controls } from "../../../policies/pod-security/controls";
import { judgePod } from "../../../policies/pod-security/judge";
import { newestVersion } from "../../../policies/pod-security/standards";
import { faultText } from "../../../policies/shared/messages";
import { KubernetesObject } from "../../../policies/shared/objects";

/** Upstream's own module, whose tests hold the fixtures. */
const upstream = "k8s.io/pod-security-admission@v0.37.2";

const downloaded = z.looseObject({ Dir: z.string() });

/** The folder that is named, or the one in upstream's module, which Go fetches once; undefined when it cannot. */
function fixtures(): string | undefined {
  const named = process.env["POD_SECURITY_FIXTURES"];
  if (named !== undefined && named !== "") return named;
  try {
    const args = ["mod", "download", "-json", upstream];
    const output = execFileSync("go", args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"], cwd: tmpdir() });
    return join(downloaded.parse(JSON.parse(output)).Dir, "test", "testdata");
  } catch {
    return undefined;
  }
}

const folder = fixtures() ?? "";

/** The faults of a fixture by control. */
function judge(level: "baseline" | "restricted", version: number, ...path: readonly string[]): Map<string, string[]> {
  const object = KubernetesObject.of(parse(readFileSync(join(folder, level, `v1.${version}`, ...path), "utf8")));
  const verdicts = judgePod(level, version, { object, path: [] });
  assert.deepEqual([...object.unseen], []);
  return new Map([...verdicts].map(([name, faults]) => [name, faults.map(faultText)]));
}

/** The control of the check that a fixture is named after, and the one that speaks in its place where it is stricter. */
function controlsOf(file: string): string[] {
  const check = file.replace(/\d+\.yaml$/, "");
  const named = controls.filter((each) => each.check.toLowerCase() === check);
  assert.equal(named.length, 1, `${file} names a check`);
  return controls
    .filter((each) => named.some(({ name }) => name === each.name || name === each.overrides))
    .map((each) => each.name);
}

for (const level of ["baseline", "restricted"] as const) {
  describe(`the official fixtures of ${level}`, () => {
    if (folder === "") {
      it(`WERE NOT RUN, as Go cannot fetch ${upstream} and POD_SECURITY_FIXTURES names no folder`, function () {
        this.skip();
      });
      return;
    }

    for (let version = 0; version <= newestVersion; version++) {
      const [pass = [], fail = []] = ["pass", "fail"].map((each) =>
        readdirSync(join(folder, level, `v1.${version}`, each)),
      );

      it(`agree at v1.${version}: ${pass.length} pass, ${fail.length} fail`, () => {
        assert.notEqual(pass.length * fail.length, 0);
        for (const file of pass) {
          const faults = [...judge(level, version, "pass", file).values()].flat();
          assert.deepEqual(faults, [], `${file} passes`);
        }
        for (const file of fail) {
          const verdicts = judge(level, version, "fail", file);
          const refusing = controlsOf(file).filter((name) => (verdicts.get(name)?.length ?? 0) > 0);
          assert.equal(refusing.length, 1, `${file} is refused by its control`);
        }
      });
    }

    it("know no version that this pack does not", () =>
      assert.equal(existsSync(join(folder, level, `v1.${newestVersion + 1}`)), false));
  });
}
