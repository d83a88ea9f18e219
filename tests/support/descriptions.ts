import fc from "fast-check";
import type { Container, Description, Replicas, Resources } from "../../components/shared/workload/contract";
import type { LimitOverrides } from "../../components/shared/limits";

/** A short description of a service, with what must be said. */
export const web: Description = {
  namespace: "shop",
  service: "web",
  image: "registry.example/web:1.4.2",
  ports: { http: { port: 8000 } },
  resources: { requests: { cpu: "250m", memory: "256Mi" }, limits: { cpu: "500m", memory: "512Mi" } },
  probes: { readiness: { path: "/ready", port: "http" } },
};

/** A container that may stand beside the main one. */
export function companion(
  name: string,
  resources: Resources = web.resources,
  more: Partial<Container> = {},
): Container {
  return {
    name,
    image: `registry.example/${name}:2.0`,
    resources: { requests: { ...resources.requests }, limits: { ...resources.limits } },
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ["ALL"] },
      readOnlyRootFilesystem: true,
    },
    ...more,
  };
}

export function sidecar(name: string, resources?: Resources, more: Partial<Container> = {}): Container {
  return companion(name, resources, { restartPolicy: "Always", ...more });
}

const optional = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined });

/** Quantities on both sides of the default limits, in thousandths of a core and in mebibytes. */
function resources(cpu: number, memory: number): fc.Arbitrary<Resources> {
  const side = fc.tuple(fc.integer({ min: 95, max: cpu }), fc.integer({ min: 120, max: memory }));
  const times = fc.double({ min: 0.99, max: 4.02, noNaN: true });
  return fc.record({ side, cpuTimes: times, memoryTimes: times }).map(({ side: [cores, bytes], ...factors }) => ({
    requests: { cpu: `${cores}m`, memory: `${bytes}Mi` },
    limits: {
      cpu: `${Math.ceil(cores * factors.cpuTimes)}m`,
      memory: `${Math.ceil(bytes * factors.memoryTimes)}Mi`,
    },
  }));
}

/** Limits of a namespace, many of which a workload does not fit. */
export const anyLimits: fc.Arbitrary<LimitOverrides> = fc.constantFrom<LimitOverrides>(
  {},
  { container: { min: { cpu: "200m" }, maxLimitRequestRatio: { memory: "2" } } },
  { container: { max: { cpu: "1", memory: "1Gi" } }, pod: { max: { cpu: "2", memory: "2Gi" } } },
  { container: { max: { cpu: "8", memory: "16Gi", "ephemeral-storage": "600Mi" } } },
  { container: { maxLimitRequestRatio: { "ephemeral-storage": "2500m" } }, pod: { min: { cpu: "300m" } } },
  { pod: { max: { "ephemeral-storage": "1Gi" }, maxLimitRequestRatio: { cpu: "2" } } },
);

/** Any resources, for the main container and for those beside it. */
export const anyResources = resources(1500, 3000);

const replicas: fc.Arbitrary<Replicas> = fc.oneof(
  fc.constant(1),
  fc.integer({ min: 2, max: 30 }),
  fc
    .tuple(
      fc.integer({ min: 2, max: 15 }),
      fc.integer({ min: 1, max: 15 }),
      optional(fc.integer({ min: 10, max: 100 })),
    )
    .map(([minimum, more, cpuPercent]) => ({ minimum, maximum: minimum + more, cpuPercent })),
);

const port = fc.record({
  servicePort: optional(fc.integer({ min: 1, max: 65535 })),
  protocol: optional(fc.constantFrom("TCP" as const, "UDP" as const)),
  appProtocol: optional(fc.constantFrom("http", "grpc")),
});
const ports = fc
  .dictionary(fc.constantFrom("http", "grpc", "metrics", "admin-2"), port, { maxKeys: 4, noNullPrototype: true })
  .map((named) =>
    Object.fromEntries(Object.entries(named).map(([name, each], index) => [name, { port: 8000 + index, ...each }])),
  );

const sizes = fc.constantFrom("1Mi", "64Mi", "1Gi");
const writable = fc.record({ sizeLimit: optional(sizes), inMemory: optional(fc.boolean()) });
const persistent = fc.record({ size: fc.constantFrom("1Gi", "20Gi"), storageClass: fc.constant("fast") });

function paths<T>(root: string, value: fc.Arbitrary<T>): fc.Arbitrary<Record<string, T & { path: string }>> {
  const names = fc.uniqueArray(fc.constantFrom("a", "b", "c"), { maxLength: 2 });
  return fc
    .tuple(names, value, value)
    .map(([chosen, one, other]) =>
      Object.fromEntries(
        chosen.map((name, index) => [`${root}-${name}`, { path: `/${root}/${name}`, ...(index === 0 ? one : other) }]),
      ),
    );
}

/** Small enough for every namespace of `anyLimits`' first row, so that most descriptions are valid. */
const modest = fc.constantFrom<Resources>(
  web.resources,
  { requests: { cpu: "100m", memory: "128Mi" }, limits: { cpu: "400m", memory: "512Mi" } },
  { requests: { cpu: "1", memory: "1Gi" }, limits: { cpu: "1500m", memory: "4Gi" } },
);

/** Descriptions over all that a workload can be; most are valid. */
export const anyDescription: fc.Arbitrary<Description> = fc
  .record({
    replicas: optional(replicas),
    ports,
    resources: fc.oneof({ weight: 8, arbitrary: modest }, { weight: 1, arbitrary: anyResources }),
    limits: fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: anyLimits }),
    writablePaths: paths("cache", writable),
    persistentPaths: fc.oneof(fc.constant(undefined), paths("data", persistent)),
    sidecars: fc.array(modest, { maxLength: 2 }).map((each) => each.map((one, index) => sidecar(`side-${index}`, one))),
    initContainers: fc.array(modest, { maxLength: 2 }).map((each) => each.map((one, i) => companion(`init-${i}`, one))),
    env: fc.constantFrom<Description["env"]>(undefined, { MODE: "fast", TOKEN: { secret: "web", key: "token" } }),
    runAsUser: optional(fc.integer({ min: 1, max: 70000 })),
    terminationSeconds: optional(fc.integer({ min: 10, max: 600 })),
    mountServiceAccountToken: optional(fc.boolean()),
    podLabels: fc.constantFrom(undefined, { team: "shop" }),
    partOf: fc.constantFrom(undefined, "shop"),
    image: fc.constantFrom("web:1", `registry.example:5000/shop/web@sha256:${"a".repeat(64)}`),
  })
  .chain((some) => {
    const [first] = Object.keys(some.ports);
    const handlers: Description["probes"]["readiness"][] =
      first === undefined
        ? [{ command: ["/bin/check"] }]
        : [{ path: "/ready", port: first }, { tcp: first }, { grpc: first, periodSeconds: 5 }];
    const probe = fc.constantFrom(...handlers);
    return fc
      .record({ startup: optional(probe), liveness: optional(probe), readiness: probe })
      .map((probes): Description => ({
        ...web,
        ...some,
        probes,
        metrics: first === undefined ? undefined : { port: first },
        singleton: some.replicas === 1 ? "keeps its state in memory" : undefined,
      }));
  });
