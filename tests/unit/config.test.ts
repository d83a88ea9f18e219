import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";
import { clouds } from "../../components/shared/cloud";
import { ConfigError, loadConfig, parseConfig } from "../../stacks/config";
import { aksRules } from "../../stacks/settings/aks";
import { eksRules } from "../../stacks/settings/eks";
import { withConfigKeys, withSettings } from "../../stacks/settings/documentation";
import { describeFaults } from "../../stacks/settings/faults";
import { gkeRules } from "../../stacks/settings/gke";
import { formatPath, isSection, parsePath, related, type Path } from "../../stacks/settings/paths";
import type { Rule } from "../../stacks/settings/setting";
import { record } from "../support/record";
import { badStackFiles } from "./bad-stack-files";
import * as good from "./bad-stack-files/good";
import { aksWithDatabase } from "./bad-stack-files/aks-database";
import { withApplication } from "./bad-stack-files/applications";
import { aksWithBackups, eksWithBackups, gkeWithBackups } from "./bad-stack-files/backups";
import { adoptedEksDatabase, eksWithDatabase } from "./bad-stack-files/eks-database";
import { adoptedGkeDatabase, gkeWithDatabase } from "./bad-stack-files/gke-database";
import { changed, configOf, configOfYaml, type StackFile } from "./bad-stack-files/stack-file";

const root = join(__dirname, "..", "..");
const read = (name: string): string => readFileSync(join(root, name), "utf8");
const own = (key: string): string => `kubernetes-best-practices:${key}`;

const faultsOf = (file: StackFile, encrypted: readonly string[] = []) => {
  const parsed = parseConfig(configOf(file), encrypted.map(own));
  return parsed.faults ?? [];
};

/** The shortest ones with a database or an application. */
const goodWithMore = {
  gkeWithDatabase,
  adoptedGkeDatabase,
  eksWithDatabase,
  adoptedEksDatabase,
  aksWithDatabase,
  withApplication,
  gkeWithBackups,
  eksWithBackups,
  aksWithBackups,
};

const cloudOf = ({ cloud }: StackFile): string => (typeof cloud === "string" ? cloud : "no cloud");

/** Runs a program that loads its config and then registers something, and returns what it threw and registered. */
async function run(config: Record<string, string>): Promise<{ thrown: unknown; registered: number }> {
  let thrown: unknown;
  const { registrations } = await record(() => {
    pulumi.runtime.setAllConfig(config);
    try {
      loadConfig();
      new pulumi.ComponentResource("kubernetes-best-practices:test:Registered", "registered");
    } catch (error) {
      thrown = error;
    }
  });
  return { thrown, registered: registrations.length };
}

describe("a stack file without a fault", () => {
  for (const cloud of clouds)
    it(`Pulumi.${cloud}.yaml gives the settings of ${cloud}`, () => {
      const { config, faults } = parseConfig(configOfYaml(read(`Pulumi.${cloud}.yaml`)));
      assert.equal(faults && describeFaults(`Pulumi.${cloud}.yaml`, faults), undefined);
      assert.equal(config?.cloud, cloud);
    });

  for (const [name, file] of Object.entries({ ...good, ...goodWithMore }))
    it(`the shortest one, ${name}, is enough`, () => assert.deepEqual(faultsOf(file), []));

  it("is filled up with defaults", () => {
    const { config } = parseConfig(configOf(good.eks));
    assert.ok(config?.cluster.mode === "create");
    assert.equal(config.cluster.removal, "protect");
    assert.deepEqual(config.tags, {});
  });

  it("is frozen at every level", () => {
    const { config } = parseConfig(configOf(good.eks));
    const open = (value: unknown): boolean =>
      typeof value === "object" && value !== null && (!Object.isFrozen(value) || Object.values(value).some(open));
    assert.ok(config);
    assert.equal(open(config), false);
  });

  it("may leave to the CLI what Pulumi.yaml gives an empty default", () => {
    const defaults = { gcp: {}, azure: {}, tags: {} };
    assert.deepEqual(parseConfig(configOf({ ...good.eks, ...defaults })), parseConfig(configOf(good.eks)));
  });

  it("may repeat a setting to the cloud's own provider", () => {
    assert.deepEqual(faultsOf({ ...good.eks, "aws:region": "eu-west-1" }), []);
  });

  it("lets the program register", async () => {
    assert.deepEqual(await run(configOf(good.eks)), { thrown: undefined, registered: 1 });
  });
});

describe("a stack file with faults", () => {
  it("is known in at least 40 kinds", () => assert.ok(badStackFiles.length >= 40));

  for (const { title, good: file, changes, faults: expected } of badStackFiles)
    it(`${cloudOf(file)}: ${title}`, async () => {
      const config = configOf(changed(file, changes));
      const faults = parseConfig(config).faults ?? [];
      assert.deepEqual(
        faults.map(({ path }) => path),
        expected.map(([path]) => path),
        describeFaults("The stack file", faults),
      );
      expected.forEach(([, ...says], position) => {
        const text = describeFaults("", faults.slice(position, position + 1));
        for (const words of says) assert.ok(text.includes(words), `${words} is not in ${text}`);
      });

      const { thrown, registered } = await run(config);
      assert.ok(thrown instanceof ConfigError);
      assert.equal(thrown.message, describeFaults("Pulumi.test.yaml", faults));
      assert.equal(registered, 0);
    });
});

describe("the report of a stack file", () => {
  it("names file, count, and for each fault path, value, what is allowed and the cure", () => {
    const faults = faultsOf(changed(good.eks, { "cluster.zones[1]": "eu-central-1a", "cluster.name": 7 }));
    assert.equal(
      describeFaults("Pulumi.eks.yaml", faults),
      [
        "Pulumi.eks.yaml has 2 faults; nothing was registered.",
        "  cluster.name: 7 is a number, not text",
        "      allowed: up to 63 lower-case letters, digits and `-`, a letter first",
        "      cure: put it in quotes",
        '  cluster.zones[1]: "eu-central-1a" is outside the region eu-west-1',
        "      allowed: zones of eu-west-1",
        "      cure: name a zone of eu-west-1",
      ].join("\n"),
    );
  });

  it("is printed by the CLI without a stack trace", () => {
    assert.ok(pulumi.RunError.isInstance(new ConfigError("Pulumi.eks.yaml", [])));
  });

  it("shows a long value by its beginning", () => {
    const text = describeFaults("", faultsOf(changed(good.eks, { "cluster.name": "x".repeat(500) })));
    assert.ok(text.includes(`"${"x".repeat(79)}…`) && !text.includes("x".repeat(80)));
  });
});

describe("a secret in a stack file", () => {
  it("is shown in no message when its key is no setting", () => {
    const faults = faultsOf(changed(eksWithDatabase, { "database.password": "hunter2" }));
    const text = describeFaults("", faults);
    assert.match(text, /database\.password: \[secret\] is not a setting/);
    assert.doesNotMatch(text, /hunter2/);
  });

  const report = (changes: Readonly<Record<string, unknown>>, secrets: readonly string[]): string =>
    describeFaults("", faultsOf(changed(good.eks, changes), secrets));

  it("is not shown when it is wrong by itself", () => {
    const text = report({ "cluster.name": "Hidden", "cluster.hidden": "hidden-too" }, ["cluster"]);
    assert.ok(text.includes("cluster.name: [secret] is not allowed"));
    assert.ok(text.includes("cluster.hidden: [secret]"));
    assert.doesNotMatch(text, /Hidden|hidden-too/);
  });

  it("is not quoted by a contradiction with it", () => {
    const text = report({ region: "us-east-1" }, ["region"]);
    assert.ok(text.includes("cluster.zones[0]: [secret] contradicts another setting"));
    assert.doesNotMatch(text, /us-east-1/);
  });

  it("is known by the keys that the language host names", async () => {
    process.env["PULUMI_CONFIG_SECRET_KEYS"] = JSON.stringify([own("cluster")]);
    try {
      const { thrown } = await run(configOf(changed(good.eks, { "cluster.name": "Hidden" })));
      assert.ok(thrown instanceof ConfigError);
      assert.doesNotMatch(thrown.message, /Hidden/);
    } finally {
      delete process.env["PULUMI_CONFIG_SECRET_KEYS"];
    }
  });
});

/** The values that a rule reads of a config, apart from the keys that select the shape of a section. */
function readsOf<Config extends object>(rule: Rule<Config>, config: Config): readonly string[] {
  const read: string[] = [];
  const watched = <T extends object>(value: T, path: Path): T =>
    new Proxy(value, {
      get(target, key) {
        const within: unknown = Reflect.get(target, key);
        if (typeof key === "symbol" || !Object.hasOwn(target, key) || key === "length") return within;
        const step = [...path, Array.isArray(target) ? Number(key) : key];
        if (typeof within === "object" && within !== null) return watched(within, step);
        if (key !== "mode" && key !== "access") read.push(formatPath(step));
        return within;
      },
    });
  rule.check(watched(structuredClone(config), []));
  return read;
}

function undeclaredReads<Config extends object>(rules: readonly Rule<Config>[], config: Config): readonly string[] {
  return rules.flatMap((rule) => {
    const declared = rule.reads.map(parsePath);
    return readsOf(rule, config).filter((path) => !declared.some((each) => related(each, parsePath(path))));
  });
}

/** The path of every value of a stack file. */
function leaves(value: unknown, path: Path = []): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((each, position) => leaves(each, [...path, position]));
  if (isSection(value)) return Object.entries(value).flatMap(([key, each]) => leaves(each, [...path, key]));
  return [formatPath(path)];
}

describe("the settings' rules", () => {
  const files = Object.values({ ...good, gkeWithBackups, eksWithBackups, aksWithBackups });

  it("read nothing but what they declare", () => {
    for (const file of files) {
      const { config } = parseConfig(configOf(file));
      if (config?.cloud === "gke") assert.deepEqual(undeclaredReads(gkeRules, config), []);
      if (config?.cloud === "eks") assert.deepEqual(undeclaredReads(eksRules, config), []);
      if (config?.cloud === "aks") assert.deepEqual(undeclaredReads(aksRules, config), []);
    }
  });

  it("never throw, whatever stands in the file", () => {
    const paths = files.flatMap((file) => leaves(file).map((path) => ({ file, path })));
    const value = fc.oneof(fc.jsonValue(), fc.constantFrom("", "0.0.0.0/0", "10.0.0.0/16", {}, [], null));
    const change = fc.record({ target: fc.constantFrom(...paths), value });
    fc.assert(
      fc.property(change, ({ target, value: other }) => {
        const parsed = parseConfig(configOf(changed(target.file, { [target.path]: other })));
        for (const fault of parsed.faults ?? []) assert.ok(fault.path && fault.allowed && fault.cure);
      }),
      { numRuns: 200 },
    );
  });
});

describe("a path in a stack file", () => {
  it("is read as it is written", () => {
    const step = fc.oneof(fc.nat(99), fc.string({ minLength: 1 }));
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]\w*$/), fc.array(step), (first, rest) => {
        assert.deepEqual(parsePath(formatPath([first, ...rest])), [first, ...rest]);
      }),
    );
  });
});

describe("the generated documentation", () => {
  it("README.md holds today's table of settings (npm run docs)", () => {
    assert.ok(existsSync(join(root, "README.md")), "README.md is missing");
    assert.ok(withSettings(read("README.md")) === read("README.md"), "run npm run docs and commit README.md");
  });

  it("Pulumi.yaml declares today's keys (npm run docs)", () => {
    assert.ok(withConfigKeys(read("Pulumi.yaml")) === read("Pulumi.yaml"), "run npm run docs and commit Pulumi.yaml");
  });

  it("a README without the markers is refused", () => {
    assert.throws(() => withSettings("# Settings"), /must hold the lines <!-- settings:start -->/);
  });
});
