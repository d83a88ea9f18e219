import type * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Container, Description, EnvValue, SecretKey } from "../contract";
import { defaultTerminationSeconds, resourcesOf } from "../defaults";
import { probes } from "./probes";
import { volumeMounts } from "./volumes";

type EnvVar = k8s.types.input.core.v1.EnvVar;
type ContainerPort = k8s.types.input.core.v1.ContainerPort;

/** The container that the description is about. */
export function container(description: Description): Container {
  const { service, image, command, args, ports, terminationSeconds = defaultTerminationSeconds } = description;
  return {
    name: service,
    image,
    imagePullPolicy: "IfNotPresent",
    ...(command === undefined ? {} : { command: [...command] }),
    ...(args === undefined ? {} : { args: [...args] }),
    ports: Object.entries(ports).map(([name, { port, protocol = "TCP" }]): ContainerPort => ({
      name,
      containerPort: port,
      protocol,
    })),
    env: Object.entries(description.env ?? {}).map(([name, value]) => envVar(name, value)),
    resources: resourcesOf(description),
    ...probes(description),
    // Endpoints and load balancers need a while to forget the pod; only then is it told to stop.
    ...(Object.keys(ports).length === 0
      ? {}
      : { lifecycle: { preStop: { sleep: { seconds: drainSeconds(terminationSeconds) } } } }),
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ["ALL"] },
      privileged: false,
      readOnlyRootFilesystem: true,
      runAsNonRoot: true,
      seccompProfile: { type: "RuntimeDefault" },
    },
    terminationMessagePolicy: "FallbackToLogsOnError",
    volumeMounts: volumeMounts(description),
  };
}

/** A third of the time to stop, and no more than endpoints need. */
function drainSeconds(terminationSeconds: number): number {
  return Math.min(15, Math.floor(terminationSeconds / 3));
}

function envVar(name: string, value: EnvValue): EnvVar {
  return isSecretKey(value)
    ? { name, valueFrom: { secretKeyRef: { name: value.secret, key: value.key } } }
    : { name, value };
}

/** True for a key of a Secret, false for text, known or not. */
export function isSecretKey(value: EnvValue): value is SecretKey {
  return typeof value === "object" && !pulumi.Output.isInstance(value) && "secret" in value;
}
