import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import { planOf } from "../../../components/application/defaults";
import { keycloakValues } from "../../../components/application/keycloak";
import { knownLogin } from "../../../components/application/known-login";
import { openFgaValues } from "../../../components/application/openfga";
import { redisValues } from "../../../components/application/redis";
import type { LoginPod } from "../../../components/shared/database/contract";
import { valueOf } from "../../support/record";

const { redis, keycloak, openfga } = planOf({ service: "shop", namespace: "applications" }).services;
assert.ok(redis?.mode === "install" && keycloak?.mode === "install" && openfga?.mode === "install");

const sidecar = { name: "proxy", image: "registry.example/proxy:1.0.0", restartPolicy: "Always" };

/** A login of which the address and the words of a command line are known later. */
const pod: LoginPod = {
  env: {
    PGUSER: pulumi.output("shop"),
    PGHOST: pulumi.output("127.0.0.1"),
    PGPORT: "5432",
    PGPASSWORD: { secret: "shop-password", key: "password" },
  },
  sidecars: [
    {
      ...sidecar,
      args: ["--port=5432", pulumi.output("project:region:instance")],
      env: [
        { name: "ROLE", value: pulumi.output("shop") },
        { name: "EVERY", value: "10m" },
      ],
    },
  ],
  volumes: [{ name: "login", emptyDir: { medium: "Memory", sizeLimit: "1Mi" } }],
  volumeMounts: [{ name: "login", mountPath: "/run/login", readOnly: true }],
  serviceAccountAnnotations: pulumi.output<Record<string, string>>({}),
  podLabels: { "azure.workload.identity/use": "true" },
};
const values = knownLogin(pod, "shop-login", { DATABASE_URI: pulumi.output("postgres://shop@127.0.0.1/shop") });
const login = { values, podLabels: pod.podLabels, serviceAccount: "shop-login" };

const fromConfig = (name: string, key = name): object => ({
  name,
  valueFrom: { configMapKeyRef: { name: "shop-login", key } },
});

describe("a login in values of a chart", () => {
  it("takes variables from the ConfigMap and from Secrets but for those that are known, in the order of names", () => {
    assert.deepEqual(values.env, [
      fromConfig("DATABASE_URI"),
      fromConfig("PGHOST"),
      { name: "PGPASSWORD", valueFrom: { secretKeyRef: { name: "shop-password", key: "password" } } },
      { name: "PGPORT", value: "5432" },
      fromConfig("PGUSER"),
    ]);
  });

  it("replaces words of command lines and variables that are known later by references, and nothing else", () => {
    assert.deepEqual(values.sidecars, [
      {
        ...sidecar,
        args: ["--port=5432", "$(SIDECAR_0_ARGS_1)"],
        env: [
          fromConfig("ROLE", "sidecar-0-env-0"),
          { name: "EVERY", value: "10m" },
          fromConfig("SIDECAR_0_ARGS_1", "sidecar-0-args-1"),
        ],
      },
    ]);
  });

  it("puts what is known later into the ConfigMap", async () => {
    assert.deepEqual(await valueOf(pulumi.all(values.data)), {
      DATABASE_URI: "postgres://shop@127.0.0.1/shop",
      PGHOST: "127.0.0.1",
      PGUSER: "shop",
      "sidecar-0-args-1": "project:region:instance",
      "sidecar-0-env-0": "shop",
    });
  });

  it("keeps volumes and mounts as they are", () => {
    assert.deepEqual([values.volumes, values.volumeMounts], [pod.volumes, pod.volumeMounts]);
  });

  it("refuses what no reference can stand for", () => {
    const odd: LoginPod = {
      ...pod,
      sidecars: [{ name: "proxy", image: pulumi.output("registry.example/proxy:1.0.0") }],
    };
    assert.throws(() => knownLogin(odd, "shop-login"), /must give values that are known/);
  });
});

const small = { requests: { cpu: "100m", memory: "128Mi" }, limits: { cpu: "400m", memory: "512Mi" } };
const zoneSpread = (name: string, instance: string): object => ({
  maxSkew: 1,
  topologyKey: "topology.kubernetes.io/zone",
  whenUnsatisfiable: "DoNotSchedule",
  nodeTaintsPolicy: "Honor",
  labelSelector: { matchLabels: { "app.kubernetes.io/name": name, "app.kubernetes.io/instance": instance } },
});
const separate = (name: string, instance: string): object => ({
  topologyKey: "kubernetes.io/hostname",
  labelSelector: { matchLabels: { "app.kubernetes.io/name": name, "app.kubernetes.io/instance": instance } },
});

describe("the values of Valkey", () => {
  it("replicate, ask for the generated password, spread, and confine every container", () => {
    assert.deepEqual(redisValues("shop", redis), {
      fullnameOverride: "shop-redis",
      replica: { enabled: true, replicas: 2, persistence: { size: "8Gi" } },
      auth: {
        enabled: true,
        usersExistingSecret: "shop-redis",
        aclUsers: { default: { permissions: "~* &* +@all", passwordKey: "password" } },
      },
      resources: small,
      initResources: small,
      readinessProbe: { enabled: true },
      podAnnotations: {
        "prometheus.io/scrape": "true",
        "prometheus.io/port": "9121",
        "prometheus.io/path": "/metrics",
      },
      podDisruptionBudget: { enabled: true, maxUnavailable: 1, unhealthyPodEvictionPolicy: "AlwaysAllow" },
      affinity: {
        podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [separate("valkey", "shop-redis")] },
      },
      topologySpreadConstraints: [zoneSpread("valkey", "shop-redis")],
      metrics: {
        enabled: true,
        exporter: {
          resources: small,
          securityContext: {
            allowPrivilegeEscalation: false,
            capabilities: { drop: ["ALL"] },
            readOnlyRootFilesystem: true,
            runAsNonRoot: true,
            runAsUser: 59000,
          },
        },
      },
    });
  });
});

describe("the values of Keycloak", () => {
  const { extraEnv, extraInitContainers, extraVolumes, extraVolumeMounts, topologySpreadConstraints, ...others } =
    keycloakValues("shop", keycloak, login);
  const listOf = (text: unknown): unknown[] =>
    String(text)
      .split("\n")
      .map((line) => JSON.parse(line.replace(/^- /, "")) as unknown);

  it("start it for production in two pods, with its own account and without the database checker", () => {
    assert.deepEqual(others, {
      fullnameOverride: "shop-keycloak",
      replicas: 2,
      command: ["/opt/keycloak/bin/kc.sh", "start", "--http-port=8080", "--hostname-strict=false"],
      serviceAccount: { create: false, name: "shop-login" },
      podLabels: { "azure.workload.identity/use": "true" },
      podAnnotations: {
        "prometheus.io/scrape": "true",
        "prometheus.io/port": "9000",
        "prometheus.io/path": "/metrics",
      },
      podSecurityContext: { fsGroup: 1000, seccompProfile: { type: "RuntimeDefault" } },
      securityContext: {
        runAsNonRoot: true,
        runAsUser: 1000,
        allowPrivilegeEscalation: false,
        capabilities: { drop: ["ALL"] },
      },
      resources: { requests: { cpu: "500m", memory: "1Gi" }, limits: { cpu: "1", memory: "2Gi" } },
      podDisruptionBudget: { maxUnavailable: 1, unhealthyPodEvictionPolicy: "AlwaysAllow" },
      http: { relativePath: "/" },
      service: { httpPort: 8080 },
      proxy: { mode: "xforwarded" },
      database: { vendor: "postgres" },
      dbchecker: { enabled: false },
    });
  });

  it("name its public address where there is one", () => {
    const { command } = keycloakValues("shop", { ...keycloak, hostname: "https://login.example.com" }, login);
    assert.deepEqual(command, [
      "/opt/keycloak/bin/kc.sh",
      "start",
      "--http-port=8080",
      "--hostname=https://login.example.com",
    ]);
  });

  it("write lists as the texts that the chart takes for templates", () => {
    assert.deepEqual(listOf(extraInitContainers), values.sidecars);
    assert.deepEqual(listOf(extraVolumes), values.volumes);
    assert.deepEqual(listOf(extraVolumeMounts), values.volumeMounts);
    assert.deepEqual(listOf(topologySpreadConstraints), [zoneSpread("keycloakx", "shop-keycloak")]);
  });

  it("take the connection from the ConfigMap and the first administrator's password from the Secret", () => {
    assert.deepEqual(listOf(extraEnv), [
      ...values.env,
      { name: "KC_BOOTSTRAP_ADMIN_USERNAME", value: "admin" },
      {
        name: "KC_BOOTSTRAP_ADMIN_PASSWORD",
        valueFrom: { secretKeyRef: { name: "shop-keycloak", key: "password" } },
      },
    ]);
  });

  it("keep braces of a text from being read as a template", () => {
    const braced = { ...login, values: { ...values, volumes: [{ name: "{{ .Values }}" }] } };
    const { extraVolumes: text } = keycloakValues("shop", keycloak, braced);
    assert.equal(text, '- {"name":"{{ "{{" }} .Values }}"}');
  });
});

describe("the values of OpenFGA", () => {
  it("migrate behind the sidecar, take no password, and confine server and migration", () => {
    assert.deepEqual(openFgaValues("shop", openfga, login), {
      fullnameOverride: "shop-openfga",
      replicaCount: 2,
      image: { pullPolicy: "IfNotPresent" },
      serviceAccount: { create: false, name: "shop-login" },
      podExtraLabels: { "azure.workload.identity/use": "true" },
      securityContext: {
        allowPrivilegeEscalation: false,
        capabilities: { drop: ["ALL"] },
        readOnlyRootFilesystem: true,
        runAsNonRoot: true,
        runAsUser: 65532,
        seccompProfile: { type: "RuntimeDefault" },
      },
      resources: small,
      affinity: {
        podAntiAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [
            { ...separate("openfga", "shop-openfga"), matchLabelKeys: ["pod-template-hash"] },
          ],
        },
      },
      topologySpreadConstraints: [{ ...zoneSpread("openfga", "shop-openfga"), matchLabelKeys: ["pod-template-hash"] }],
      datastore: { engine: "postgres", migrationType: "initContainer", migrations: { resources: small } },
      migrate: { extraInitContainers: values.sidecars, extraVolumeMounts: values.volumeMounts },
      extraVolumes: values.volumes,
      extraVolumeMounts: values.volumeMounts,
      extraEnvVars: values.env,
      authn: { method: "preshared", preshared: { keysSecret: "shop-openfga" } },
      playground: { enabled: false },
    });
  });
});
