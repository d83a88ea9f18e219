import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { managedByPulumi } from "../labels";
import { databaseImages } from "../versions";
import type { Container, EnvValue, SecretKey, Volume, VolumeMount } from "../workload/contract";
import { isSecretKey } from "../workload/manifests/container";
import type { Access } from "./adapter";
import type { Administration } from "./contract";
import {
  administer,
  fetchPassword,
  keepPassword,
  passwordFolder,
  passwordIsGood,
  type PasswordSource,
} from "./scripts";
import type { LoginSql } from "./sql";

/** Builds plain manifests: what goes in decides what comes out. */

type EnvVar = k8s.types.input.core.v1.EnvVar;
type Job = k8s.types.input.batch.v1.Job;
type PodTemplate = k8s.types.input.core.v1.PodTemplateSpec;
type ConfigMap = k8s.types.input.core.v1.ConfigMap;
type Secret = k8s.types.input.core.v1.Secret;
type Env = Readonly<Record<string, EnvValue>>;

/** User that the administration's containers run as. */
export const administrationUser = 10001;

/** User of the proxy's image. */
const proxyUser = 65532;

const proxyHealthPort = 9801;

/** The least that the limits of a namespace take, four times that at most. */
const resources = { requests: { cpu: "100m", memory: "128Mi" }, limits: { cpu: "400m", memory: "512Mi" } };

/** The level `restricted` in full: charts set nothing for the pods around. */
function securityContext(runAsUser: number): k8s.types.input.core.v1.SecurityContext {
  return {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ["ALL"] },
    privileged: false,
    readOnlyRootFilesystem: true,
    runAsGroup: runAsUser,
    runAsNonRoot: true,
    runAsUser,
    seccompProfile: { type: "RuntimeDefault" },
  };
}

/**
 * The Cloud SQL Auth Proxy as a native sidecar: it logs in as the pod's identity, speaks TLS with certificates on both
 * sides to the private address, and listens on the pod's own loopback only.
 */
export function proxySidecar(connectionName: pulumi.Input<string>, port: number): Container {
  const probe = (path: string) => ({ httpGet: { path, port: proxyHealthPort } });
  return {
    name: "cloud-sql-proxy",
    image: databaseImages.cloudSqlProxy,
    imagePullPolicy: "IfNotPresent",
    restartPolicy: "Always",
    args: [
      "--private-ip",
      "--auto-iam-authn",
      "--structured-logs",
      `--port=${port}`,
      "--health-check",
      // The kubelet asks from outside the pod.
      "--http-address=0.0.0.0",
      `--http-port=${proxyHealthPort}`,
      // What is left of connections may end before it does.
      "--exit-zero-on-sigterm",
      "--max-sigterm-delay=30s",
      connectionName,
    ],
    resources,
    startupProbe: { ...probe("/startup"), periodSeconds: 1, timeoutSeconds: 5, failureThreshold: 60 },
    livenessProbe: { ...probe("/liveness"), periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 6 },
    securityContext: securityContext(proxyUser),
    terminationMessagePolicy: "FallbackToLogsOnError",
  };
}

/** What fetches passwords, and what it must be told. */
export interface PasswordFetcher {
  readonly source: PasswordSource;
  readonly image: string;
  readonly env: Env;
  readonly runAsUser: number;
}

/** Keeps the password file fresh beside the container that connects, which starts when there is one. */
export function passwordSidecar(fetcher: PasswordFetcher): Container {
  const probe = { exec: { command: ["/bin/sh", "-c", passwordIsGood] }, timeoutSeconds: 5 };
  return {
    ...passwordContainer(fetcher, keepPassword(fetcher.source)),
    restartPolicy: "Always",
    startupProbe: { ...probe, periodSeconds: 1, failureThreshold: 120 },
    livenessProbe: { ...probe, periodSeconds: 30, failureThreshold: 2 },
  };
}

/** Writes the password file once, before a Job connects. */
export function passwordInitContainer(fetcher: PasswordFetcher): Container {
  return passwordContainer(fetcher, fetchPassword(fetcher.source));
}

function passwordContainer({ image, env, runAsUser }: PasswordFetcher, script: string): Container {
  return {
    name: "database-password",
    image,
    imagePullPolicy: "IfNotPresent",
    command: ["/bin/sh", "-c", script],
    env: envVars({ ...env, LOGIN_FOLDER: passwordFolder }),
    resources,
    securityContext: securityContext(runAsUser),
    terminationMessagePolicy: "FallbackToLogsOnError",
    volumeMounts: [{ name: passwordVolume.name, mountPath: passwordFolder }],
  };
}

/** Memory that a pod's containers share, and that no disk ever holds. */
export const passwordVolume = {
  name: "database-password",
  emptyDir: { medium: "Memory", sizeLimit: "1Mi" },
} as const satisfies Volume;

export const passwordMount = {
  name: passwordVolume.name,
  mountPath: passwordFolder,
  readOnly: true,
} as const satisfies VolumeMount;

const rootsFolder = "/etc/database-roots";
const rootsKey = "roots.pem";

/** What PGSSLROOTCERT names. */
export const rootsFile = `${rootsFolder}/${rootsKey}`;

export const rootsMount = { name: "database-roots", mountPath: rootsFolder, readOnly: true } as const;

export function rootsVolume(configMap: string): Volume {
  return { name: rootsMount.name, configMap: { name: configMap } };
}

export function rootsConfigMap(name: string, namespace: string, roots: string): ConfigMap {
  return { metadata: metadata(name, namespace), data: { [rootsKey]: roots } };
}

export const passwordKey = "password";

export function passwordSecret(name: string, namespace: string, password: pulumi.Output<string>): Secret {
  return { metadata: metadata(name, namespace), type: "Opaque", stringData: { [passwordKey]: password } };
}

export interface JobArgs {
  readonly administration: Administration;
  readonly access: Access;
  readonly database: string;
  readonly sql: pulumi.Output<LoginSql>;
  /** What tells one state of the login from the next where no text of the Job does. */
  readonly revision?: pulumi.Output<string> | undefined;
}

/** On the Job's pod: the login changed, and so the Job runs again. */
const revisionAnnotation = "kubernetes-best-practices/login-revision";

/** The Job's pod: it runs the statements as the administration, and ends. */
export function jobTemplate({ administration, access, database, sql, revision }: JobArgs): PodTemplate {
  return {
    metadata: {
      labels: { ...administration.podLabels, ...managedByPulumi },
      ...(revision === undefined ? {} : { annotations: { [revisionAnnotation]: revision } }),
    },
    spec: {
      serviceAccountName: administration.serviceAccount,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      restartPolicy: "Never",
      securityContext: {
        runAsNonRoot: true,
        runAsUser: administrationUser,
        runAsGroup: administrationUser,
        fsGroup: administrationUser,
        seccompProfile: { type: "RuntimeDefault" },
      },
      initContainers: [...access.initContainers],
      containers: [
        {
          name: "psql",
          image: databaseImages.postgresClient,
          imagePullPolicy: "IfNotPresent",
          command: ["/bin/sh", "-c", administer],
          env: envVars({
            ...access.env,
            PGDATABASE: "postgres",
            PGCONNECT_TIMEOUT: "10",
            LOGIN_DATABASE: database,
            OWNER_SQL: sql.apply(({ owner }) => owner),
            DATABASE_EXISTS_SQL: sql.apply(({ databaseExists }) => databaseExists),
            CREATE_DATABASE_SQL: sql.apply(({ createDatabase }) => createDatabase),
            DATABASE_SQL: sql.apply((each) => each.database),
            LOGIN_SQL: sql.apply(({ login }) => login),
          }),
          resources,
          securityContext: securityContext(administrationUser),
          terminationMessagePolicy: "FallbackToLogsOnError",
          volumeMounts: [...access.volumeMounts],
        },
      ],
      volumes: [...access.volumes],
    },
  };
}

/** Without an end of its life: gone, it would be made and run again by every update. */
export function job(namespace: string, template: PodTemplate): Job {
  return {
    metadata: { namespace, labels: { ...managedByPulumi } },
    spec: {
      // New rights take a while to reach every part of a cloud; all tries end before the engine stops to wait.
      backoffLimit: 6,
      activeDeadlineSeconds: 540,
      template,
    },
  };
}

function metadata(name: string, namespace: string) {
  return { name, namespace, labels: { ...managedByPulumi } };
}

export function envVars(env: Env): EnvVar[] {
  return Object.entries(env).map(([name, value]) =>
    isSecretKey(value) ? { name, valueFrom: { secretKeyRef: keyRef(value) } } : { name, value },
  );
}

function keyRef({ secret, key }: SecretKey) {
  return { name: secret, key };
}
