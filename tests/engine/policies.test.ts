import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { readEvents, type Violation } from "../../offline/report/events";
import { packs } from "../../policies/documentation";
import { offline, root, Sandbox, type Result } from "../support/offline";
import { shop, type Manifest } from "../support/shop";
import { make } from "./programs/objects/program";

const program = join(__dirname, "programs", "objects");
const folders = packs.map(({ name }) => join(root, "policies", name));

/** What only a namespace below baseline allows. */
const onHost = { "spec.template.spec.hostPID": true };

interface Judged extends Result {
  /** `pack/policy` of each, sorted. */
  readonly broken: readonly string[];
  readonly violations: readonly Violation[];
}

describe("the packs on the real engine", () => {
  const sandbox = new Sandbox(program, make);
  before(async () => sandbox.succeed(["stack", "select", "--create", "dev"]));
  after(() => sandbox.remove());

  const judge = async (
    command: string,
    objects: readonly Manifest[],
    packFolders: readonly string[] = folders,
    flags: readonly string[] = [],
    env: Readonly<Record<string, string>> = {},
  ): Promise<Judged> => {
    const file = join(sandbox.state, "objects.json");
    const log = join(sandbox.state, "events.jsonl");
    writeFileSync(file, JSON.stringify(objects));
    rmSync(log, { force: true });
    const attached = packFolders.flatMap((folder) => ["--policy-pack", folder]);
    const result = await sandbox.pulumi([command, "--stack", "dev", "--event-log", log, ...attached, ...flags], {
      OBJECTS: file,
      PULUMI_DEBUG_COMMANDS: "true",
      ...env,
    });
    const { violations } = readEvents(log);
    return { ...result, violations, broken: violations.map(({ pack, policy }) => `${pack}/${policy}`).sort() };
  };

  it("let pass what obeys them", async () => {
    const { code, output, violations } = await judge("preview", shop());
    assert.deepEqual(violations, [], output);
    assert.equal(code, 0, output);
  });

  it("name every rule that a workload breaks, and fail the preview", async () => {
    const broken = shop({
      Deployment: {
        "spec.template.spec.hostNetwork": true,
        "spec.template.spec.containers.0.securityContext.privileged": true,
        "spec.template.spec.containers.1.resources.limits.cpu": "5",
        "spec.template.spec.topologySpreadConstraints": undefined,
        "spec.template.spec.affinity": undefined,
      },
    });
    const { code, broken: rules, output } = await judge("preview", broken);
    assert.notEqual(code, 0);
    assert.deepEqual(
      rules,
      [
        "pod-security/host-namespaces",
        "pod-security/host-ports",
        "pod-security/privileged-containers",
        "quotas/limit-range",
        "topology-spread/anti-affinity",
        "topology-spread/node-spread",
        "topology-spread/zone-spread",
      ],
      output,
    );
  });

  it("judge by the namespace, whenever the program registers it", async () => {
    const modes = ["enforce", "audit", "warn"].flatMap((mode) => [
      [`pod-security.kubernetes.io/${mode}`, "privileged"],
      [`pod-security.kubernetes.io/${mode}-version`, "latest"],
    ]);
    const objects = shop({
      Deployment: onHost,
      Namespace: {
        "metadata.labels": Object.fromEntries(modes),
        "metadata.annotations": {
          "kubernetes-best-practices/exemption-owner": "platform",
          "kubernetes-best-practices/exemption-reason": "speaks for the node",
          "kubernetes-best-practices/exemption-expires": "2999-12-31",
        },
      },
    });
    for (const order of [objects, [...objects].reverse()]) {
      const { code, output, violations } = await judge("preview", order);
      assert.deepEqual(violations, [], output);
      assert.equal(code, 0, output);
    }
  });

  it("neither refuse nor pass a value that is known only later, but count it", async () => {
    const later = shop({
      Deployment: {
        "spec.replicas": "(later)",
        "spec.template.spec.containers.0.securityContext.privileged": "(later)",
      },
    });
    const { code, broken, output } = await judge("preview", later);
    assert.equal(code, 0, output);
    assert.deepEqual(broken, ["pod-security/coverage", "quotas/coverage", "topology-spread/coverage"]);
  });

  it("stop an object from being made in a namespace that is there, even in an update without a preview", async () => {
    const broken = shop({ Deployment: onHost });
    const flags = ["--yes", "--skip-preview"];
    const { code, output } = await judge("up", broken, folders, flags, { NAMESPACES_FIRST: "1" });
    assert.notEqual(code, 0, output);
    const types = sandbox.exportState("dev").resources.map((each) => each.type);
    assert.ok(types.includes("kubernetes:core/v1:Namespace"), output);
    assert.ok(!types.includes("kubernetes:apps/v1:Deployment"), output);
  });

  it("judge an update and then the same stack without a change", async () => {
    for (const command of ["up", "preview"]) {
      const { code, violations, output } = await judge(command, shop(), folders, command === "up" ? ["--yes"] : []);
      assert.deepEqual([code, violations], [0, []], output);
    }
  });

  describe("take a configuration", () => {
    const configured = async (config: unknown, objects: readonly Manifest[] = shop()): Promise<Judged> => {
      const file = join(sandbox.state, "config.json");
      writeFileSync(file, JSON.stringify(config));
      return judge("preview", objects, [join(root, "policies", "pod-security")], ["--policy-pack-config", file]);
    };
    it("that changes the level of a policy", async () => {
      const { code, violations } = await configured({ "host-namespaces": "advisory" }, shop({ Deployment: onHost }));
      assert.equal(code, 0);
      assert.deepEqual(
        violations.map(({ policy, level }) => [policy, level]),
        [["host-namespaces", "advisory"]],
      );
    });

    const mistakes: readonly (readonly [string, unknown, RegExp])[] = [
      ["a level", { "host-namespaces": "mandatry" }, /"mandatry" is not a valid enforcement level/],
      [
        "the type of a setting",
        { coverage: { list: "yes" } },
        /coverage: list: Invalid type\. Expected: boolean, given: string/,
      ],
      [
        "the name of a setting",
        { coverage: { lst: true } },
        /The policy "coverage" has no setting "lst"; it takes "list"\./,
      ],
      [
        "a limit",
        { "coverage-limit": { most: "few" } },
        /coverage-limit: most: Invalid type\. Expected: integer, given: string/,
      ],
    ];
    for (const [what, config, message] of mistakes) {
      it(`and tell a mistake in ${what}`, async () => {
        const { code, output } = await configured(config);
        assert.notEqual(code, 0);
        assert.match(output, message);
      });
    }
  });
});

describe("the packs on the stacks of this project", () => {
  const folder = mkdtempSync(join(tmpdir(), "kbp-policies-"));
  after(() => rmSync(folder, { recursive: true }));

  it("find nothing to object to, and nothing that they cannot judge but charts that are not at hand", async () => {
    const json = join(folder, "preview.json");
    const { code, output } = await offline(["preview", "--unjudged", "--json", json]);
    assert.equal(code, 0, output);
    const stacks = z
      .array(
        z.looseObject({
          packs: z.record(z.string(), z.string()),
          violations: z.array(z.unknown()),
          notJudged: z.looseObject({ byPacks: z.array(z.looseObject({ message: z.string() })) }),
        }),
      )
      .parse(JSON.parse(readFileSync(json, "utf8")));
    assert.equal(stacks.length, 3);
    for (const { packs: judging, violations, notJudged } of stacks) {
      assert.deepEqual(Object.keys(judging).sort(), packs.map(({ name }) => name).sort());
      assert.deepEqual([violations, notJudged.byPacks.flatMap(({ message }) => unjudged(message))], [[], []], output);
    }
  });
});

/** What a pack lists as unjudged, apart from charts without an archive in the cache, and from pods that are as many as nodes. */
function unjudged(message: string): readonly string[] {
  const expected = /^- (Chart \S+ was not rendered|DaemonSet \S+: the number of pods is that of nodes)/;
  return message.split("\n").filter((line) => line.startsWith("- ") && !expected.test(line));
}

describe("a pack whose folder is copied to another project", () => {
  const folder = mkdtempSync(join(tmpdir(), "kbp-pack-"));
  const sandbox = new Sandbox(program, make);
  before(async () => sandbox.succeed(["stack", "select", "--create", "dev"]));
  after(() => {
    sandbox.remove();
    rmSync(folder, { recursive: true });
  });

  for (const { name } of packs) {
    it(`works with nothing but npm ci: ${name}`, async () => {
      const copy = join(folder, name);
      mkdirSync(copy);
      cpSync(join(root, "policies", name), copy, { recursive: true });
      await promisify(execFile)("npm", ["ci", "--no-audit", "--no-fund"], { cwd: copy });
      const objects = join(folder, "objects.json");
      writeFileSync(objects, JSON.stringify(shop()));
      const { code, output } = await sandbox.pulumi(["preview", "--stack", "dev", "--policy-pack", copy], {
        OBJECTS: objects,
      });
      assert.equal(code, 0, output);
      assert.match(output, new RegExp(`✅ ${name}@v\\d+\\.\\d+\\.\\d+ `));
    });
  }
});
