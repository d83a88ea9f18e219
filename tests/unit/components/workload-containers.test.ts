import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import type { Container, Description, Resources } from "../../../components/shared/workload/contract";
import { workloadFaults } from "../../../components/shared/workload/validate";
import { companion, sidecar, web } from "../../support/descriptions";

const faultsOf = (part: Partial<Description>) => workloadFaults({ ...web, ...part });
const pathsOf = (part: Partial<Description>): readonly string[] => faultsOf(part).map(({ path }) => path);

describe("checks of what a workload's container asks for", () => {
  const of = (requests: Partial<Resources["requests"]>, limits: Partial<Resources["limits"]> = {}) => ({
    resources: {
      requests: { ...web.resources.requests, ...requests },
      limits: { ...web.resources.limits, ...limits },
    },
  });

  const cases: readonly [string, Partial<Description>, readonly string[]][] = [
    ["refuse what is no quantity", of({ cpu: "a quarter" }), ["resources.requests.cpu"]],
    ["refuse nothing", of({ cpu: "0" }, { memory: "0" }), ["resources.requests.cpu", "resources.limits.memory"]],
    [
      "refuse less than the least",
      of({ cpu: "99m", memory: "127Mi" }, { cpu: "390m", memory: "500Mi" }),
      ["resources.requests.cpu", "resources.requests.memory"],
    ],
    [
      "refuse more than the most",
      of({ cpu: "2", memory: "4Gi" }, { cpu: "4100m", memory: "9Gi" }),
      ["resources.limits.cpu", "resources.limits.memory"],
    ],
    [
      "refuse a limit too far from its request",
      of({}, { cpu: "1001m", memory: "1025Mi" }),
      ["resources.limits.cpu", "resources.limits.memory"],
    ],
    ["take a limit of four times its request", of({ cpu: "0.3" }, { cpu: "1.2", memory: "1Gi" }), []],
    ["refuse a request above its limit", of({ cpu: "600m" }), ["resources.requests.cpu"]],
    [
      "follow the limits of the namespace",
      {
        ...of({ cpu: "50m" }, { cpu: "400m" }),
        limits: { container: { min: { cpu: "50m" }, maxLimitRequestRatio: { cpu: "8" } } },
      },
      [],
    ],
    [
      "count what may be written to disk",
      {
        writablePaths: { cache: { path: "/cache", sizeLimit: "2Gi" } },
        limits: { container: { max: { "ephemeral-storage": "1Gi" } } },
      },
      ["resources.limits.ephemeral-storage"],
    ],
  ];
  for (const [title, part, expected] of cases) it(title, () => assert.deepEqual(pathsOf(part), expected));

  it("say which rule it is, and how to keep it", () =>
    assert.deepEqual(faultsOf(of({}, { cpu: "5" })), [
      {
        path: "resources.limits.cpu",
        value: "5",
        allowed: "at most 4 (limits.container.max.cpu)",
        cure: "lower it, or let the namespace allow it by `limits`",
      },
      {
        path: "resources.limits.cpu",
        value: "5",
        allowed: "at most 4 times its request of 250m (limits.container.maxLimitRequestRatio.cpu)",
        cure: "raise the request, or let the namespace allow it by `limits`",
      },
    ]));
});

describe("checks of what a workload's pod comes to", () => {
  const large: Resources = { requests: { cpu: "1", memory: "2Gi" }, limits: { cpu: "3", memory: "6Gi" } };

  it("add up the main container and the sidecars", () =>
    assert.deepEqual(faultsOf({ resources: large, sidecars: [sidecar("a", large), sidecar("b", large)] }), [
      {
        path: "resources.limits.cpu",
        value: "9",
        problem: "is what all containers of the pod come to",
        allowed: "at most 8 (limits.pod.max.cpu)",
        cure: "lower it, or let the namespace allow it by `limits`",
      },
      {
        path: "resources.limits.memory",
        value: "18432Mi",
        problem: "is what all containers of the pod come to",
        allowed: "at most 16Gi (limits.pod.max.memory)",
        cure: "lower it, or let the namespace allow it by `limits`",
      },
    ]));

  it("take init containers as they run: one at a time, beside the sidecars", () => {
    const initContainers = ["a", "b", "c"].map((name) => companion(name, large));
    assert.deepEqual(pathsOf({ resources: large, initContainers }), []);
    assert.deepEqual(pathsOf({ initContainers, sidecars: [sidecar("d", large), sidecar("e", large)] }), [
      "resources.limits.cpu",
      "resources.limits.memory",
    ]);
  });
});

describe("checks of a workload's sidecars and init containers", () => {
  const context = {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ["ALL"] },
    readOnlyRootFilesystem: true,
  };
  const cases: readonly [string, Partial<Container>, readonly string[]][] = [
    ["take one that is complete", {}, []],
    ["take one with a user of its own", { securityContext: contextWith({ runAsUser: 65532, runAsNonRoot: true }) }, []],
    ["refuse one that does not run on", { restartPolicy: undefined }, ["restartPolicy"]],
    ["refuse the name of the main container", { name: "web" }, ["name"]],
    ["refuse an image without tag", { image: "proxy" }, ["image"]],
    ["refuse one without image", { image: undefined }, ["image"]],
    ["leave alone an image that is known only later", { image: pulumi.output("proxy") }, []],
    [
      "refuse one without resources",
      { resources: undefined },
      ["resources.requests.cpu", "resources.requests.memory", "resources.limits.cpu", "resources.limits.memory"],
    ],
    [
      "refuse a request without limit",
      { resources: { requests: web.resources.requests, limits: { memory: "512Mi" } } },
      ["resources.limits.cpu"],
    ],
    [
      "refuse resources that are known only later",
      { resources: { ...web.resources, limits: { cpu: pulumi.output("1"), memory: "512Mi" } } },
      ["resources.limits.cpu"],
    ],
    [
      "refuse less than the least",
      { resources: { requests: { cpu: "50m", memory: "128Mi" }, limits: { cpu: "100m", memory: "128Mi" } } },
      ["resources.requests.cpu"],
    ],
    [
      "refuse one without a security context",
      { securityContext: undefined },
      [
        "securityContext.allowPrivilegeEscalation",
        "securityContext.capabilities",
        "securityContext.readOnlyRootFilesystem",
      ],
    ],
    [
      "refuse a capability",
      { securityContext: contextWith({ capabilities: { drop: ["ALL"], add: ["NET_ADMIN"] } }) },
      ["securityContext.capabilities"],
    ],
    ["refuse root", { securityContext: contextWith({ runAsUser: 0 }) }, ["securityContext.runAsUser"]],
    [
      "refuse any system call",
      { securityContext: contextWith({ seccompProfile: { type: "Unconfined" } }) },
      ["securityContext.seccompProfile"],
    ],
    [
      "refuse what the level restricted does not know",
      { securityContext: contextWith({ procMount: "Unmasked" }) },
      ["securityContext.procMount"],
    ],
    ["refuse a port of the node", { ports: [{ containerPort: 9000, hostPort: 9000 }] }, ["ports[0].hostPort"]],
    [
      "refuse a probe of another host",
      { startupProbe: { httpGet: { host: "10.0.0.1", path: "/", port: 9000 } } },
      ["startupProbe.httpGet.host"],
    ],
    [
      "refuse a hook to another host",
      { lifecycle: { preStop: { tcpSocket: { host: "10.0.0.1", port: 9000 } } } },
      ["lifecycle.preStop.tcpSocket.host"],
    ],
  ];
  for (const [title, part, expected] of cases)
    it(title, () =>
      assert.deepEqual(
        pathsOf({ sidecars: [sidecar("proxy", undefined, part)] }),
        expected.map((path) => `sidecars[0].${path}`),
      ),
    );

  it("refuse an init container that runs on", () =>
    assert.deepEqual(pathsOf({ initContainers: [sidecar("wait")] }), ["initContainers[0].restartPolicy"]));

  it("refuse two containers of one name", () =>
    assert.deepEqual(pathsOf({ sidecars: [sidecar("proxy")], initContainers: [companion("proxy")] }), [
      "initContainers[0].name",
    ]));

  /** The context of a complete sidecar with something else. */
  function contextWith(more: object): Container["securityContext"] {
    return { ...context, ...more };
  }
});
