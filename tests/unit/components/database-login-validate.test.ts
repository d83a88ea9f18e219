import assert from "node:assert/strict";
import type { Cloud } from "../../../components/shared/cloud";
import { DatabaseLogin } from "../../../components/shared/database/login";
import { loginFaults } from "../../../components/shared/database/validate";
import { clusterHandle } from "../../support/handles";
import { record } from "../../support/record";
import { type Changes, loginArgs, servers } from "./database-login-support";
import { paths } from "./velero";

async function faultsOf<C extends Cloud>(cloud: C, changes: () => Changes<C>): Promise<readonly string[]> {
  return paths((await record(() => loginFaults(loginArgs(cloud, changes())))).result);
}

describe("the arguments of a DatabaseLogin", () => {
  const refused: readonly [string, () => Changes<"eks">, readonly string[]][] = [
    ["a database with a dash", () => ({ database: "my-shop" }), ["database"]],
    ["a database in upper case", () => ({ database: "Shop" }), ["database"]],
    ["a database that starts with a digit", () => ({ database: "1shop" }), ["database"]],
    ["a database without name", () => ({ database: "" }), ["database"]],
    ["a database that leaves no room for its owner", () => ({ database: "a".repeat(58) }), ["database"]],
    ["PostgreSQL's own database", () => ({ database: "postgres" }), ["database"]],
    ["a template", () => ({ database: "template1" }), ["database"]],
    ["a cloud's own database", () => ({ database: "rdsadmin" }), ["database"]],
    ["a namespace that is no label", () => ({ namespace: "Shop" }), ["namespace"]],
    ["the administration's namespace", () => ({ namespace: "databases" }), ["namespace"]],
    ["a service account that is no label", () => ({ serviceAccount: "a.b" }), ["serviceAccount"]],
    ["root", () => ({ runAsUser: 0 }), ["runAsUser"]],
    ["half a user", () => ({ runAsUser: 1.5 }), ["runAsUser"]],
    [
      "a right by a name of the login's own",
      () => ({ rights: { "database-connect": { actions: ["s3:GetObject"], resources: ["arn:aws:s3:::orders/*"] } } }),
      ["rights.database-connect"],
    ],
    [
      "a region whose roots of RDS are not at hand",
      () => ({ cluster: clusterHandle("eks", { region: "us-moon-1" }) }),
      ["cluster.region"],
    ],
  ];
  for (const [title, changes, expected] of refused)
    it(`refuse ${title}`, async () => assert.deepEqual(await faultsOf("eks", changes), expected));

  const allowed: readonly [string, () => Changes<"eks">][] = [
    ["the longest name", () => ({ database: "a".repeat(57) })],
    ["digits and underscores", () => ({ database: "shop_2" })],
    [
      "any region for a server in the cluster",
      () => ({ cluster: clusterHandle("eks", { region: "us-moon-1" }), server: servers["in-cluster"] }),
    ],
  ];
  for (const [title, changes] of allowed)
    it(`take ${title}`, async () => assert.deepEqual(await faultsOf("eks", changes), []));

  it("are judged together, before anything is made", async () => {
    const { result, registrations } = await record(() => {
      const args = loginArgs("gke", { database: "postgres", runAsUser: 0 });
      try {
        new DatabaseLogin("login", args);
        return "made";
      } catch (error) {
        return String(error);
      }
    });
    assert.match(result, /DatabaseLogin login has invalid arguments\n {2}database: .*\n {2}runAsUser: /);
    assert.deepEqual(
      registrations.filter(({ custom, type }) => custom && !type.startsWith("pulumi:providers:")),
      [],
    );
  });
});
