import assert from "node:assert/strict";
import fc from "fast-check";
import type { ApplicationSettings } from "../../../components/application/contract";
import { planOf, remoteSecretsOf } from "../../../components/application/defaults";
import { distinctFaults } from "../../../components/application/distinct";
import { applicationFaults, type Surroundings } from "../../../components/application/validate";

const everything: Surroundings = { administration: "databases", secretStore: true };
const nothing: Surroundings = { administration: undefined, secretStore: false };

/** An image that has nothing in common with the example. */
const search: ApplicationSettings = {
  preset: "none",
  namespace: "search",
  image: "registry.example/search@sha256:0000000000000000000000000000000000000000000000000000000000000000",
  ports: { grpc: { port: 9200, appProtocol: "grpc" } },
  probes: { readiness: { grpc: "grpc" } },
  resources: { requests: { cpu: "1", memory: "2Gi" }, limits: { cpu: "2", memory: "4Gi" } },
};

const paths = (settings: Partial<ApplicationSettings>, surroundings = everything, service = "shop") =>
  applicationFaults({ service, namespace: "applications", ...settings }, surroundings).map(({ path }) => path);

describe("an application without a fault", () => {
  it("may be the example with nothing but its namespace", () => assert.deepEqual(paths({}), []));

  it("may be another image, which then needs nothing around it", () => assert.deepEqual(paths(search, nothing), []));

  it("may take the example's place setting by setting", () => {
    const { preset: _, ...settings } = search;
    const others = {
      metrics: { port: "grpc" },
      secrets: {},
      services: {},
      database: { name: false },
      env: {},
    } as const;
    assert.deepEqual(paths({ ...settings, ...others }, nothing), []);
  });

  it("may name a variable of its own in another one", () => {
    const env = { REDIS_PASSWORD: "${password}", REDIS_URL: "redis://:$(REDIS_PASSWORD)@${host}:${port}/0" };
    assert.deepEqual(paths({ services: { redis: { mode: "install", env } } }), []);
  });
});

describe("an application with faults", () => {
  const cases: readonly [string, Partial<ApplicationSettings>, Surroundings, readonly string[]][] = [
    ["without a server", {}, { ...everything, administration: undefined }, ["database"]],
    ["without External Secrets", {}, { ...everything, secretStore: false }, ["secretStore"]],
    ["where databases are administered", { namespace: "databases" }, everything, ["namespace"]],
    [
      "without image, ports, probes and resources",
      { preset: "none" },
      nothing,
      ["image", "ports", "probes", "resources"],
    ],
    [
      "with limits above those of its namespace",
      {},
      { ...everything, limits: { container: { max: { memory: "1Gi" } } } },
      ["resources.limits.memory", "services.keycloak.resources.limits.memory"],
    ],
    [
      "with several at once",
      { image: "shop", env: { PGHOST: "localhost" }, calls: [{ to: "range", range: "10.0.0.1/8", ports: [0] }] },
      everything,
      ["image", "env.PGHOST", "calls[0].range", "calls[0].ports[0]"],
    ],
  ];
  for (const [title, settings, surroundings, expected] of cases)
    it(`${title} is refused`, () => assert.deepEqual(paths(settings, surroundings), expected));

  it("is refused by its name where suffixes would not fit behind it", () => {
    assert.deepEqual(paths({}, everything, "a".repeat(40)), []);
    assert.deepEqual(paths({}, everything, "a".repeat(41)), ["service"]);
  });
});

describe("the plan of an application", () => {
  const plan = (settings: Partial<ApplicationSettings>) =>
    planOf({ service: "web-shop", namespace: "shop", ...settings });

  it("names databases after the application", () => {
    const { database, services } = plan({});
    assert.equal(database?.name, "web_shop");
    assert.ok(services.keycloak?.mode === "install" && services.openfga?.mode === "install");
    assert.deepEqual(
      [services.keycloak.database, services.openfga.database],
      ["web_shop_keycloak", "web_shop_openfga"],
    );
  });

  it("has a database of its own where one is named, the image is told of it, or the preset has one", () => {
    const named = (settings: Partial<ApplicationSettings>) => plan(settings).database?.name;
    assert.equal(named({ database: {} }), "web_shop");
    assert.equal(named({ preset: "none" }), undefined);
    assert.equal(named({ preset: "none", database: {} }), undefined);
    assert.equal(named({ preset: "none", database: { name: "goods" } }), "goods");
    assert.equal(named({ preset: "none", database: { env: { DATABASE: "${database}" } } }), "web_shop");
    assert.equal(named({ database: { name: false } }), undefined);
  });

  it("replaces what is set as a whole, and nothing else", () => {
    const { env, image, replicas } = plan({ env: { MODE: "fast" }, image: undefined });
    assert.deepEqual(env, { MODE: "fast" });
    assert.equal(image, "ghcr.io/vishnu2kmohan/mcp-server-langgraph:2.8.0");
    assert.deepEqual(replicas, { minimum: 3, maximum: 10 });
  });

  it("asks for no generated password of an external service", () => {
    const { services } = plan({ services: { redis: { mode: "external", host: "redis.example.com", port: 6380 } } });
    assert.ok(services.redis && !Object.values(services.redis.env).includes("${password}"));
    assert.equal(services.redis.env["REDIS_URL"], "redis://${host}:${port}/0");
  });

  it("says which secrets of the store are read, each once", () => {
    const secrets = { A: "second", B: { remote: "first", property: "b" }, C: { remote: "first", property: "c" } };
    assert.deepEqual(remoteSecretsOf({ service: "shop", namespace: "shop", secrets }), ["first", "second"]);
  });
});

describe("applications together", () => {
  it("may not share a database", () => {
    const faults = distinctFaults({ shop: search, other: { ...search, database: { name: "shop" } }, third: search });
    assert.deepEqual(faults, []);
    const shared = distinctFaults({
      shop: { ...search, database: { env: {} } },
      other: { ...search, database: { name: "shop" } },
    });
    assert.deepEqual(
      shared.map(({ path }) => path),
      ["other.database.name"],
    );
  });

  it("may not take the name of what stands beside another one", () => {
    const names = ["shop-redis", "shop-keycloak-http", "shop-redistribution", "shop-web"];
    const others = Object.fromEntries(names.map((name) => [name, search]));
    assert.deepEqual(
      distinctFaults({ shop: { namespace: "applications" }, ...others }).map(({ path }) => path),
      ["shop-redis", "shop-keycloak-http"],
    );
  });

  it("never conflict while their names do not begin with each other", () => {
    const letters = fc.stringMatching(/^[a-z]{3}$/);
    fc.assert(
      fc.property(fc.uniqueArray(letters, { minLength: 2, maxLength: 5 }), (names) => {
        assert.deepEqual(distinctFaults(Object.fromEntries(names.map((name) => [name, { namespace: "shop" }]))), []);
      }),
    );
  });
});
