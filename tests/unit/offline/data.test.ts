import assert from "node:assert/strict";
import type { ComponentChild, ProviderBehaviour, Subject } from "../../../offline/providers/behaviour";
import { aws } from "../../../offline/providers/data/aws";
import { azureNative } from "../../../offline/providers/data/azure-native";
import { eks } from "../../../offline/providers/data/eks";
import { gcp } from "../../../offline/providers/data/gcp";
import { kubernetes } from "../../../offline/providers/data/kubernetes";
import { random } from "../../../offline/providers/data/random";
import { withValue } from "../../../offline/providers/differences";
import { FaultInjector } from "../../../offline/providers/faults";
import { Judge } from "../../../offline/providers/judge";
import { Ledger } from "../../../offline/providers/ledger";
import { StandIn, type Created } from "../../../offline/providers/stand-in";
import { digest, unknown, type Properties } from "../../../offline/providers/values";
import { schemas } from "../../support/offline";

const behaviours: readonly ProviderBehaviour[] = [aws, azureNative, eks, gcp, kubernetes, random];

/** Types of modules that the provider schemas leave out. */
const withoutSchema = [
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
  "azure-native:compute:DiskEncryptionSet",
];

/** Findings of the judge but those of what an empty resource lacks. */
function misnamed(findings: ReturnType<Judge["resource"]>): string[] {
  return findings
    .filter((each) => each.reason !== "is required and missing")
    .map(({ path, reason }) => `${path} ${reason}`);
}

describe("the provider schemas", () => {
  it("judge every type of the data but those of modules that they leave out", () => {
    const judge = new Judge(schemas());
    const types = behaviours.flatMap((each) => Object.keys(each.resources));
    // Whatever has a schema has no such property.
    const unjudged = types.filter((type) => judge.resource(type, { noSuchInput: 1 }).length === 0);
    assert.deepEqual(unjudged.sort(), withoutSchema);
  });
});

for (const behaviour of behaviours) {
  describe(`the data of ${behaviour.package}`, () => {
    let judge: Judge;
    before(() => (judge = new Judge(schemas())));

    for (const type of [...Object.keys(behaviour.resources), `${behaviour.package}:other/thing:Thing`]) {
      it(`makes id and outputs of ${type} without any input, the same twice`, async () => {
        const made = await life(behaviour, type);
        assert.deepEqual(await life(behaviour, type), made);
        assert.deepEqual(made.updated, made.created.outputs);
        assert.deepEqual(Object.keys(made.preview.outputs), Object.keys(made.created.outputs));
        assert.deepEqual(JSON.parse(JSON.stringify(made)), made);
      });
    }

    for (const [type, own] of Object.entries(behaviour.resources)) {
      const { replaces = [], autoname } = { ...behaviour.defaults, ...own };
      const paths = new Set(autoname === undefined ? replaces : [autoname, ...replaces]);
      it(`names inputs that ${type} has`, () => {
        const findings = [...paths].flatMap((path) => judge.resource(type, withValue({}, path, unknown)));
        assert.deepEqual(misnamed(findings), []);
      });
    }

    for (const [token, answer] of Object.entries(behaviour.functions ?? {})) {
      it(`answers ${token} without any argument, the same twice`, () => {
        assert.deepEqual(misnamed(judge.function(token, {})), []);
        const answers = [answer({}, {}), answer({}, {})];
        assert.deepEqual(answers[0], answers[1]);
        assert.deepEqual(JSON.parse(JSON.stringify(answers)), answers);
      });
    }

    it("names configuration that the provider has", () => {
      const config = Object.fromEntries((behaviour.replacesProvider ?? []).map((name) => [name, unknown]));
      assert.deepEqual(misnamed(judge.resource(`pulumi:providers:${behaviour.package}`, config)), []);
    });
  });
}

/** What one resource goes through without any input of the program. */
async function life(
  behaviour: ProviderBehaviour,
  type: string,
): Promise<{ preview: Created; created: Created; updated: Properties }> {
  const standIn = new StandIn(behaviour, {
    ledger: new Ledger(),
    faults: new FaultInjector([]),
    judge: undefined,
    env: {},
  });
  const target = { urn: `urn:pulumi:dev::shop::${type}::thing`, type, name: "thing", provider: {} };
  const { inputs } = standIn.check(target, {}, {});
  const preview = await standIn.create(target, inputs, true);
  const created = await standIn.create(target, inputs, false);
  return { preview, created, updated: await standIn.update(target, created.id, inputs, false) };
}

describe("the children of eks.Cluster", () => {
  const least: Properties = { skipDefaultNodeGroup: true, authenticationMode: "API" };
  const all: Properties = {
    ...least,
    name: "production",
    version: "1.36",
    privateSubnetIds: ["subnet-a", "subnet-b"],
    endpointPrivateAccess: true,
    endpointPublicAccess: false,
    encryptionConfigKeyArn: "arn:aws:kms:eu-west-1:111122223333:key/a",
    kubernetesServiceIpAddressRange: "10.8.0.0/20",
    enabledClusterLogTypes: ["audit"],
    deletionProtection: true,
    upgradePolicy: { supportType: "STANDARD" },
    corednsAddonOptions: { enabled: true, version: "v1.14.0-eksbuild.1" },
    clusterTags: { owner: "platform" },
    accessEntries: {
      deployer: {
        principalArn: "arn:aws:iam::111122223333:role/deployer",
        type: "STANDARD",
        accessPolicies: {
          admin: {
            policyArn: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy",
            accessScope: { type: "cluster" },
          },
        },
      },
    },
  };
  const component = eks.components?.["eks:index:Cluster"];
  const children = (inputs: Properties): readonly ComponentChild[] => component?.children(subject(inputs)) ?? [];

  it("are a role, its policy, the cluster and its default add-ons at least", () => {
    assert.deepEqual(
      children(least).map((each) => each.suffix),
      ["eksRole-role", "eksRole-policy", "eksCluster", "vpc-cni", "kube-proxy"],
    );
  });

  it("have no role of their own when one is given", () => {
    const suffixes = children({ ...least, serviceRole: { arn: "arn" } }).map((each) => each.suffix);
    assert.deepEqual(suffixes, ["eksCluster", "vpc-cni", "kube-proxy"]);
  });

  it("have inputs that the schema of aws accepts", () => {
    const judge = new Judge(schemas());
    assert.deepEqual(judge.resource("eks:index:Cluster", all), []);
    for (const child of children(all))
      assert.deepEqual(
        judge.resource(
          child.type,
          child.inputs(() => unknown),
        ),
        [],
      );
  });

  it("have names of their own, and depend on children before them", () => {
    const suffixes = children(all).map((each) => each.suffix);
    assert.deepEqual([...new Set(suffixes)], suffixes);
    children(all).forEach((child, index) => {
      for (const suffix of child.dependsOn ?? []) assert.ok(suffixes.slice(0, index).includes(suffix), child.suffix);
    });
  });

  it("hold every output of the component", () => {
    const suffixes = children(least).map((each) => each.suffix);
    for (const { child } of Object.values(component?.outputs ?? {})) assert.ok(suffixes.includes(child), child);
  });

  const unsupported: readonly Properties[] = [
    {},
    { skipDefaultNodeGroup: true },
    { ...least, authenticationMode: "CONFIG_MAP" },
  ];
  for (const inputs of unsupported) {
    it(`are refused, not half shown, for ${JSON.stringify(inputs)}`, () => {
      assert.throws(() => children(inputs), /eks\.Cluster "production" knows only clusters with/);
    });
  }
});

function subject(inputs: Properties): Subject {
  const urn = "urn:pulumi:dev::shop::eks:index:Cluster::production";
  return {
    urn,
    type: "eks:index:Cluster",
    name: "production",
    inputs,
    physicalName: "production",
    provider: {},
    hex: (length) => digest(length, urn),
    digits: (length) => "7".repeat(length),
  };
}
