import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { charts } from "../../components/shared/versions";
import { chartFile } from "../../offline/providers/charts";
import { type EventLog, readEvents, type Step } from "../../offline/report/events";
import { adopted } from "../support/adopted";
import { alarmTargets } from "../support/backup-settings";
import { root } from "../support/offline";
import { assertOrder } from "../support/order";
import { TemporaryProject, withoutSettings } from "../support/project";

const { version } = charts.velero;
const chart = chartFile(root, "velero", version);

const workload = z.looseObject({
  metadata: z.looseObject({ name: z.string() }),
  spec: z.looseObject({
    template: z.looseObject({
      metadata: z.looseObject({ labels: z.record(z.string(), z.string()) }),
      spec: z.looseObject({
        serviceAccountName: z.string(),
        containers: z.array(
          z.looseObject({
            image: z.string(),
            args: z.array(z.string()),
            ports: z.array(z.looseObject({ containerPort: z.number() })),
          }),
        ),
      }),
    }),
  }),
});

describe("the chart of Velero, rendered on the real engine with its locations and schedules", () => {
  const project = new TemporaryProject();
  const sandbox = project.sandbox();
  let up: EventLog;

  before(async function () {
    if (!existsSync(chart)) {
      console.error(`NOT PROVED: the chart velero ${version} is not at ${chart}; \`npm run charts\` fetches it`);
      this.skip();
    }
    const file = adopted("eks", [
      [["backups", "alarms", "existing"], alarmTargets.eks],
      [["backups", "rehearsal"], { cron: "0 6 * * 1", from: "applications", into: "rehearsal" }],
      [["backups", "removal"], "delete"],
      [["namespaces", "rehearsal"], {}],
    ]);
    project.write("eks", withoutSettings(file, "applications", "database", "secrets"));
    up = await run("up");
  });
  after(() => {
    sandbox.remove();
    project.remove();
  });

  async function run(command: "up" | "destroy"): Promise<EventLog> {
    const log = join(sandbox.state, `${command}.jsonl`);
    const env = { PULUMI_DEBUG_COMMANDS: "true" };
    await sandbox.succeed([command, "--stack", "eks", "--yes", "--skip-preview", "--event-log", log], env);
    return readEvents(log);
  }

  const made = (kind: string): readonly Step[] =>
    up.steps.filter(({ op, type, name }) => op === "create" && type.endsWith(`:${kind}`) && name.includes("-chart:"));
  const workloads = (): readonly z.infer<typeof workload>[] =>
    [...made("Deployment"), ...made("DaemonSet")].map(({ inputs }) => workload.parse(inputs));

  it("runs the server and the node agents with the account that has the identity", () => {
    assert.deepEqual(
      workloads().map(({ metadata, spec }) => [metadata.name, spec.template.spec.serviceAccountName.trim()]),
      [
        ["velero", "velero"],
        ["node-agent", "velero"],
      ],
    );
  });

  it("runs the server that the tests run, and moves volumes by Kopia", () => {
    const [server] = workloads();
    const [container] = server?.spec.template.spec.containers ?? [];
    assert.equal(container?.image, "docker.io/velero/velero:v1.18.3");
    for (const flag of ["--uploader-type=kopia", "--features=EnableCSI", "--default-snapshot-move-data=true"])
      assert.ok(container.args.includes(flag), flag);
  });

  it("makes no location, schedule or credential itself", () => {
    for (const kind of ["BackupStorageLocation", "VolumeSnapshotLocation", "Schedule", "Secret", "Job"])
      assert.deepEqual(made(kind), []);
  });

  it("has a policy of the network for every kind of pod", () => {
    const policies = up.steps.filter(
      ({ op, type, name }) => op === "create" && /NetworkPolicy$/.test(type) && name.startsWith("backups-"),
    );
    const names = policies.map(({ name }) => name).sort();
    assert.deepEqual(names, [
      "backups-to-api-server",
      "backups-traffic-node-agent",
      "backups-traffic-rehearsal",
      "backups-traffic-server",
      "backups-traffic-worker",
    ]);
  });

  it("defines Velero's kinds", () => {
    assert.equal(made("CustomResourceDefinition").length, 13);
  });

  it("stands between its fence and its schedules, on the way up and on the way down", async () => {
    assertOrder(up, "create", [
      "velero-namespace",
      "backups-identity-association",
      "backups-chart:velero/velero",
      "backups-location-home",
      "backups-schedule-daily",
    ]);
    const destroy = await run("destroy");
    assertOrder(destroy, "delete", [
      "backups-schedule-daily",
      "backups-location-home",
      "backups-chart:velero/velero",
      "backups-identity-association",
      "velero-namespace",
    ]);
    assert.deepEqual(sandbox.exportState("eks").resources, []);
  });
});
