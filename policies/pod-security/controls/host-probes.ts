import { control } from "../control";
import { exampleNamespace, examplePod, withoutPods } from "../example-pods";
import { ofContainers, rule } from "../fields";
import type { Container, Handler } from "../pod";

const handlers: Readonly<Record<string, (container: Container) => Handler | undefined>> = {
  livenessProbe: (container) => container.livenessProbe,
  readinessProbe: (container) => container.readinessProbe,
  startupProbe: (container) => container.startupProbe,
  "lifecycle.postStart": (container) => container.lifecycle?.postStart,
  "lifecycle.preStop": (container) => container.lifecycle?.preStop,
};

const hosts = Object.entries(handlers).flatMap(([name, handler]) =>
  (["httpGet", "tcpSocket"] as const).map((action) =>
    rule({
      field: `${name}.${action}.host`,
      value: (container: Container) => handler(container)?.[action]?.host,
      allows: (host = "") => host === "",
      mustNot: "be set",
    }),
  ),
);

export const hostProbes = control({
  name: "host-probes",
  check: "hostProbesAndHostLifecycle",
  level: "baseline",
  rule: "no probe and no hook makes the kubelet speak to another host than the pod",
  cure: 'Remove "host"; the pod itself is asked then.',
  revisions: [{ since: 34, find: ofContainers(...hosts) }],
  examples: {
    pass: [
      {
        title: "a probe of the pod itself",
        objects: [examplePod({ container: { livenessProbe: { httpGet: { path: "/", port: 8080 } } } })],
      },
      {
        title: "an empty host",
        objects: [examplePod({ container: { readinessProbe: { tcpSocket: { host: "", port: 8080 } } } })],
      },
    ],
    fail: [
      {
        title: "a probe and a hook of other hosts",
        objects: [
          examplePod({
            container: {
              livenessProbe: { httpGet: { host: "127.0.0.1", port: 8080 } },
              lifecycle: { preStop: { tcpSocket: { host: "example.com", port: 80 } } },
            },
          }),
        ],
        faults: [
          'container "web": livenessProbe.httpGet.host must not be set, but is "127.0.0.1"',
          'container "web": lifecycle.preStop.tcpSocket.host must not be set, but is "example.com"',
        ],
      },
    ],
    skip: [
      withoutPods,
      {
        title: "a version before the control",
        objects: [
          exampleNamespace("restricted", "v1.33"),
          examplePod({ container: { livenessProbe: { httpGet: { host: "127.0.0.1", port: 8080 } } } }),
        ],
      },
    ],
  },
});
