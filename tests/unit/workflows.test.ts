import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { clouds } from "../../components";
import { pinnedVersion } from "../../offline/engine/tool";
import { pulumi } from "../../offline/engine/tools";

const root = join(__dirname, "..", "..");
const folder = join(root, ".github", "workflows");

const permissions = z.record(z.string(), z.enum(["read", "write", "none"]));
const step = z.looseObject({
  uses: z.string().optional(),
  run: z.string().optional(),
  with: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
});
const job = z.looseObject({
  permissions,
  uses: z.string().optional(),
  "timeout-minutes": z.number().optional(),
  environment: z.string().optional(),
  concurrency: z.looseObject({ group: z.string(), "cancel-in-progress": z.boolean() }).optional(),
  strategy: z.looseObject({ matrix: z.looseObject({ stack: z.array(z.string()) }) }).optional(),
  steps: z.array(step).default([]),
});
const workflow = z.looseObject({ on: z.looseObject({}), permissions, jobs: z.record(z.string(), job) });

type Job = z.output<typeof job>;

const files = readdirSync(folder);
const workflows = Object.fromEntries(files.map((file) => [file, workflow.parse(parse(read(file)))]));
const jobs = Object.entries(workflows).flatMap(([file, { jobs: own }]) =>
  Object.entries(own).map(([name, each]) => ({ ...each, name: `${file}: ${name}` })),
);

describe("the workflows", () => {
  it("are these", () => {
    assert.deepEqual(files.sort(), ["deploy.yml", "drift.yml", "pull-request.yml", "stack.yml"]);
  });

  it("give a job nothing that it does not ask for itself", () => {
    for (const [file, { permissions: top }] of Object.entries(workflows)) assert.deepEqual(top, {}, file);
  });

  it("write only what their purpose is", () => {
    const writers = jobs.map(({ name, permissions: own }) => [name, keysOf(own, "write")] as const);
    assert.deepEqual(Object.fromEntries(writers.filter(([, own]) => own.length > 0)), {
      "deploy.yml: up": ["id-token"],
      "drift.yml: preview": ["id-token"],
      "drift.yml: report": ["issues"],
      "pull-request.yml: comment": ["pull-requests"],
      "stack.yml: pulumi": ["id-token"],
    });
  });

  it("never run code of a pull request with rights of the repository", () => {
    for (const [file, { on }] of Object.entries(workflows)) {
      const triggers = Object.keys(on);
      assert.ok(!triggers.includes("pull_request_target") && !triggers.includes("workflow_run"), file);
    }
    const writing = jobs.filter(({ name, permissions: own }) => name.startsWith("pull-request") && canWrite(own));
    assert.deepEqual(
      writing.flatMap(({ steps }) => steps.filter(({ uses }) => uses?.startsWith("actions/checkout@"))),
      [],
    );
  });

  it("hold no secret", () => {
    for (const file of files) assert.doesNotMatch(read(file), /\bsecrets[.:[]/, file);
  });

  it("leave no token in the working copy", () => {
    const checkouts = jobs.flatMap(({ steps }) => steps.filter(({ uses }) => uses?.startsWith("actions/checkout@")));
    assert.ok(checkouts.length > 0);
    for (const { with: inputs } of checkouts) assert.equal(inputs["persist-credentials"], false);
  });

  it("put no value of an event into a script", () => {
    const scripts = jobs.flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));
    assert.deepEqual(
      scripts.filter((script) => script.includes("${{")),
      [],
    );
  });

  it("name actions by commit and say which version that is", () => {
    const lines = files
      .flatMap((file) => read(file).split("\n"))
      .filter((line) => /^\s*(- )?uses: (?!\.\/)/.test(line));
    assert.ok(lines.length > 0);
    for (const line of lines) assert.match(line, /uses: [\w.-]+\/[\w.-]+@[0-9a-f]{40} # v\d+(\.\d+)+$/);
  });

  it("end", () => {
    for (const { name, uses, "timeout-minutes": minutes } of jobs) {
      if (uses === undefined) assert.ok(minutes !== undefined && minutes <= 120, name);
    }
  });

  it("deploy and watch every cloud", () => {
    for (const each of [jobOf("deploy.yml", "up"), jobOf("drift.yml", "preview")]) {
      assert.equal(each.uses, "./.github/workflows/stack.yml");
      assert.deepEqual(each.strategy?.matrix.stack, clouds);
    }
  });

  it("let one run after the other change a stack, and cut none off", () => {
    assert.deepEqual(jobOf("stack.yml", "pulumi").concurrency, {
      group: "stack-${{ inputs.stack }}",
      "cancel-in-progress": false,
    });
  });

  it("enforce every pack that has a PulumiPolicy.yaml, with its configuration, and stop when there is none", () => {
    const script = jobOf("stack.yml", "pulumi").steps.at(-1)?.run ?? "";
    const folder = mkdtempSync(join(tmpdir(), "kbp-workflow-"));
    try {
      const run = (): string =>
        execFileSync("bash", ["-euo", "pipefail", "-c", `pulumi() { printf '%s\\n' "$*"; }\n${script}`], {
          cwd: folder,
          env: { ...process.env, COMMAND: "up --yes", STACK: "eks", RUNNER_TEMP: "." },
          encoding: "utf8",
          stdio: ["ignore", "pipe", "pipe"],
        });
      assert.throws(run, /no match: policies/);
      for (const pack of ["quotas", "spread", "shared"]) mkdirSync(join(folder, "policies", pack), { recursive: true });
      for (const pack of ["quotas", "spread"]) writeFileSync(join(folder, "policies", pack, "PulumiPolicy.yaml"), "");
      writeFileSync(join(folder, "policies", "spread.json"), "{}");
      assert.equal(
        run().trim(),
        [
          "up --yes --stack eks --non-interactive --policy-pack policies/quotas --policy-pack policies/spread",
          "--policy-pack-config ./no-policy-config.json --policy-pack-config policies/spread.json",
        ].join(" "),
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("install the version of the CLI that the offline engine is built from", () => {
    const goMod = readFileSync(join(root, "offline", "tools", "pulumi", "go.mod"), "utf8");
    const installed = jobs.flatMap(({ steps }) => steps.flatMap((each) => each.with["pulumi-version"] ?? []));
    assert.deepEqual([...new Set(installed)], [pinnedVersion(pulumi, goMod).replace("v", "")]);
  });

  it("run scripts of package.json that exist", () => {
    const { scripts } = z
      .object({ scripts: z.record(z.string(), z.string()) })
      .parse(JSON.parse(readFileSync(join(root, "package.json"), "utf8")));
    const run = jobs.flatMap(({ steps }) => steps.flatMap(({ run: script }) => npmScript(script ?? "") ?? []));
    assert.deepEqual([...new Set(run)].sort(), ["charts", "preview", "test"]);
    assert.deepEqual(
      run.filter((name) => scripts[name] === undefined),
      [],
    );
  });
});

function read(file: string): string {
  return readFileSync(join(folder, file), "utf8");
}

function jobOf(file: string, name: string): Job {
  return workflows[file]?.jobs[name] ?? assert.fail(`${file} has no job ${name}`);
}

function keysOf(granted: z.output<typeof permissions>, level: string): readonly string[] {
  return Object.keys(granted).filter((key) => granted[key] === level);
}

function canWrite(granted: z.output<typeof permissions>): boolean {
  return keysOf(granted, "write").length > 0;
}

/** `preview` of `npm run preview -- …`, `test` of `npm test`. */
function npmScript(script: string): string | undefined {
  return /^npm (?:run )?(?!ci\b)([\w:]+)/.exec(script)?.[1];
}
