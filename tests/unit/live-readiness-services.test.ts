import { assertReadiness, fresh } from "../support/live-readiness";
import type { Properties } from "../../offline/providers/values";

const slice = (...endpoints: Properties[]): Properties => ({
  metadata: { namespace: "n", labels: { "kubernetes.io/service-name": "a" } },
  endpoints,
});
const up = { conditions: { ready: true } };
const pending = { conditions: { ready: false } };
const service = (spec: Properties, status: Properties = {}): Properties => ({ ...fresh, spec, status });
const selecting = { selector: { app: "a" }, type: "ClusterIP", clusterIP: "10.0.0.1" };
const hook: Properties = {
  webhooks: [{ clientConfig: { service: { namespace: "n", name: "a" } } }, { clientConfig: { url: "x" } }],
};
const backend = { backend: { service: { name: "shop" } } };
const ingress = { ...fresh, spec: { rules: [{ http: { paths: [backend] } }] } };
const addressed = { loadBalancer: { ingress: [{ ip: "10.0.0.9" }] } };
const shop: Properties = { metadata: { name: "shop" } };

assertReadiness({
  "v1/Service": [
    { when: "a pod behind it is ready", object: service(selecting), related: [slice(up)], state: "ready" },
    {
      when: "a pod behind it is not ready, however long",
      object: service(selecting),
      related: [slice(up), slice(pending)],
      quiet: 60_000,
      state: "waiting",
      reason: /1 of 2 pods/,
    },
    {
      when: "a pod behind it is leaving",
      object: service(selecting),
      related: [slice(up, { conditions: { ready: false, terminating: true } })],
      state: "ready",
    },
    {
      when: "no pod is behind it yet",
      object: service(selecting),
      related: [slice()],
      quiet: 9000,
      state: "waiting",
      reason: /no pods/,
    },
    { when: "no pod has come for ten seconds", object: service(selecting), related: [], quiet: 10_000, state: "ready" },
    { when: "it is headless", object: service({ ...selecting, clusterIP: "None" }), state: "ready" },
    {
      when: "it is a name outside the cluster",
      object: service({ type: "ExternalName", selector: { app: "a" } }),
      state: "ready",
    },
    { when: "it has no selector", object: service({ type: "ClusterIP" }), state: "ready" },
    {
      when: "its load balancer has no address",
      object: service({ ...selecting, type: "LoadBalancer" }),
      related: [slice(up)],
      quiet: 60_000,
      state: "waiting",
      reason: /load balancer/,
    },
    {
      when: "its load balancer has one",
      object: service({ ...selecting, type: "LoadBalancer" }, addressed),
      related: [slice(up)],
      state: "ready",
    },
  ],
  "networking.k8s.io/v1/Ingress": [
    {
      when: "it has an address and its Services exist",
      object: { ...ingress, status: addressed },
      related: [shop],
      state: "ready",
    },
    {
      when: "it has no address, however long",
      object: ingress,
      related: [shop],
      quiet: 60_000,
      state: "waiting",
      reason: /no address/,
    },
    {
      when: "a Service is missing",
      object: { ...ingress, status: addressed },
      related: [],
      quiet: 5000,
      state: "waiting",
      reason: /no Service shop/,
    },
    {
      when: "a Service is missing for ten seconds",
      object: { ...ingress, status: addressed },
      related: [],
      quiet: 10_000,
      state: "ready",
    },
  ],
  "admissionregistration.k8s.io/v1/ValidatingWebhookConfiguration": [
    {
      when: "its Service has a ready endpoint",
      object: hook,
      related: [slice(up, pending)],
      state: "ready",
    },
    {
      when: "its Service has none, however long",
      object: hook,
      related: [slice(pending)],
      quiet: 60_000,
      state: "waiting",
      reason: /n\/a has no ready endpoint/,
    },
    { when: "it calls an address", object: { webhooks: [{ clientConfig: { url: "https://x" } }] }, state: "ready" },
  ],
});
