import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { platformOn, type Outputs, type PlatformSettings } from "../../stacks/platform";
import { eksSettings } from "../../stacks/settings/eks";
import { clusterHandle } from "../support/handles";
import { record, type Recording, valueOf } from "../support/record";
import { eks } from "./bad-stack-files/good";

const settingsOf = (changes: object): PlatformSettings<"eks"> =>
  eksSettings.parse({ ...eks, namespaces: { applications: {}, "external-secrets": {} }, ...changes });

const platform = (changes: object): Promise<Recording<Outputs>> =>
  record(() => platformOn(clusterHandle("eks"), settingsOf(changes)));

const stores = "kubernetes:external-secrets.io/v1:ClusterSecretStore";
const external = { redis: { mode: "external", host: "redis.example", port: 6379, range: "10.9.0.0/24" } };
const application = { namespace: "applications", database: { name: false }, services: external };

/** Namespaces that may use the store of secrets. */
async function usersOf(changes: object): Promise<unknown> {
  const { spec } = Object((await platform(changes)).one(stores).inputs);
  return Object(spec).conditions;
}

describe("what stands on a cluster", () => {
  it("is the namespaces alone where nothing else is asked for", async () => {
    const { registrations } = await platform({});
    const components = registrations.filter(({ custom }) => !custom).map(({ type, name }) => `${type} ${name}`);
    assert.deepEqual(components, [
      "kubernetes-best-practices:index:Guardrails applications",
      "kubernetes-best-practices:index:Guardrails external-secrets",
    ]);
  });

  it("lets the namespaces of applications use the store of secrets, and no other", async () => {
    assert.deepEqual(await usersOf({ secrets: { mode: "install" }, applications: { shop: application } }), [
      { namespaces: ["applications"] },
    ]);
  });

  it("lets every namespace of the stack use a store from which nothing can be read", async () => {
    assert.deepEqual(await usersOf({ secrets: { mode: "install" } }), [
      { namespaces: ["applications", "external-secrets"] },
    ]);
  });

  it("gives one application one component, under its name", async () => {
    const made = await platform({ secrets: { mode: "install" }, applications: { shop: application } });
    assert.equal(made.one("kubernetes-best-practices:index:Application").name, "shop");
  });
});

const velero = {
  level: "baseline",
  exemption: { owner: "platform", reason: "Data movers run as root.", expires: "2099-06-30" },
};
const alarms = { existing: "arn:aws:sns:eu-west-1:111122223333:alarms" };
const rehearsal = { cron: "0 5 * * 1", from: "applications", into: "rehearsals" };
const schedules = "kubernetes:velero.io/v1:Schedule";

describe("the backups of what stands on a cluster", () => {
  const withBackups = { namespaces: { velero, rehearsals: {}, databases: {}, applications: {} } };

  /** What every backup of the daily schedule holds. */
  async function templateOf(changes: object): Promise<{ made: Recording<Outputs>; template: Record<string, unknown> }> {
    const made = await platform({ ...withBackups, ...changes });
    const { spec } = Object(made.one(schedules, "backups-schedule-daily").inputs);
    return { made, template: Object(spec).template };
  }

  it("hold every namespace but the one of Velero and the one that rehearsals empty", async () => {
    const { template } = await templateOf({ backups: { alarms, rehearsal } });
    assert.deepEqual(template["includedNamespaces"], ["applications", "databases"]);
  });

  it("hold every namespace but the one of Velero where nothing is rehearsed", async () => {
    const { template } = await templateOf({ backups: { alarms } });
    assert.deepEqual(template["includedNamespaces"], ["applications", "databases", "rehearsals"]);
  });

  it("have a PostgreSQL of the cluster write what it holds, in the container that it runs in", async () => {
    const { made, template } = await templateOf({ database: { mode: "in-cluster" }, backups: { alarms } });
    const { template: pod } = Object(Object(made.one("kubernetes:apps/v1:StatefulSet").inputs).spec);
    const { resources } = Object(template["hooks"]);
    assert.equal(resources.length, 1);
    const [{ includedNamespaces, labelSelector, pre }] = resources;
    assert.deepEqual(includedNamespaces, ["databases"]);
    for (const [key, value] of Object.entries(labelSelector.matchLabels)) assert.equal(pod.metadata.labels[key], value);
    assert.equal(pre.length, 1);
    assert.deepEqual(pre[0].exec.command, ["psql", "--no-psqlrc", "--username=postgres", "--command=CHECKPOINT"]);
    const [container, ...more] = pod.spec.containers;
    assert.deepEqual([container.name, more], [pre[0].exec.container, []]);
  });

  it("have nothing run where the database is managed, or there is none", async () => {
    const { template } = await templateOf({ backups: { alarms } });
    assert.equal(template["hooks"], undefined);
  });

  it("are told by the stack: both stores, and the password as a secret", async () => {
    const { made } = await templateOf({ backups: { alarms } });
    const { backups } = made.result;
    assert.ok(backups?.copy);
    assert.match(await valueOf(backups.store), /\w/);
    assert.match(await valueOf(backups.copy), /\w/);
    assert.equal(await pulumi.isSecret(backups.repositoryPassword), true);
  });

  it("have no copy in one region, and are none where none are asked for", async () => {
    const { made } = await templateOf({ backups: { alarms, secondRegion: false } });
    assert.equal(made.result.backups?.copy, undefined);
    assert.equal((await platform({})).result.backups, undefined);
  });
});
