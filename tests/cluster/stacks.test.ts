import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { type Cloud, clouds } from "../../components";
import { eventually } from "../support/cluster";
import { everything, LiveStack, StackCluster } from "../support/live-stack";
import { addActors, reachability, removeActors } from "../support/live-reachability";
import { measured } from "../support/measured";
import { findJudge } from "../support/network-policies/judge";

const judge = findJudge();

const dns = ["TCP 53", "UDP 53"];
const dnsOf = (...services: readonly string[]): Calls =>
  Object.fromEntries(services.map((service) => [`${service} => kube-system/dns`, dns]));
type Calls = Readonly<Record<string, readonly string[]>>;

/** What the example application declares, on every cloud. */
const declaredCalls: Calls = {
  ...dnsOf("langgraph", "keycloak", "openfga", "redis", "stranger"),
  "istio-ingress/gateway => keycloak": ["TCP 8080"],
  "istio-ingress/gateway => langgraph": ["TCP 8000"],
  "keycloak => the internet": ["TCP 443,587"],
  "langgraph => keycloak": ["TCP 8080"],
  "langgraph => monitoring/alloy": ["TCP 4317"],
  "langgraph => openfga": ["TCP 8080-8081"],
  "langgraph => redis": ["TCP 6379"],
  "langgraph => the internet": ["TCP 443"],
  "monitoring/prometheus => keycloak": ["TCP 9000"],
  "monitoring/prometheus => langgraph": ["TCP 8000"],
  "monitoring/prometheus => openfga": ["TCP 2112"],
  "monitoring/prometheus => redis": ["TCP 9121"],
};

/** The calls of each service with a login. */
const ofLogins = (calls: Calls): Calls =>
  Object.fromEntries(
    ["langgraph", "keycloak", "openfga"].flatMap((service) =>
      Object.entries(calls).map(([to, ports]) => [`${service} => ${to}`, ports]),
    ),
  );

/** Databases, and what gives pods their identity: on Google Cloud the metadata server, whose answers GKE's own gives. */
const callsOf: Readonly<Record<Cloud, Calls>> = {
  gke: {
    ...ofLogins({
      "10.20.0.0-10.20.255.255": ["TCP 3307"],
      "169.254.169.252": ["TCP 988"],
      "169.254.169.254": ["TCP 80"],
    }),
    "openfga => the internet": ["TCP 443"],
  },
  eks: ofLogins({ "10.0.0.0-10.0.255.255": ["TCP 5432"], "169.254.170.23": ["TCP 80"] }),
  aks: { ...ofLogins({ "10.30.0.0-10.30.255.255": ["TCP 5432"] }), "openfga => the internet": ["TCP 443"] },
};

const workload = (kind: string) => ({ apiVersion: "apps/v1", kind, namespace: "applications" });

describe("the stacks on a real control plane", function () {
  this.timeout(600_000);
  let ground: StackCluster;

  before(async () => {
    ground = await StackCluster.start();
  });
  after(async () => ground.end());

  for (const cloud of clouds) {
    describe(cloud, () => {
      let stack: LiveStack;
      let initial: readonly string[];

      const reference = { ...workload("Deployment"), name: "langgraph" };
      const live = async () => Object(await ground.cluster.api.get(reference));

      before(async () => {
        initial = await everything(ground.cluster.api);
        stack = new LiveStack(cloud, ground);
      });
      after(() => stack.remove());

      it("are applied, each object with strict validation", async function () {
        const began = Date.now();
        await stack.up();
        const { resources } = stack.sandbox.exportState(cloud);
        const objects = resources.filter(({ type }) => /^kubernetes:(?!helm)/.test(type)).length;
        measured(this, `${objects} objects in ${seconds(began)} s`);
        const added = (await everything(ground.cluster.api)).filter((name) => !initial.includes(name));
        assert.ok(added.length >= objects, `${added.length} of ${objects} on the cluster`);
      });

      it("run every replica of every workload", async () => {
        const workloads = await Promise.all(
          ["Deployment", "StatefulSet"].map(async (kind) => ground.cluster.api.list("apps/v1", kind)),
        );
        const numbers = workloads.flat().map((each) => {
          const { spec, status } = Object(each);
          return { name: each.metadata.name, wanted: spec.replicas, available: status.availableReplicas };
        });
        assert.notEqual(numbers.length, 0);
        assert.deepEqual(
          numbers.filter(({ wanted, available }) => wanted !== available),
          [],
        );
      });

      it("admit the declared calls and no others, between pods, to addresses and to the metadata of the cloud", async function () {
        if ("missing" in judge) return process.env["CI"] === undefined ? this.skip() : assert.fail(judge.missing);
        await addActors(ground.cluster.api);
        const found = await reachability(judge.command, ground.cluster.api, "applications");
        await removeActors(ground.cluster.api);
        assert.deepEqual(found, { ...declaredCalls, ...callsOf[cloud] });
      });

      it("change nothing in a second preview, nor in a refresh", async () => {
        await stack.run("preview", "--expect-no-changes");
        await stack.run("refresh", "--yes", "--expect-no-changes");
      });

      it("show in a preview what was changed by hand, and take it back", async () => {
        const metadata = { labels: { "app.kubernetes.io/part-of": "something-else" } };
        await ground.cluster.api.merge(reference, { metadata });
        assert.match(await stack.run("preview", "--refresh", "--diff"), /part-of.*something-else/);
        await stack.up("--refresh");
        assert.equal((await live()).metadata.labels["app.kubernetes.io/part-of"], "langgraph");
      });

      it("leave replicas alone that an autoscaler has changed", async () => {
        await ground.cluster.api.merge(reference, { spec: { replicas: 5 } });
        await eventually("five run", async () => (await live()).status.availableReplicas === 5);
        await stack.run("preview", "--refresh", "--expect-no-changes");
        await stack.up("--refresh");
        assert.equal((await live()).spec.replicas, 5);
      });

      it("are destroyed and leave no object behind", async function () {
        const began = Date.now();
        await stack.run("destroy", "--yes");
        measured(this, `in ${seconds(began)} s`);
        // The garbage collector takes what owned objects leave.
        await pause(1000);
        assert.deepEqual(await everything(ground.cluster.api), initial);
        assert.deepEqual(stack.sandbox.exportState(cloud).resources, []);
      });
    });
  }
});

const seconds = (since: number): string => ((Date.now() - since) / 1000).toFixed(0);
