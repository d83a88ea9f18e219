import { judges, pod } from "../support/validate";

const levels = "pod-security.kubernetes.io/";
const exemption = "kubernetes-best-practices/exemption-";

const namespace = (labels: object, annotations: object = {}): object => ({
  metadata: { name: "shop", labels, annotations },
});
const restricted = namespace({ [`${levels}enforce`]: "restricted", [`${levels}enforce-version`]: "v1.36" });
const baseline = (annotations: object): object =>
  namespace({ [`${levels}enforce`]: "baseline", [`${levels}enforce-version`]: "v1.36" }, annotations);
const exempt = (expires: string): object =>
  baseline({
    [`${exemption}owner`]: "platform",
    [`${exemption}reason`]: "data movers",
    [`${exemption}expires`]: expires,
  });

describe("validate: Pod Security levels", () => {
  judges("pod-security", [
    {
      rule: "pass when restricted is enforced and pods keep to it",
      read: { namespaces: [restricted], pods: [pod()] },
      status: "pass",
      evidence: /^enforced: restricted 1$/,
    },
    {
      rule: "are missed without a label",
      read: { namespaces: [namespace({})] },
      status: "fail",
      finding: /no label pod-security/,
      command: /^kubectl get namespace shop -o yaml$/,
    },
    {
      rule: "must be one of the three",
      read: { namespaces: [namespace({ [`${levels}enforce`]: "strict" })] },
      status: "fail",
      finding: /there is no level strict/,
    },
    {
      rule: "should have a pinned version",
      read: { namespaces: [namespace({ [`${levels}enforce`]: "restricted" })] },
      status: "warning",
      finding: /not pinned/,
    },
    {
      rule: "below restricted pass with an exemption",
      read: { namespaces: [exempt("2027-03-31")] },
      status: "pass",
      evidence: /baseline 1/,
    },
    {
      rule: "below restricted need every part of an exemption",
      read: { namespaces: [baseline({ [`${exemption}owner`]: "platform" })] },
      status: "fail",
      finding: /without .*exemption-reason, .*exemption-expires/,
    },
    {
      rule: "below restricted fail after the exemption's last day",
      read: { namespaces: [exempt("2026-11-23")] },
      status: "fail",
      finding: /of platform, expired on 2026-11-23 \(1 day ago\)/,
    },
    {
      rule: "below restricted hold on the exemption's last day, with a warning",
      read: { namespaces: [exempt("2026-11-24")] },
      status: "warning",
      finding: /ends on 2026-11-24/,
    },
    {
      rule: "below restricted need a date that is one",
      read: { namespaces: [exempt("soon")] },
      status: "fail",
      finding: /is no date: soon/,
    },
    {
      rule: "of namespaces that are not checked are left alone",
      read: { namespaces: [restricted, { metadata: { name: "other" } }] },
      status: "pass",
    },
  ]);

  const container = (securityContext: object, more: object = {}): object => ({
    spec: { containers: [{ name: "app", securityContext, ...more }] },
  });
  const good = {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ["ALL"] },
    runAsNonRoot: true,
    seccompProfile: { type: "RuntimeDefault" },
  };
  const spec = (more: object): object => ({ spec: { containers: [{ name: "app", securityContext: good }], ...more } });
  const violations: readonly (readonly [string, object, RegExp])[] = [
    ["runAsNonRoot", container({ ...good, runAsNonRoot: undefined }), /runAsNonRoot is not true \(app\)/],
    ["user 0", container({ ...good, runAsUser: 0 }), /runAsUser is 0/],
    ["privilege escalation", container({ ...good, allowPrivilegeEscalation: undefined }), /allowPrivilegeEscalation/],
    ["capabilities that are kept", container({ ...good, capabilities: { drop: ["NET_RAW"] } }), /do not drop ALL/],
    [
      "capabilities that are added",
      container({ ...good, capabilities: { drop: ["ALL"], add: ["NET_ADMIN"] } }),
      /are added/,
    ],
    ["no seccomp profile", container({ ...good, seccompProfile: undefined }), /seccompProfile/],
    ["privileged containers", container({ ...good, privileged: true }), /privileged \(app\)/],
    ["host ports", container(good, { ports: [{ containerPort: 80, hostPort: 80 }] }), /hostPort \(app\)/],
    ["the host's network", spec({ hostNetwork: true }), /hostNetwork/],
    ["the host's processes", spec({ hostPID: true }), /hostPID/],
    ["paths of the host", spec({ volumes: [{ name: "logs", hostPath: { path: "/var/log" } }] }), /hostPath \(logs\)/],
    [
      "volumes of other kinds",
      spec({ volumes: [{ name: "share", nfs: { server: "s", path: "/" } }] }),
      /kinds of volumes \(share\)/,
    ],
    [
      "init containers",
      { spec: { initContainers: [{ name: "init" }], containers: [{ name: "app", securityContext: good }] } },
      /runAsNonRoot is not true \(init\)/,
    ],
  ];
  judges(
    "pod-security",
    violations.map(([rule, options, finding]) => ({
      rule: `find ${rule} in a pod of a restricted namespace`,
      read: { namespaces: [restricted], pods: [pod(options)] },
      status: "fail" as const,
      finding,
      command: /^kubectl get pod -n shop web-1 -o yaml$/,
    })),
  );
  judges("pod-security", [
    {
      rule: "take what the pod says for its containers",
      read: {
        namespaces: [restricted],
        pods: [
          pod({
            spec: {
              securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
              containers: [
                {
                  name: "app",
                  securityContext: {
                    allowPrivilegeEscalation: false,
                    capabilities: { drop: ["ALL"], add: ["NET_BIND_SERVICE"] },
                  },
                },
              ],
            },
          }),
        ],
      },
      status: "pass",
    },
    {
      rule: "of baseline take what only restricted refuses",
      read: { namespaces: [exempt("2027-03-31")], pods: [pod(container({}))] },
      status: "pass",
    },
    {
      rule: "of baseline refuse the host's network",
      read: { namespaces: [exempt("2027-03-31")], pods: [pod(spec({ hostNetwork: true }))] },
      status: "fail",
      finding: /breaks baseline: hostNetwork/,
    },
    {
      rule: "ask of Windows what Windows knows",
      read: {
        namespaces: [restricted],
        pods: [
          pod({
            spec: { os: { name: "windows" }, containers: [{ name: "app", securityContext: { runAsNonRoot: true } }] },
          }),
        ],
      },
      status: "pass",
    },
    {
      rule: "leave pods alone that have ended",
      read: { namespaces: [restricted], pods: [pod({ ...container({}), status: { phase: "Succeeded" } })] },
      status: "pass",
    },
  ]);
});
