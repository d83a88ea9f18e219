import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import path from "node:path";
import fc from "fast-check";
import { WorkloadIdentity } from "../../../components";
import { clouds, type Cloud } from "../../../components/shared/cloud";
import { identityName, nameLimits } from "../../../components/shared/identity/validate";
import { clusterHandle } from "../../support/handles";
import { record, valueOf, type Recording } from "../../support/record";
import { velero } from "./velero";

const ownResources = (recording: Recording<unknown>): readonly string[] =>
  recording.registrations.filter((each) => each.name.startsWith("velero-")).map((each) => `${each.type} ${each.name}`);

describe("WorkloadIdentity on every cloud", () => {
  const names: { readonly [C in Cloud]: string } = {
    gke: "velero-server-876fdefe",
    eks: "velero-server-fa44655b",
    aks: "velero-server-43c7c36e",
  };
  const parity = [
    {
      cloud: "gke",
      annotations: { "iam.gke.io/gcp-service-account": "velero-account@mock.iam.gserviceaccount.com" },
      podLabels: {},
      identityId: "velero-account@mock.iam.gserviceaccount.com",
      made: [
        "gcp:serviceaccount/account:Account velero-account",
        "gcp:serviceaccount/iAMMember:IAMMember velero-binding",
      ],
    },
    {
      cloud: "eks",
      annotations: {},
      podLabels: {},
      identityId: "arn:aws:mock:::velero-role",
      made: [
        "aws:eks/podIdentityAssociation:PodIdentityAssociation velero-association",
        "aws:iam/role:Role velero-role",
      ],
    },
    {
      cloud: "aks",
      annotations: { "azure.workload.identity/client-id": "velero-identity-client" },
      podLabels: { "azure.workload.identity/use": "true" },
      identityId: "velero-identity-principal",
      made: [
        "azure-native:managedidentity:FederatedIdentityCredential velero-credential",
        "azure-native:managedidentity:UserAssignedIdentity velero-identity",
      ],
    },
  ] as const;

  it("is covered by the table below", () => {
    assert.deepEqual(
      parity.map((row) => row.cloud),
      [...clouds],
    );
  });

  for (const { cloud, annotations, podLabels, identityId, made } of parity)
    it(`gives ${cloud} an identity without rights, bound to one service account`, async () => {
      const recording = await record(() => velero(cloud));
      const identity = recording.result;
      assert.deepEqual([...ownResources(recording)].sort(), made);
      assert.deepEqual(await valueOf(identity.annotations), annotations);
      assert.deepEqual(identity.podLabels, podLabels);
      assert.equal(await valueOf(identity.identityId), identityId);
      assert.equal(identity.identityName, names[cloud]);
      assert.equal(identity.resources.length, made.length);
    });

  for (const { cloud } of parity)
    it(`uses the cloud provider of the ${cloud} handle for every resource`, async () => {
      const { registrations } = await record(() => velero(cloud));
      const providers = registrations.filter((each) => each.name.startsWith("velero-")).map((each) => each.provider);
      assert.ok(providers.length > 0);
      for (const provider of providers) assert.match(provider ?? "", /::cloud::/);
    });

  for (const { cloud } of parity)
    it(`reports every fault of the arguments on ${cloud} together`, async () => {
      const faulty = (): WorkloadIdentity<Cloud> =>
        new WorkloadIdentity<Cloud>("velero", {
          cluster: clusterHandle<Cloud>(cloud),
          namespace: "Velero",
          serviceAccount: "velero_server",
          rights: {},
        });
      await assert.rejects(
        record(faulty),
        (error) =>
          pulumi.InputPropertiesError.isInstance(error) &&
          /namespace: "Velero"; allowed:/.test(error.message) &&
          error.errors.map(({ propertyPath }) => propertyPath).join() === "namespace,serviceAccount",
      );
    });
});

describe("names of rights", () => {
  for (const name of ["Read", "read_all", "read-", "1st", "read-1st", "a.b"])
    it(`refuses ${name}`, async () => {
      const rights = { [name]: { actions: ["s3:GetObject"], resources: ["arn:aws:s3:::a/*"] } };
      await assert.rejects(
        record(() => velero("eks", rights)),
        /lower-case words joined by dashes/,
      );
    });
});

describe("names of identities", () => {
  const label = fc.stringMatching(/^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/);
  const cloud = fc.constantFrom(...clouds);
  const form = /^[a-z][a-z0-9-]*[a-z0-9]$/;

  it("are what every cloud takes: letters, digits and dashes, from 6 characters to the cloud's limit", () => {
    fc.assert(
      fc.property(cloud, label, label, label, (of, name, namespace, serviceAccount) => {
        const identity = identityName({ cloud: of, name, region: "eu-west-1" }, namespace, serviceAccount);
        assert.match(identity, form);
        assert.ok(identity.length >= 6 && identity.length <= nameLimits[of], identity);
      }),
    );
  });

  it("are the same in every run and differ with cluster, region, namespace and service account", () => {
    const subject = fc.tuple(label, label, label, label);
    const nameOf = (of: Cloud, [name, region, namespace, serviceAccount]: [string, string, string, string]): string =>
      identityName({ cloud: of, name, region }, namespace, serviceAccount);
    fc.assert(
      fc.property(cloud, subject, subject, (of, a, b) => {
        assert.equal(nameOf(of, a), nameOf(of, [...a]));
        assert.equal(nameOf(of, a) === nameOf(of, b), a.join("/") === b.join("/"));
      }),
    );
  });

  it("differ where namespace and service account meet elsewhere", () => {
    const cluster = { cloud: "gke", name: "production", region: "eu" } as const;
    assert.notEqual(identityName(cluster, "a-b", "c"), identityName(cluster, "a", "b-c"));
  });
});

describe("loading of cloud SDKs", () => {
  const root = path.resolve(__dirname, "../../..");
  const sdks: { readonly [C in Cloud]: string } = { gke: "gcp", eks: "aws", aks: "azure-native" };

  /** The cloud SDKs that a program has loaded when it ends. */
  function loaded(program: string): readonly string[] {
    const report = `console.log(JSON.stringify(Object.keys(require.cache)))`;
    const run = spawnSync(process.execPath, ["--require", "esbuild-register", "--eval", `${program};${report}`], {
      cwd: root,
      encoding: "utf8",
    });
    assert.equal(run.status, 0, run.stderr);
    const files: unknown = JSON.parse(run.stdout);
    assert.ok(Array.isArray(files));
    return Object.values(sdks)
      .filter((sdk) => files.some((file) => String(file).includes(`/node_modules/@pulumi/${sdk}/`)))
      .sort();
  }

  it("loads none on import of the package", () => {
    assert.deepEqual(loaded(`require("./components/index.ts")`), []);
  });

  for (const cloud of clouds)
    it(`loads only that of ${cloud} when its adapter is asked for`, () => {
      const program = `require("./components/shared/identity/clouds.ts").identityAdapter("${cloud}")`;
      assert.deepEqual(loaded(program), [sdks[cloud]]);
    });
});
