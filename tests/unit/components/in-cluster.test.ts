import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { createInCluster, type InClusterDatabase } from "../../../components/managed-database/in-cluster";
import { postgresImages } from "../../../components/shared/versions";
import { clusterHandle } from "../../support/handles";
import { Options } from "../../support/options";
import { record, type Recording, valueOf } from "../../support/record";

class Parent extends pulumi.ComponentResource {
  constructor(name = "database") {
    super("kubernetes-best-practices:index:ManagedDatabase", name);
  }
}

const password = "0123456789abcdefghijABCDEFGHIJ00";
const answers = { "random:index/randomPassword:RandomPassword": { result: password } };

function create(version: keyof typeof postgresImages = "17"): InClusterDatabase {
  return createInCluster(
    "database",
    {
      cluster: clusterHandle("eks"),
      settings: { mode: "in-cluster", version, storageGiB: 20 },
      administration: { namespace: "databases" },
      guardrails: [new Parent("guardrails")],
    },
    new Parent(),
  );
}

const statefulSetShape = z.object({
  metadata: z.looseObject({ namespace: z.string(), annotations: z.record(z.string(), z.string()) }),
  spec: z.looseObject({
    replicas: z.number(),
    template: z.looseObject({
      spec: z.looseObject({
        securityContext: z.record(z.string(), z.unknown()),
        containers: z.array(z.looseObject({ image: z.string(), env: z.array(z.looseObject({ name: z.string() })) })),
      }),
    }),
    volumeClaimTemplates: z.array(z.looseObject({ spec: z.looseObject({ resources: z.unknown() }) })),
  }),
});

describe("PostgreSQL in the cluster", () => {
  let recording: Recording<InClusterDatabase>;
  let statefulSet: z.output<typeof statefulSetShape>;
  before(async () => {
    recording = await record(() => create(), answers);
    statefulSet = statefulSetShape.parse(recording.one("kubernetes:apps/v1:StatefulSet").inputs);
  });

  it("is one pod with a volume, and says that it has no standby", () => {
    const { metadata, spec } = statefulSet;
    assert.equal(metadata.namespace, "databases");
    assert.match(metadata.annotations["kubernetes-best-practices/singleton"] ?? "", /no standby/);
    assert.equal(spec.replicas, 1);
    assert.deepEqual(
      spec.volumeClaimTemplates.map((claim) => claim.spec.resources),
      [{ requests: { storage: "20Gi" } }],
    );
  });

  for (const version of ["15", "16", "17", "18"] as const)
    it(`runs the image of PostgreSQL ${version}`, async () => {
      const found = await record(() => create(version), answers);
      const { spec } = statefulSetShape.parse(found.one("kubernetes:apps/v1:StatefulSet").inputs);
      assert.deepEqual(
        spec.template.spec.containers.map(({ image }) => image),
        [postgresImages[version]],
      );
      assert.ok(postgresImages[version].startsWith(`docker.io/library/postgres:${version}.`));
    });

  it("runs as the user of the image, whose group owns the volume", () => {
    const { runAsUser, fsGroup, runAsNonRoot } = statefulSet.spec.template.spec.securityContext;
    assert.deepEqual({ runAsUser, fsGroup, runAsNonRoot }, { runAsUser: 999, fsGroup: 999, runAsNonRoot: true });
  });

  it("keeps its data on the volume, in a directory that it owns, and asks everybody for a password", () => {
    const [container] = statefulSet.spec.template.spec.containers;
    assert.deepEqual(container?.env, [
      { name: "PGDATA", value: "/data/postgresql" },
      { name: "POSTGRES_INITDB_ARGS", value: "--auth-host=scram-sha-256 --data-checksums" },
      {
        name: "POSTGRES_PASSWORD",
        valueFrom: { secretKeyRef: { name: "postgresql-administrator", key: "password" } },
      },
    ]);
  });

  it("keeps the administrator's password, random and secret in the state, in a Secret of the namespace", () => {
    const { specialSecretSig, specialSigKey } = pulumi.runtime;
    const { metadata, stringData } = recording.one("kubernetes:core/v1:Secret").inputs;
    assert.deepEqual(
      [metadata, stringData],
      [
        {
          name: "postgresql-administrator",
          namespace: "databases",
          labels: { "app.kubernetes.io/managed-by": "pulumi" },
        },
        { [specialSigKey]: specialSecretSig, value: { password } },
      ],
    );
    assert.deepEqual(recording.one("random:index/randomPassword:RandomPassword").inputs, {
      length: 32,
      special: false,
    });
  });

  it("hears its own namespace alone, where the administration is", () => {
    const { spec } = recording.one("kubernetes:networking.k8s.io/v1:NetworkPolicy").inputs;
    assert.deepEqual(spec, {
      podSelector: {
        matchLabels: { "app.kubernetes.io/instance": "postgresql", "app.kubernetes.io/name": "postgresql" },
      },
      policyTypes: ["Ingress"],
      ingress: [{ from: [{ podSelector: {} }], ports: [{ port: 5432, protocol: "TCP" }] }],
    });
  });

  it("gives logins its name, its pods and its administrator", async () => {
    const { kind, host, port, range, facts, role } = recording.result;
    assert.deepEqual(
      { kind, port, range, host: await valueOf(host), role: await valueOf(role), facts: await valueOf({ ...facts }) },
      {
        kind: "in-cluster",
        host: "postgresql.databases.svc",
        port: 5432,
        range: "10.4.0.0/14",
        role: "postgres",
        facts: {
          namespace: "databases",
          podLabels: { "app.kubernetes.io/instance": "postgresql", "app.kubernetes.io/name": "postgresql" },
          administratorSecret: "postgresql-administrator",
        },
      },
    );
  });

  it("comes after what guards its namespace", async () => {
    const options = await Options.of(() => create(), answers);
    for (const name of ["database-administrator-secret", "database-postgresql-policy"])
      assert.deepEqual(await options.before(name), ["guardrails"]);
    assert.deepEqual(await options.before("database-postgresql"), ["guardrails", "database-administrator-secret"]);
  });

  it("lets logins wait for its Secret, its pod, its Services and its policy", async () => {
    const { result } = await record(async () => {
      const urns = await Promise.all(create().ready.map(({ urn }) => valueOf(urn)));
      return urns.map((urn) => urn.slice(urn.lastIndexOf("::") + 2));
    }, answers);
    assert.deepEqual(result, [
      "database-administrator-secret",
      "database-postgresql-stateful-set",
      "database-postgresql-service",
      "database-postgresql-headless-service",
      "database-postgresql-policy",
    ]);
  });
});
