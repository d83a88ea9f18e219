import assert from "node:assert/strict";
import type { Api } from "../../offline/kubernetes/api";
import type { Check } from "../../operations/validate/check";
import { apply, checks, finds, live, needsDefinitions, shop } from "../support/validate-live";

describe("validate on a real control plane", () => {
  let api: Api;
  before(async function () {
    needsDefinitions(this);
    ({ api } = await live());
  });

  describe("of practices by their custom resources", () => {
    const namespace = (name: string): object => ({ apiVersion: "v1", kind: "Namespace", metadata: { name } });
    const verdict = async (id: string): Promise<Check | undefined> =>
      (await checks(shop)).find((each) => each.id === id);

    it("finds a mesh that is PERMISSIVE, and passes when it is STRICT", async () => {
      const authentication = (mode: string): object => ({
        apiVersion: "security.istio.io/v1",
        kind: "PeerAuthentication",
        metadata: { name: "default", namespace: "istio-system" },
        spec: { mtls: { mode } },
      });
      await apply(namespace("istio-system"), authentication("PERMISSIVE"));
      const next = /get peerauthentications\.security\.istio\.io -n istio-system default -o yaml$/;
      await finds(shop, "mesh", /istio-system\/default is PERMISSIVE, not STRICT/, next);
      await apply(authentication("STRICT"));
      assert.equal((await verdict("mesh"))?.status, "pass");
    });

    it("finds a backup that is too old, and passes with a fresh one", async () => {
      const velero = (kind: string, name: string, more: object): object => ({
        apiVersion: "velero.io/v1",
        kind,
        metadata: { name, namespace: "velero", labels: { "velero.io/schedule-name": "daily" } },
        ...more,
      });
      const backup = (name: string, hours: number): object => {
        const startTimestamp = new Date(Date.now() - hours * 3_600_000).toISOString().replace(/\.\d+/, "");
        return velero("Backup", name, { spec: {}, status: { phase: "Completed", startTimestamp } });
      };
      const location = { provider: "aws", objectStorage: { bucket: "backups" } };
      await apply(
        namespace("velero"),
        velero("BackupStorageLocation", "default", { spec: location, status: { phase: "Available" } }),
        velero("Schedule", "daily", { spec: { schedule: "0 2 * * *", template: {} }, status: { phase: "Enabled" } }),
        backup("daily-old", 72),
      );
      const next = /describe schedules\.velero\.io -n velero daily$/;
      await finds(shop, "backups", /its last successful backup daily-old is 3 d old, allowed 25 h/, next);
      await apply(backup("daily-new", 2));
      assert.equal((await verdict("backups"))?.status, "pass");
    });

    it("finds a secret that is out of sync", async () => {
      const status = {
        conditions: [{ type: "Ready", status: "False", reason: "SecretSyncedError", message: "denied" }],
      };
      const reference = { apiVersion: "external-secrets.io/v1", kind: "ExternalSecret", namespace: shop, name: "key" };
      const spec = { secretStoreRef: { kind: "ClusterSecretStore", name: "cloud" }, target: { name: "key" } };
      const { apiVersion, kind, name } = reference;
      await apply({ apiVersion, kind, metadata: { name, namespace: shop }, spec });
      await api.merge(reference, { status }, "status");
      const next = /describe externalsecrets\.external-secrets\.io -n validate-good key$/;
      await finds(shop, "external-secrets", /validate-good\/key is not ready: SecretSyncedError: denied/, next);
      await api.delete(reference);
    });
  });
});
