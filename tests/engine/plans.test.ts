import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isMap, isScalar, parseDocument, visit } from "yaml";
import { type Cloud, clouds } from "../../components";
import { readEvents, type Step } from "../../offline/report/events";
import { root, type Sandbox, type State } from "../support/offline";
import { TemporaryProject, withoutSettings } from "../support/project";

type Section = Readonly<Record<string, unknown>>;

/** What the settings of an adopted cluster say beside its name, version, zones and ranges: the outputs of a made one. */
const facts: { readonly [C in Cloud]: (made: Section) => { readonly network: Section } & Section } = {
  gke: ({ network, subnetwork }) => ({ network: { vpc: network, subnetwork } }),
  eks: ({ issuer, vpcId, privateSubnetIds, clusterSecurityGroupId }) => ({
    issuer,
    network: { vpcId, privateSubnetIds, clusterSecurityGroupId },
  }),
  aks: ({ issuer, resourceGroupName, nodeResourceGroupName, virtualNetworkId, nodeSubnetId, databaseSubnetId }) => ({
    issuer,
    resourceGroup: resourceGroupName,
    nodeResourceGroup: nodeResourceGroupName,
    network: { virtualNetworkId, nodeSubnetId, databaseSubnetId },
  }),
};

for (const cloud of clouds) {
  describe(`an edit of the ${cloud} stack file`, () => {
    const created = readFileSync(join(root, `Pulumi.${cloud}.yaml`), "utf8");
    const project = new TemporaryProject();
    const sandbox = project.sandbox();
    const stack = ["--stack", cloud];
    const up = async (): Promise<string> => sandbox.succeed(["up", ...stack, "--yes", "--skip-preview"]);

    before(async () => {
      project.write(cloud, created);
      await up();
    });
    after(() => {
      sandbox.remove();
      project.remove();
    });

    it("that adds comments and puts the keys into another order changes nothing", async () => {
      project.write(cloud, rewritten(created));
      await sandbox.succeed(["preview", ...stack, "--expect-no-changes"]);
    });

    it("from create to adopt changes how the cluster is reached, and forgets what was made for it", async () => {
      project.write(
        cloud,
        withCluster(created, (cluster) => ({ ...cluster, removal: "retain" })),
      );
      await up();
      const made = clusterOf(sandbox.exportState(cloud));
      project.write(cloud, withCluster(created, adopted(cloud, made.outputs)));
      const plan = await planned(sandbox, cloud);
      assert.deepEqual(replacements(plan), []);
      assert.deepEqual(changes(plan, "delete"), ["update pulumi:providers:kubernetes kubernetes"]);
      assert.deepEqual(
        objects(plan, made.urn).filter(({ op }) => op !== "same"),
        [],
      );
    });

    it("from create to adopt deletes nothing in the cloud", async () => {
      const held = sandbox.living();
      await up();
      const urns = sandbox.exportState(cloud).resources.map(({ urn }) => urn);
      assert.deepEqual(
        urns.filter((urn) => /:index:\w+Cluster(\$|::)/.test(urn)),
        [],
      );
      assert.deepEqual(sandbox.living(), held);
    });
  });
}

for (const cloud of clouds) {
  describe(`an edit of the ${cloud} stack file without a database, which stands in one network for life`, () => {
    const created = withoutSettings(
      readFileSync(join(root, `Pulumi.${cloud}.yaml`), "utf8"),
      "applications",
      "database",
      "secrets",
      "backups",
    );
    const project = new TemporaryProject();
    const sandbox = project.sandbox();
    const up = async (): Promise<string> => sandbox.succeed(["up", "--stack", cloud, "--yes", "--skip-preview"]);

    before(async () => {
      project.write(
        cloud,
        withCluster(created, (cluster) => ({ ...cluster, removal: "retain" })),
      );
      await up();
      const made = clusterOf(sandbox.exportState(cloud));
      project.write(cloud, withCluster(created, adopted(cloud, made.outputs)));
      await up();
    });
    after(() => {
      sandbox.remove();
      project.remove();
    });

    it("from adopt to create replaces nothing", async () => {
      project.write(cloud, created);
      const plan = await planned(sandbox, cloud);
      const made = plan.find(isCluster);
      assert.deepEqual(replacements(plan), []);
      assert.deepEqual(changes(plan, "create", "update"), []);
      assert.deepEqual([...new Set(objects(plan, made?.urn).map(({ op }) => op))], ["same"]);
    });
  });
}

async function planned(sandbox: Sandbox, stack: string): Promise<readonly Step[]> {
  const log = join(sandbox.state, "events.jsonl");
  await sandbox.succeed(["preview", "--stack", stack, "--event-log", log], { PULUMI_DEBUG_COMMANDS: "true" });
  return readEvents(log).steps;
}

/** The stack file with a comment at every key, and the keys of every section from last to first. */
function rewritten(text: string): string {
  const document = parseDocument(text);
  visit(document, {
    Map(_key, section) {
      section.items.reverse();
      for (const { key } of section.items) if (isScalar(key)) key.commentBefore = ` About ${String(key.value)}.`;
    },
  });
  return document.toString();
}

/** The stack file with another `cluster` section. */
function withCluster(text: string, change: (cluster: Section) => Section): string {
  const document = parseDocument(text);
  const path = ["config", "kubernetes-best-practices:cluster"];
  const section = document.getIn(path);
  assert.ok(isMap(section));
  document.setIn(path, document.createNode(change(section.toJSON())));
  return document.toString();
}

/** The section that adopts what `created` made. */
function adopted(cloud: Cloud, made: Section): (created: Section) => Section {
  return ({ name, version, zones, network }) => {
    const { range, pods, services } = Object(network);
    const { network: ids, ...others } = facts[cloud](made);
    const ranges = pods === undefined ? { range, services } : { range, pods, services };
    return { mode: "adopt", name, version, zones, ...others, network: { ...ranges, ...ids } };
  };
}

const isCluster = ({ type }: { readonly type: string }): boolean =>
  /^kubernetes-best-practices:index:\w+Cluster$/.test(type);

function clusterOf(state: State): State["resources"][number] {
  return state.resources.find(isCluster) ?? assert.fail("the state holds no cluster");
}

function replacements(plan: readonly Step[]): readonly string[] {
  return plan.filter(({ op }) => op.includes("replace")).map(describeStep);
}

/** What a plan does apart from some operations. */
function changes(plan: readonly Step[], ...except: readonly string[]): readonly string[] {
  return plan.filter(({ op }) => op !== "same" && !except.includes(op)).map(describeStep);
}

/** Kubernetes objects but those that come and go with the cluster, such as its default StorageClass. */
function objects(plan: readonly Step[], cluster: string | undefined): readonly Step[] {
  return plan.filter(({ type, parent }) => type.startsWith("kubernetes:") && parent !== cluster);
}

const describeStep = ({ op, type, name }: Step): string => `${op} ${type} ${name}`;
