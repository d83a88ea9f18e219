import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { readEvents } from "../../offline/report/events";
import { root, run, Sandbox } from "../support/offline";

const packageName = "kubernetes-best-practices";

const { dependencies } = z
  .object({ dependencies: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(join(root, "package.json"), "utf8")));

/** What a program on EKS needs; the SDKs of the other clouds are left out. */
const peers = ["@pulumi/aws", "@pulumi/kubernetes", "@pulumi/pulumi", "@pulumi/random"];

/** A program after its imports: an adopted cluster, a guarded namespace, an identity for its pods. */
const body = (handleType: string, right: string): string => `
const cluster${handleType} = {
  cloud: "eks",
  name: "production",
  region: "eu-west-1",
  zones: ["eu-west-1a", "eu-west-1b", "eu-west-1c"],
  version: "1.36",
  provider: new k8s.Provider("kubernetes", { kubeconfig: "production.kubeconfig" }),
  cloudProvider: new aws.Provider("aws", { region: "eu-west-1", allowedAccountIds: ["111122223333"] }),
  workloadIdentityIssuer: pulumi.output("https://oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF"),
  ranges: { nodes: "10.0.0.0/16", pods: "10.0.0.0/16", services: "172.20.0.0/16" },
  capabilities: {
    verticalPodAutoscaler: "none",
    metricsServer: "none",
    snapshotController: "none",
    nodeAutoscaling: "none",
    networkPolicy: "managed",
    gatewayApiCrds: "none",
  },
  facts: {
    accountId: "111122223333",
    partition: "aws",
    clusterArn: pulumi.output("arn:aws:eks:eu-west-1:111122223333:cluster/production"),
    vpcId: pulumi.output("vpc-0a1b2c3d4e5f60718"),
    privateSubnetIds: pulumi.output(["subnet-0a1b2c3d4e5f60711", "subnet-0a1b2c3d4e5f60712"]),
    clusterSecurityGroupId: pulumi.output("sg-0a1b2c3d4e5f60718"),
    volumesKeyArn: undefined,
  },
  ready: [],
};
new Guardrails("applications", { cluster, namespace: "applications" });
new WorkloadIdentity("loki", {
  cluster,
  namespace: "applications",
  serviceAccount: "loki",
  rights: { "read-chunks": { ${right} } },
});
`;

const statement = `actions: ["s3:GetObject"], resources: ["arn:aws:s3:::chunks/*"]`;

const javaScript = `"use strict";
const aws = require("@pulumi/aws");
const k8s = require("@pulumi/kubernetes");
const pulumi = require("@pulumi/pulumi");
const { Guardrails, WorkloadIdentity } = require("${packageName}");
${body("", statement)}`;

const typeScript = (right: string): string => `
import * as aws from "@pulumi/aws";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { Guardrails, type Handle, WorkloadIdentity } from "${packageName}";
${body(': Handle<"eks">', right)}`;

const planned = [
  "aws:eks/podIdentityAssociation:PodIdentityAssociation loki-association",
  "aws:iam/role:Role loki-role",
  "aws:iam/rolePolicy:RolePolicy loki-policy",
  "kubernetes-best-practices:index:Guardrails applications",
  "kubernetes-best-practices:index:WorkloadIdentity loki",
  "kubernetes:core/v1:LimitRange applications-limits",
  "kubernetes:core/v1:Namespace applications-namespace",
  "kubernetes:core/v1:ResourceQuota applications-quota",
  "kubernetes:core/v1:ServiceAccount applications-default-service-account",
  "kubernetes:networking.k8s.io/v1:NetworkPolicy applications-allow-dns",
  "kubernetes:networking.k8s.io/v1:NetworkPolicy applications-allow-monitoring",
  "kubernetes:networking.k8s.io/v1:NetworkPolicy applications-default-deny",
  "pulumi:providers:aws aws",
  "pulumi:providers:kubernetes kubernetes",
  "pulumi:pulumi:Stack program-dev",
];

describe("the package, installed in an empty program", () => {
  const folder = mkdtempSync(join(tmpdir(), "kbp-package-"));
  const program = join(folder, "program");
  const installed = join(program, "node_modules", packageName);

  before(() => {
    const tarball = pack(join(folder, "source"));
    mkdirSync(program);
    write("package.json", JSON.stringify({ name: "program", private: true, main: "index.js" }));
    write("Pulumi.yaml", "name: program\nruntime: { name: nodejs, options: { typescript: false } }\n");
    write("Pulumi.dev.yaml", "config: {}\n");
    mkdirSync(installed, { recursive: true });
    // By hand: npm would ask the registry for what the package depends on.
    execFileSync("tar", ["-xzf", tarball, "-C", installed, "--strip-components=1"]);
    mkdirSync(join(program, "node_modules", "@pulumi"));
    for (const each of [...Object.keys(dependencies), ...peers])
      symlinkSync(join(root, "node_modules", each), join(program, "node_modules", each));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const write = (file: string, text: string): void => writeFileSync(join(program, file), text);

  it("holds the compiled components and nothing else", () => {
    const sources = filesOf(join(root, "components")).map((file) => join("dist", file.replace(/\.ts$/, "")));
    const compiled = sources.flatMap((file) => [`${file}.d.ts`, `${file}.js`]);
    assert.deepEqual(filesOf(installed), ["LICENSE", "README.md", "package.json", ...compiled].sort());
  });

  it("previews a JavaScript program without the SDKs of the other clouds", async () => {
    write("index.js", javaScript);
    assert.deepEqual(await plan(program), planned);
  });

  it("previews a TypeScript program that its types accept", async () => {
    write("index.ts", typeScript(statement));
    assert.deepEqual(await compile(program), { code: 0, output: "" });
    assert.deepEqual(await plan(program), planned);
  });

  it("has types that refuse the right of another cloud", async () => {
    write("index.ts", typeScript(`role: "roles/storage.objectViewer", on: { kind: "bucket", id: "chunks" }`));
    const { code, output } = await compile(program);
    assert.notEqual(code, 0);
    assert.match(output, /^index\.ts\(\d+,\d+\): error TS2353: .*'role' does not exist in type 'Statement'/);
    assert.equal(output.match(/error TS/g)?.length, 1, output);
  });
});

/** Packs a copy of what the package is made of, for packing builds `dist` beside its sources. */
function pack(folder: string): string {
  mkdirSync(folder);
  for (const each of ["components", "package.json", "tsconfig.json", "tsconfig.build.json", "LICENSE", "README.md"]) {
    cpSync(join(root, each), join(folder, each), { recursive: true });
  }
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  npm(["pack"], folder);
  const [tarball, ...others] = readdirSync(folder).filter((file) => file.endsWith(".tgz"));
  assert.ok(tarball !== undefined && others.length === 0, "npm pack makes one tarball");
  return join(folder, tarball);
}

function npm(args: readonly string[], cwd: string): void {
  execFileSync("npm", [...args, "--offline", "--no-audit", "--no-fund", "--no-update-notifier"], {
    cwd,
    stdio: "pipe",
  });
}

/** Compiles `index.ts` to `index.js`, with the compiler's own defaults but for strictness and modules. */
function compile(cwd: string) {
  const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
  const args = ["--strict", "--target", "es2022", "--module", "nodenext", "--skipLibCheck", "index.ts"];
  return run(spawn(process.execPath, [tsc, ...args], { cwd, stdio: ["ignore", "pipe", "pipe"] }));
}

/** Type and name of all that a preview registers, sorted. */
async function plan(cwd: string): Promise<string[]> {
  const sandbox = new Sandbox(cwd);
  const log = join(sandbox.state, "events.jsonl");
  await sandbox.succeed(["preview", "--stack", "dev", "--event-log", log], { PULUMI_DEBUG_COMMANDS: "true" });
  const { steps } = readEvents(log);
  sandbox.remove();
  return steps.map(({ type, name }) => `${type} ${name}`).sort();
}

/** Paths of all files below a folder, sorted. */
function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}
