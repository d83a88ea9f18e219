import type * as k8s from "@pulumi/kubernetes";
import type { Description, Probe } from "../contract";

type ProbeManifest = k8s.types.input.core.v1.Probe;

/** The probes of the main container; a startup probe gives it up to five minutes by default. */
export function probes({ probes: { startup, liveness, readiness }, ports }: Description): {
  readonly startupProbe?: ProbeManifest;
  readonly livenessProbe?: ProbeManifest;
  readonly readinessProbe: ProbeManifest;
} {
  return {
    ...(startup === undefined ? {} : { startupProbe: manifest(startup, ports, 30) }),
    ...(liveness === undefined ? {} : { livenessProbe: manifest(liveness, ports, 3) }),
    readinessProbe: manifest(readiness, ports, 3),
  };
}

function manifest(probe: Probe, ports: Description["ports"], failureThreshold: number): ProbeManifest {
  return {
    ...handler(probe, ports),
    periodSeconds: probe.periodSeconds ?? 10,
    timeoutSeconds: probe.timeoutSeconds ?? 3,
    failureThreshold: probe.failureThreshold ?? failureThreshold,
  };
}

function handler(probe: Probe, ports: Description["ports"]): ProbeManifest {
  if ("path" in probe) return { httpGet: { path: probe.path, port: probe.port } };
  if ("tcp" in probe) return { tcpSocket: { port: probe.tcp } };
  if ("command" in probe) return { exec: { command: [...probe.command] } };
  // Kubernetes takes only a number here. A name that no port has is refused before.
  return { grpc: { port: ports[probe.grpc]?.port ?? 0 } };
}
