import { judges, pod } from "../support/validate";

describe("validate: the service mesh", () => {
  const authentication = (namespace: string, spec: object): object => ({
    metadata: { name: "default", namespace },
    spec,
  });
  const strict = authentication("istio-system", { mtls: { mode: "STRICT" } });
  const namespaces = (labels: object): readonly object[] => [{ metadata: { name: "shop", labels } }];
  const injected = namespaces({ "istio-injection": "enabled" });
  const proxied = pod({ spec: { initContainers: [{ name: "istio-proxy" }], containers: [{ name: "app" }] } });
  const istiod = (readyReplicas: number): object => ({
    metadata: { name: "istiod", namespace: "mesh" },
    status: { readyReplicas },
  });
  judges("mesh", [
    {
      rule: "passes when STRICT and proxied",
      read: { peerAuthentications: [strict], namespaces: injected, pods: [proxied] },
      status: "pass",
      evidence: /^mesh-wide: STRICT; injected: shop$/,
    },
    { rule: "is not installed without Istio", read: {}, status: "not installed" },
    {
      rule: "is not installed where only its kinds are known",
      read: { peerAuthentications: [] },
      status: "not installed",
      evidence: /nothing of it runs/,
    },
    {
      rule: "fails on PERMISSIVE for the whole mesh",
      read: { peerAuthentications: [authentication("istio-system", { mtls: { mode: "PERMISSIVE" } })] },
      status: "fail",
      finding: /istio-system\/default is PERMISSIVE/,
      command: /^kubectl get peerauthentications\.security\.istio\.io -n istio-system default -o yaml$/,
    },
    {
      rule: "fails on a mode of the mesh that is not set",
      read: { peerAuthentications: [authentication("istio-system", {})] },
      status: "fail",
      finding: /is UNSET, not STRICT/,
    },
    {
      rule: "fails without a mesh-wide mode",
      read: { peerAuthentications: [authentication("shop", { mtls: { mode: "STRICT" } })] },
      status: "fail",
      finding: /no mesh-wide PeerAuthentication in istio-system/,
    },
    {
      rule: "looks for the mesh-wide mode where istiod runs",
      read: {
        peerAuthentications: [authentication("mesh", { mtls: { mode: "STRICT" } })],
        istiodDeployments: [istiod(2)],
      },
      status: "pass",
    },
    {
      rule: "does not take a mode with a selector for the mesh-wide one",
      read: {
        peerAuthentications: [
          authentication("istio-system", { selector: { matchLabels: { app: "web" } }, mtls: { mode: "STRICT" } }),
        ],
      },
      status: "fail",
      finding: /no mesh-wide/,
    },
    {
      rule: "fails on a namespace below STRICT",
      read: { peerAuthentications: [strict, authentication("shop", { mtls: { mode: "DISABLE" } })] },
      status: "fail",
      finding: /shop\/default is DISABLE/,
    },
    {
      rule: "takes a namespace that inherits",
      read: { peerAuthentications: [strict, authentication("shop", { mtls: { mode: "UNSET" } })] },
      status: "pass",
    },
    {
      rule: "fails on a port below STRICT",
      read: {
        peerAuthentications: [strict, authentication("shop", { portLevelMtls: { 8080: { mode: "PERMISSIVE" } } })],
      },
      status: "fail",
      finding: /port 8080 is PERMISSIVE/,
    },
    {
      rule: "fails on a pod without a proxy",
      read: { peerAuthentications: [strict], namespaces: injected, pods: [pod()] },
      status: "fail",
      finding: /shop: pod web-1: 1 pod without a proxy/,
    },
    {
      rule: "takes an injection by revision",
      read: { peerAuthentications: [strict], namespaces: namespaces({ "istio.io/rev": "stable" }), pods: [pod()] },
      status: "fail",
      finding: /without a proxy/,
    },
    {
      rule: "leaves a pod alone that says that it wants no proxy",
      read: {
        peerAuthentications: [strict],
        namespaces: injected,
        pods: [pod({ metadata: { labels: { "sidecar.istio.io/inject": "false" } } })],
      },
      status: "pass",
    },
    {
      rule: "asks for no proxy without injection",
      read: { peerAuthentications: [strict], namespaces: namespaces({}), pods: [pod()] },
      status: "pass",
    },
    {
      rule: "fails when istiod does not run",
      read: {
        peerAuthentications: [authentication("mesh", { mtls: { mode: "STRICT" } })],
        istiodDeployments: [istiod(0)],
      },
      status: "fail",
      finding: /istiod does not run/,
    },
  ]);
});
