import assert from "node:assert/strict";
import { platformOn, type PlatformSettings } from "../../stacks/platform";
import { eksSettings } from "../../stacks/settings/eks";
import { clusterHandle } from "../support/handles";
import { record, type Recording } from "../support/record";
import { eks } from "./bad-stack-files/good";

const settingsOf = (changes: object): PlatformSettings<"eks"> =>
  eksSettings.parse({ ...eks, namespaces: { applications: {}, "external-secrets": {} }, ...changes });

const platform = (changes: object): Promise<Recording<unknown>> =>
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
