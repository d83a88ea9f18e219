import assert from "node:assert/strict";
import { join } from "node:path";
import { type EventLog, readEvents } from "../../offline/report/events";
import { type Result, Sandbox } from "../support/offline";
import { TemporaryProject } from "../support/project";

/** Stack files as people write them, and the first line of every fault that is in them. */
const badFiles: Readonly<Record<string, { readonly text: string; readonly faults: readonly string[] }>> = {
  gke: {
    text: `config:
  kubernetes-best-practices:cloud: gke
  kubernetes-best-practices:region: europe-west1
  kubernetes-best-practices:backupRegion: europe-west1
  kubernetes-best-practices:gcp:
    project: 471147114711
  kubernetes-best-practices:cluster:
    mode: create
    name: production
    zones: [europe-west1-b, europe-west1-c, europe-west2-a]
    network:
      range: 10.20.0.0/16
      pods: 10.16.0.0/12
  kubernetes-best-practices:namespaces:
    applications: {}
`,
    faults: [
      'backupRegion: "europe-west1" is the region of the cluster',
      "gcp.project: 471147114711 is a number, not text",
      'cluster.zones[2]: "europe-west2-a" is outside the region europe-west1',
      'cluster.network.pods: "10.16.0.0/12" overlaps cluster.network.range, 10.20.0.0/16',
      'cluster.network.services: "10.28.0.0/20" overlaps cluster.network.pods, 10.16.0.0/12',
    ],
  },
  eks: {
    text: `config:
  kubernetes-best-practices:cloud: eks
  kubernetes-best-practices:region: eu-west-1
  kubernetes-best-practices:backupRegoin: eu-central-1
  kubernetes-best-practices:aws:
    accountId: 111122223333
  kubernetes-best-practices:cluster:
    mode: adopt
    name: Production
    version: 1.36
    zones: [eu-west-1a, eu-west-1b]
    removal: protect
  kubernetes-best-practices:namespaces:
    applications:
      level: priviliged
`,
    faults: [
      'namespaces.applications.level: "priviliged" is not allowed',
      "backupRegion: is missing",
      "aws.accountId: 111122223333 is a number, not text",
      'cluster.name: "Production" is not allowed',
      "cluster.version: 1.36 is a number, not text",
      'cluster.zones: ["eu-west-1a","eu-west-1b"] is not allowed',
      "cluster.network: is missing",
      "cluster.issuer: is missing",
      'cluster.removal: "protect" belongs to cluster.mode create',
      'backupRegoin: "eu-central-1" is not a setting',
    ],
  },
  aks: {
    text: `config:
  kubernetes-best-practices:cloud: azure
  kubernetes-best-practices:region: uksouth
  kubernetes-best-practices:tags:
    Owner: platform
  kubernetes-best-practices:cluster:
    name: production
  kubernetes-best-practices:namespaces:
    monitoring:
      level: privileged
      exemption:
        owner: platform
        expires: 2027-06-30
`,
    faults: [
      'cloud: "azure" is not allowed',
      'tags.Owner: "Owner" is not a valid name',
      "namespaces.monitoring.exemption.reason: is missing",
      'namespaces.monitoring.exemption.expires: "2027-06-30 00:00:00 +0000 UTC" was read as a time',
    ],
  },
};

describe("a bad stack file on the real engine", () => {
  const project = new TemporaryProject();
  const sandbox = new Sandbox(project.folder);
  before(() => Object.entries(badFiles).forEach(([stack, { text }]) => project.write(stack, text)));
  after(() => {
    sandbox.remove();
    project.remove();
  });

  for (const [stack, { faults }] of Object.entries(badFiles))
    describe(`of ${stack}`, () => {
      let result: Result;
      let events: EventLog;

      before(async () => {
        const log = join(sandbox.state, `${stack}.events.jsonl`);
        const up = ["up", "--stack", stack, "--yes", "--skip-preview", "--event-log", log];
        result = await sandbox.pulumi(up, { PULUMI_DEBUG_COMMANDS: "true" });
        events = readEvents(log);
      });

      it("ends the update with an error", () => assert.notEqual(result.code, 0));

      it("gets all its faults in one message", () => {
        const errors = events.diagnostics.filter(({ severity }) => severity === "error");
        const [headline, ...lines] = errors.flatMap(({ message }) => message.split("\n"));
        assert.equal(errors.length, 1);
        assert.equal(headline, `Pulumi.${stack}.yaml has ${faults.length} faults; nothing was registered.`);
        assert.deepEqual(
          lines.filter((line) => /^ {2}\S/.test(line)).map((line) => line.trim()),
          faults,
        );
      });

      it("has each of them printed, without a stack trace", () => {
        assert.deepEqual(
          faults.filter((fault) => !result.output.includes(fault)),
          [],
        );
        assert.doesNotMatch(result.output, /^\s+at |node:internal|\.ts:\d/m);
      });

      it("registers nothing but the stack", () => {
        const { resources } = sandbox.exportState(stack);
        const types = new Set([...events.steps, ...resources].map(({ type }) => type));
        assert.deepEqual([...types], ["pulumi:pulumi:Stack"]);
        assert.equal(sandbox.ledger(), "");
      });
    });
});
