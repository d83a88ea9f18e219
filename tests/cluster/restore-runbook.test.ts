import assert from "node:assert/strict";
import { join } from "node:path";
import { repositorySecret } from "../../components/backup-suite/velero/names";
import { locate } from "../../offline/engine/tool";
import { kubectl } from "../../offline/engine/tools";
import type { Api } from "../../offline/kubernetes/api";
import type { KubernetesObject } from "../../offline/kubernetes/objects";
import { buckets, locationsIn, replicate } from "../support/backups";
import { eventually } from "../support/cluster";
import { application, at, definition, Helpers, runApplication, volumes } from "../support/drill-live";
import { applyAll } from "../support/live-objects";
import type { Program } from "../support/live";
import { measured } from "../support/measured";
import { root } from "../support/offline";
import { programOf, RestoreStack, shop } from "../support/restore-stack";
import { commandsOf, Runbook } from "../support/runbook";
import { Shell } from "../support/shell";
import { endStore, restarted, startStore, startVelero, type VeleroCluster, veleroNamespace } from "../support/velero";

const backup = "nightly";
const scratch = "shop-beside";
const passwords = { lost: "password of the lost cluster", own: "password of the new cluster" } as const;

/** Kinds that belong to no namespace, which a backup brings to a new cluster. */
const webhook: KubernetesObject = {
  apiVersion: "admissionregistration.k8s.io/v1",
  kind: "ValidatingWebhookConfiguration",
  metadata: { name: "orders" },
  webhooks: [
    {
      name: "orders.drill.example.com",
      admissionReviewVersions: ["v1"],
      sideEffects: "None",
      clientConfig: { service: { name: "web", namespace: shop, path: "/orders" } },
      // Its pods run nothing here, so that whatever is made after it is refused.
      rules: [{ apiGroups: ["drill.example.com"], apiVersions: ["*"], operations: ["CREATE"], resources: ["orders"] }],
    },
  ],
};

describe("the runbook of restores, command by command", () => {
  const book = Runbook.read(join(root, "docs", "runbooks", "restore.md"));
  const stack = new RestoreStack();
  let rig: VeleroCluster;
  let api: Api;
  let helpers: Helpers;
  let shell: Shell;
  let program: Program;
  let restores = 0;

  before(async () => {
    const store = await startStore();
    for (const bucket of [...Object.values(buckets), "backups-of-the-new-cluster"]) store.bucket(bucket);
    program = programOf({ application: true, locations: locationsIn(store, "home"), password: passwords.lost });
    const tool = await locate(kubectl, root, console.error);
    rig = await startVelero({ store, locations: [definition, volumes, ...locationsIn(store, "home")] });
    shell = new Shell({ velero: rig.velero.commandLine, kubectl: tool, project: stack.folder });
    enter(rig);
    await runApplication(api, shop);
    await applyAll(api, [webhookRules(), webhook]);
    await pulumi("up", "--yes", "--skip-preview");
    await run("velero", `velero backup create ${backup} --from-schedule daily --wait`);
    // On this cluster it would refuse what later tests restore.
    await api.delete({ ...webhook, name: webhook.metadata.name });
  });
  after(async () => {
    await (helpers as Helpers | undefined)?.end();
    (shell as Shell | undefined)?.remove();
    stack.remove();
    if ((rig as VeleroCluster | undefined) === undefined) return;
    await rig.end();
    await endStore(rig.store);
  });

  const webhookRules = (): KubernetesObject => ({
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRole",
    metadata: { name: "orders" },
    rules: [{ apiGroups: ["drill.example.com"], resources: ["orders"], verbs: ["get"] }],
  });
  const enter = (into: VeleroCluster): void => {
    rig = into;
    api = into.cluster.api;
    helpers = new Helpers(api);
  };
  const pulumi = async (...args: readonly string[]): Promise<string> =>
    stack.run(rig.cluster.kubeconfig, program, ...args);
  const environment = (values: Readonly<Record<string, string>>): Readonly<Record<string, string>> => ({
    NAMESPACE: shop,
    BACKUP: backup,
    RESTORE: `restore-${restores}`,
    KIND: "configmaps",
    OBJECT: "settings",
    WORKLOAD: "statefulset/db",
    CLAIM: "data-db-0",
    REPLICAS: "1",
    SCRATCH: scratch,
    VELERO: veleroNamespace,
    STACK: stack.name,
    LOST: "of-the-lost-region",
    PASSWORD: passwords.lost,
    ...values,
  });
  const run = async (name: string, text: string, values: Readonly<Record<string, string>> = {}): Promise<string> =>
    shell.run(
      { name, section: name, text },
      { ...stack.environment(rig.cluster.kubeconfig, program), ...environment(values) },
    );
  /** Runs a block of the page, the place being its number in its section. */
  const follow = async (
    section: string,
    place: number,
    values: Readonly<Record<string, string>> = {},
  ): Promise<string> => {
    const { name, text } = book.take(section, place);
    return run(name, text, values);
  };
  /** Restores have names of their own. */
  const next = (): string => `restore-${(restores += 1)}`;

  const inShop = (kind: string, name: string, apiVersion = "v1") => ({ apiVersion, kind, name, namespace: shop });
  const inVelero = (kind: string, name: string) => ({
    apiVersion: "velero.io/v1",
    kind,
    name,
    namespace: veleroNamespace,
  });
  const settings = inShop("ConfigMap", "settings");
  const theNamespace = (name: string) => ({ apiVersion: "v1", kind: "Namespace", name });
  const colour = async (): Promise<unknown> => at(await api.get(settings), "data", "colour");
  const phase = async (kind: string, name: string): Promise<unknown> =>
    at(await api.get(inVelero(kind, name)), "status", "phase");
  const gone = async (name: string): Promise<true> =>
    eventually(`${name} is gone`, async () => (await api.get(theNamespace(name))) === undefined);
  const lose = async (): Promise<void> => {
    await api.delete(theNamespace(shop));
  };
  /** Uids of everything that the application is made of. */
  const uids = async (): Promise<ReadonlyMap<string, string | undefined>> => {
    const made = await Promise.all(
      application(shop).map(async ({ apiVersion, kind, metadata: { name } }) => {
        const found = await api.get(kind === "Namespace" ? theNamespace(name) : inShop(kind, name, apiVersion));
        return [`${kind} ${name}`, found?.metadata.uid] as const;
      }),
    );
    return new Map(made);
  };
  const isWhole = async (): Promise<void> => {
    const missing = [...(await uids())].filter(([, uid]) => uid === undefined).map(([name]) => name);
    assert.deepEqual(missing, []);
    assert.equal(await colour(), "blue");
    await eventually("the application runs", async () => {
      const web = await api.get(inShop("Deployment", "web", "apps/v1"));
      const db = await api.get(inShop("StatefulSet", "db", "apps/v1"));
      return at(web, "status", "availableReplicas") === 3 && at(db, "status", "readyReplicas") === 1;
    });
  };
  const objectTimes = (output: string): string =>
    output
      .split("\n")
      .filter((line) => /^(restore|readiness|RTO) +\d/.test(line))
      .map((line) => line.replace(/ +/g, " ").replace(/[,:] .*/, ""))
      .join(", ");

  describe("at its top", () => {
    it("names every variable that its commands use, and no other", () => {
      const used = [...book.blocks, ...book.account].flatMap(({ text }) =>
        [...text.matchAll(/\$([A-Z]+)\b/g)].map(([, name = ""]) => name),
      );
      assert.deepEqual([...new Set(used)].sort(), [...book.variables].sort());
      assert.deepEqual(Object.keys(environment({})).sort(), [...book.variables].sort());
    });

    it("finds the last whole backup and shows what is in it", async () => {
      const output = await follow("", 1);
      assert.match(output, /^default +aws +backups +Available /m);
      assert.match(output, /^nightly +Completed +0 /m);
      assert.match(output, /v1\/ConfigMap:\n(?:\s+- .*\n)*\s+- shop\/settings\n/);
    });
  });

  describe("where an object is lost", () => {
    const section = "An object is deleted or changed";

    it("brings back one that was deleted", async () => {
      await api.delete(settings);
      assert.match(await follow(section, 1), /\+ +colour: blue/);
      await follow(section, 2);
      assert.equal(await colour(), "blue");
      assert.match(await follow(section, 4), /^settings /m);
    });

    it("brings back a Deployment that was deleted, and its pods", async () => {
      const values = { KIND: "deployments.apps", OBJECT: "web" };
      await api.delete(inShop("Deployment", "web", "apps/v1"));
      await follow(section, 1, values);
      await follow(section, 2, values);
      await follow(section, 4, values);
      await isWhole();
    });

    it("sets back one that was changed", async () => {
      await api.merge(settings, { data: { colour: "red", size: "large" } });
      assert.match(await follow(section, 1), /- +colour: red\n\+ +colour: blue/);
      await follow(section, 3);
      assert.deepEqual(at(await api.get(settings), "data"), { colour: "blue" });
      await follow(section, 4);
    });

    it("brings back all of a kind by Velero, and leaves alone what is there", async () => {
      await api.delete(inShop("ConfigMap", "fixed"));
      await api.merge(settings, { data: { colour: "green" } });
      const output = await follow(section, 5, { RESTORE: next() });
      assert.match(output, /Phase: +Completed/);
      assert.match(output, /settings.*already exists/);
      assert.ok(await api.get(inShop("ConfigMap", "fixed")));
      assert.equal(await colour(), "green");
      await api.merge(settings, { data: { colour: "blue" } });
    });
  });

  describe("where a namespace is lost", () => {
    const section = "A namespace is lost";
    const state = "The state of Pulumi after a restore";

    it("rehearses it beside the original", async () => {
      const before = await uids();
      assert.match(await follow(section, 4, { SCRATCH: "shop-drill" }), /PASSED/);
      assert.deepEqual(await uids(), before);
    });

    it("restores it, whole and ready", async () => {
      await lose();
      await follow(section, 1);
      assert.equal(await api.get(theNamespace(shop)), undefined);
      const restore = next();
      await follow(section, 2, { RESTORE: restore });
      assert.equal(await phase("Restore", restore), "Completed");
      const output = await follow(section, 3, { RESTORE: restore });
      assert.match(output, /deployment.apps\/web condition met/);
      await isWhole();
    });

    it("leaves Pulumi nothing to do: it knows the restored objects by their names", async () => {
      const before = await uids();
      const output = await follow(state, 1);
      assert.match(output, /\d+ unchanged/);
      assert.doesNotMatch(output, /\breplaced\b|\bcreated\b|\bdeleted\b/);
      assert.deepEqual(await uids(), before);
    });

    it("lets Pulumi adopt what it had dropped meanwhile, once, and puts back what the backup held of before", async () => {
      await lose();
      await gone(shop);
      await pulumi("refresh", "--yes");
      await follow(section, 2, { RESTORE: next() });
      await api.merge(settings, { data: { colour: "old" } });
      const before = await uids();
      const output = await follow(state, 1);
      assert.match(output, /\+ \d+ created/);
      assert.doesNotMatch(output, /\d+ (replaced|deleted)/);
      assert.deepEqual(await uids(), before);
      await isWhole();
    });

    it("restores and compares it by the drill", async function () {
      const output = await follow(section, 5);
      assert.match(output, /PASSED/);
      await isWhole();
      measured(this, objectTimes(output));
    });
  });

  describe("where wrong data was written", () => {
    const section = "Wrong data was written";
    let restore = "";

    it("keeps what there is, and restores beside it", async () => {
      restore = next();
      await api.merge(settings, { data: { colour: "wrong" } });
      const values = { RESTORE: restore };
      await follow(section, 1, values);
      assert.equal(await phase("Backup", `before-${restore}`), "Completed");
      assert.match(await follow(section, 2, values), /Phase: +Completed/);
      const policies = await api.list("networking.k8s.io/v1", "NetworkPolicy", scratch);
      assert.deepEqual(
        policies.map(({ metadata }) => metadata.name),
        ["deny"],
      );
      assert.deepEqual(await api.list("batch/v1", "CronJob", scratch), []);
      assert.deepEqual(await api.list("networking.k8s.io/v1", "Ingress", scratch), []);
    });

    it("shows what differs", async () => {
      const output = await follow(section, 3);
      assert.match(output, /< .*wrong/);
      assert.match(output, /> .*blue/);
    });

    it("takes over objects", async () => {
      await applyAll(api, [{ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "since", namespace: shop } }]);
      assert.match(await follow(section, 4, { RESTORE: restore }), /Phase: +Completed/);
      assert.equal(await colour(), "blue");
      assert.ok(await api.get(inShop("ConfigMap", "since")));
      assert.doesNotMatch(await follow(section, 3), /wrong/);
      await api.delete(inShop("ConfigMap", "since"));
    });

    it("takes over a volume: its claim is another, and bound, and its user runs", async () => {
      const claim = inShop("PersistentVolumeClaim", "data-db-0");
      const before = (await api.get(claim))?.metadata.uid;
      assert.match(await follow(section, 5, { RESTORE: restore }), /complete|rolled out|roll out/);
      const after = await api.get(claim);
      assert.notEqual(after?.metadata.uid, before);
      assert.equal(after?.metadata.labels?.["velero.io/restore-name"], `${restore}-volume`);
      await isWhole();
    });

    it("clears away", async () => {
      await follow(section, 6, { RESTORE: restore });
      await gone(scratch);
      await eventually("the restore is gone", async () => (await phase("Restore", `${restore}-beside`)) === undefined);
    });
  });

  describe("where Velero is lost", () => {
    const holding = "Restores hold their namespace";
    const section = "Velero is lost";

    it("deletes Restores as long as Velero runs", async () => {
      assert.notDeepEqual(await api.list("velero.io/v1", "Restore", veleroNamespace), []);
      await follow(holding, 1);
      assert.deepEqual(await api.list("velero.io/v1", "Restore", veleroNamespace), []);
    });

    it("shows what holds the namespace, and cures it", async () => {
      await run(
        "a restore",
        `velero restore create holding --from-backup ${backup} --include-resources secrets --wait`,
      );
      await rig.velero.kill();
      await api.delete(theNamespace(veleroNamespace));
      await eventually("the namespace is held", async () =>
        JSON.stringify((await api.get(theNamespace(veleroNamespace)))?.["status"]).includes("external-resources"),
      );
      const output = await follow(holding, 2);
      assert.match(output, /restores\.velero\.io\/external-resources-finalizer in 1 resource instances/);
      assert.match(output, /^holding +.*external-resources-finalizer/m);
      await follow(holding, 3);
      assert.equal(await api.get(theNamespace(veleroNamespace)), undefined);
    });

    it("has Pulumi bring it back, and lists the backups again", async () => {
      await follow(section, 1);
      rig = await reborn();
      const output = await follow(section, 2);
      assert.match(output, /^nightly +Completed/m);
      assert.match(output, /^daily +Enabled/m);
      assert.equal(await passwordHeld(), passwords.lost);
    });
  });

  /** The server in its pod, which the program has made anew; a location without a status is looked at a minute later. */
  const reborn = async (): Promise<VeleroCluster> => {
    for (const { metadata } of await api.list("velero.io/v1", "BackupStorageLocation", veleroNamespace))
      await api.merge(inVelero("BackupStorageLocation", metadata.name), { status: { phase: "Available" } });
    return restarted(rig);
  };
  const passwordHeld = async (): Promise<string> => {
    const secret = await api.get({
      apiVersion: "v1",
      kind: "Secret",
      name: repositorySecret.name,
      namespace: veleroNamespace,
    });
    return Buffer.from(String(at(secret, "data", repositorySecret.key)), "base64").toString();
  };
  const restored = async (names: readonly string[]): Promise<void> => {
    for (const name of names)
      assert.equal(await phase("Restore", name), "Completed", await run(name, `velero restore logs ${name}`));
    assert.ok(await api.get({ ...webhook, name: webhook.metadata.name }));
    assert.ok(await api.get({ ...webhookRules(), name: webhookRules().metadata.name }));
  };

  describe("where the region is lost", () => {
    const section = "The region is lost";
    const recovery = new RestoreStack();
    let home: { readonly rig: VeleroCluster; readonly program: Program };
    before(async () => {
      home = { rig, program };
      await helpers.end();
      replicate(rig.store);
      const locations = locationsIn(rig.store, "recovery");
      enter(await startVelero({ store: rig.store, locations }));
      program = programOf({ application: false, locations, password: passwords.own });
      await recovery.run(rig.cluster.kubeconfig, program, "up", "--yes", "--skip-preview");
    });
    after(async () => {
      await helpers.end();
      await rig.end();
      recovery.remove();
      program = home.program;
      enter(home.rig);
    });
    const inRecovery = async (place: number, values: Readonly<Record<string, string>> = {}): Promise<string> => {
      const { name, text } = book.take(section, place);
      const env = recovery.environment(rig.cluster.kubeconfig, program);
      return shell.run({ name, section, text }, { ...env, ...environment(values) });
    };

    it("finds the backups in the copy, under the password of the lost cluster", async () => {
      assert.match(await inRecovery(1), /^nightly +Completed .* recovery /m);
      assert.equal(await passwordHeld(), passwords.lost);
      for (const { spec } of await api.list("velero.io/v1", "Schedule", veleroNamespace))
        assert.equal(at(spec, "paused"), true);
    });

    it("restores all, in the order of the lost cluster", async () => {
      const restore = next();
      await follow("The cluster is lost", 3, { RESTORE: restore });
      await restored([`${restore}-first`, restore, `${restore}-last`]);
      await isWhole();
    });

    it("compares a namespace with its backup", async () => {
      await api.delete({ ...webhook, name: webhook.metadata.name });
      assert.match(await inRecovery(2), /PASSED/);
    });

    it("goes on under its own password, and backs up again", async () => {
      const output = await inRecovery(3);
      assert.equal(await passwordHeld(), passwords.own);
      assert.match(output, /^daily +Enabled .* false/m);
    });
  });

  describe("where the cluster is lost", () => {
    const section = "The cluster is lost";
    let restore = "";
    before(async () => {
      await helpers.end();
      const { store, end } = rig;
      await end();
      enter(await startVelero({ store, locations: [volumes, ...locationsIn(store, "home")] }));
      await api.delete({ ...volumes, name: volumes.metadata.name });
      program = programOf({ application: false, locations: locationsIn(store, "home"), password: passwords.lost });
    });

    it("makes the cluster again without its applications, by the same stack", async () => {
      const output = await follow(section, 1);
      assert.match(output, /\+ \d+ created/);
      assert.equal(await api.get(theNamespace(shop)), undefined);
    });

    it("finds the backups by itself", async () => {
      assert.match(await follow(section, 2), /^nightly +Completed/m);
    });

    it("restores all, what belongs to no namespace first and what judges others last", async () => {
      restore = next();
      await follow(section, 3, { RESTORE: restore });
      await restored([`${restore}-first`, restore, `${restore}-last`]);
      assert.ok(await api.get({ ...volumes, name: volumes.metadata.name }));
      assert.ok(await api.get({ ...definition, name: definition.metadata.name }));
      const output = await follow(section, 4, { RESTORE: restore });
      assert.match(output, /No resources found/);
      await isWhole();
    });

    it("leaves Pulumi the applications to adopt, once", async () => {
      program = programOf({
        application: true,
        locations: locationsIn(rig.store, "home"),
        password: passwords.lost,
      });
      const before = await uids();
      await follow("The state of Pulumi after a restore", 1);
      assert.deepEqual(await uids(), before);
    });
  });

  describe("all in all", () => {
    it("leaves no block of commands unexecuted", () => assert.deepEqual(book.left(), []));

    for (const block of book.account)
      for (const command of commandsOf(block))
        it(`does not execute, for it needs an account: ${command}`, () =>
          assert.match(command, /^(pulumi (stack|up)|aws|gcloud|az) /));
  });
});
