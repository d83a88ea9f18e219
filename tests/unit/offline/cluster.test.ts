import assert from "node:assert/strict";
import { parseAllDocuments } from "yaml";
import { nodes } from "../../../offline/cluster/nodes";
import { parts, type Site } from "../../../offline/cluster/parts";
import { placeAt } from "../../../offline/cluster/place";
import { kubeconfig, newTokens, roles, tokenFile } from "../../../offline/cluster/roles";
import { kwokConfig } from "../../../offline/cluster/stages";

const certificates = {
  authority: "ca.crt",
  authorityKey: "ca.key",
  server: "apiserver.crt",
  serverKey: "apiserver.key",
  frontProxy: "front-proxy.crt",
  frontProxyKey: "front-proxy.key",
  serviceAccountPublicKey: "sa.pub",
  serviceAccountKey: "sa.key",
};
const site: Site = {
  place: placeAt("/cluster"),
  ports: { etcd: 1, etcdPeer: 2, apiServer: 3, controllerManager: 4, scheduler: 5, kwok: 6 },
  certificates,
  kubeconfigOf: (role) => `/cluster/${role}.kubeconfig`,
  tokenFile: "/cluster/tokens.csv",
  kwokConfig: "/cluster/kwok.yaml",
};

describe("the parts of a local control plane", () => {
  for (const { tool, args } of parts) {
    it(`${tool.name} is told the folder of its control plane, by which its process is found`, () => {
      assert.ok(args(site).some((each) => each.includes("/cluster")));
    });

    it(`${tool.name} listens on loopback alone, by its flags`, () => {
      const addresses = args(site).filter((each) =>
        /(bind-address|listen-\w+-urls|server-address|node-ip)=/.test(each),
      );
      assert.notEqual(addresses.length, 0);
      for (const each of addresses) assert.match(each, /=(http:\/\/)?127\.0\.0\.1(:\d+)?$/);
    });
  }
});

describe("the roles of a local control plane", () => {
  const tokens = newTokens();

  it("have a token each, and no two the same", () => {
    assert.equal(new Set(Object.values(tokens)).size, roles.length);
  });

  it("stand in the API server's file with user and group", () => {
    const lines = tokenFile(tokens).trim().split("\n");
    assert.ok(lines.includes(`${tokens.viewer},viewer,viewer,"viewers"`));
    assert.equal(lines.length, roles.length);
  });

  it("are contexts of a kubeconfig, the first of them current", () => {
    const config = JSON.parse(kubeconfig("https://127.0.0.1:1", "certificate", ["admin", "viewer"], tokens));
    assert.equal(config["current-context"], "admin");
    const user = (name: "admin" | "viewer") => ({ name, user: { token: tokens[name] } });
    assert.deepEqual(config.users, [user("admin"), user("viewer")]);
  });
});

describe("the nodes of a local control plane", () => {
  const made = nodes({ zones: ["a", "b"], nodesPerZone: 2 }, "v1.36.3");

  it("are so many in each zone, each with a name and a range of its own", () => {
    const zones = made.map(({ metadata }) => metadata.labels?.["topology.kubernetes.io/zone"]);
    assert.deepEqual(zones, ["a", "a", "b", "b"]);
    assert.equal(new Set(made.map(({ metadata }) => metadata.name)).size, 4);
    assert.equal(new Set(made.map((each) => JSON.stringify(each["spec"]))).size, 4);
  });

  it("are those that kwok is told to play", () => {
    const kwok = parts.find(({ tool }) => tool.name === "kwok")?.args(site) ?? [];
    const [, selector = ""] = kwok.join(" ").match(/--manage-nodes-with-annotation-selector=(\S+)/) ?? [];
    const [key = "", value] = selector.split("=");
    for (const { metadata } of made) assert.equal(metadata.annotations?.[key], value);
  });
});

describe("the stages of the fake kubelet", () => {
  it("are documents of kwok's, each with a name of its own", () => {
    const documents = parseAllDocuments(kwokConfig()).map((each) => each.toJS());
    assert.ok(documents.every(({ kind }) => kind === "Stage"));
    assert.equal(new Set(documents.map(({ metadata }) => metadata.name)).size, documents.length);
  });
});
