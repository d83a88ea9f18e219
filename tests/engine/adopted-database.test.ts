import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { type Cloud, clouds } from "../../components";
import { root } from "../support/offline";
import { TemporaryProject, withoutSettings } from "../support/project";

/** A server that exists, as a stack file names it, and the type of what a stack would make itself. */
const servers: { readonly [C in Cloud]: { readonly facts: object; readonly made: string } } = {
  gke: { facts: { host: "10.20.130.3", instanceName: "shop" }, made: "gcp:sql/databaseInstance:DatabaseInstance" },
  eks: {
    facts: {
      host: "shop.abcdefghijkl.eu-west-1.rds.amazonaws.com",
      identifier: "shop",
      resourceId: "db-ABCDEFGHIJKLMNOPQRSTUVWXYZ",
      administratorRole: "postgres",
      administratorSecretArn: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:rds!db-0a1b2c3d-4e5f60",
      administratorSecretKeyArn: "arn:aws:kms:eu-west-1:111122223333:key/00000000-0000-0000-0000-000000000001",
    },
    made: "aws:rds/instance:Instance",
  },
  aks: {
    facts: { host: "shop.postgres.database.azure.com", serverName: "shop", resourceGroup: "shop" },
    made: "azure-native:dbforpostgresql:Server",
  },
};

for (const cloud of clouds) {
  describe(`a database that exists, taken over by the ${cloud} stack`, () => {
    const { facts, made } = servers[cloud];
    const project = new TemporaryProject();
    const sandbox = project.sandbox();
    const stack = ["--stack", cloud];

    before(async () => {
      const document = parseDocument(readFileSync(join(root, `Pulumi.${cloud}.yaml`), "utf8"));
      const database = document.createNode({ mode: "adopt", ...facts });
      document.setIn(["config", "kubernetes-best-practices:database"], database);
      project.write(cloud, withoutSettings(document.toString(), "backups"));
      await sandbox.succeed(["up", ...stack, "--yes", "--skip-preview"]);
    });
    after(() => {
      sandbox.remove();
      project.remove();
    });

    it("is used by its logins, and is no resource of the stack", () => {
      const types = sandbox.exportState(cloud).resources.map(({ type }) => type);
      assert.equal(types.filter((type) => type === "kubernetes:batch/v1:Job").length, 3);
      assert.ok(!types.includes(made));
    });

    it("changes nothing in a second preview", async () => {
      await sandbox.succeed(["preview", ...stack, "--expect-no-changes"]);
    });

    it("is left behind by a destroy that leaves nothing else", async () => {
      await sandbox.succeed(["destroy", ...stack, "--yes"]);
      assert.deepEqual(sandbox.living(), []);
    });
  });
}
