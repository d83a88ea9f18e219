import type { Example } from "../shared/policy";
import { exemptionAnnotations, levelLabel, modes, versionLabel } from "./labels";

/** What is laid over a pod that keeps every rule. */
export interface Parts {
  readonly name?: string;
  readonly annotations?: object;
  readonly spec?: object;
  /** The security context of the pod. */
  readonly podContext?: object;
  readonly container?: object;
  /** The security context of the container. */
  readonly context?: object;
}

/** The security context of a container that keeps every rule. */
export const restrictedContext = { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } };

/** A pod that keeps every rule but for what is laid over it. */
export function examplePod(parts: Parts = {}): object {
  const { name = "web", annotations = {}, spec, podContext, container, context } = parts;
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace: "shop", annotations },
    spec: {
      securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" }, ...podContext },
      containers: [
        {
          name: "web",
          image: "example/web:1",
          securityContext: { ...restrictedContext, ...context },
          ...container,
        },
      ],
      ...spec,
    },
  };
}

/** The Namespace of the examples, with the level and version that it enforces. */
export function exampleNamespace(level: string, version = "latest", annotations: object = {}): object {
  const labels = Object.fromEntries(
    modes.flatMap((mode) => [
      [levelLabel(mode), mode === "enforce" ? level : "restricted"],
      [versionLabel(mode), version],
    ]),
  );
  return { apiVersion: "v1", kind: "Namespace", metadata: { name: "shop", labels, annotations } };
}

export const configMap = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "web", namespace: "shop" } };

/** What no control is about. */
export const withoutPods: Example = { title: "an object without pods", objects: [configMap] };

/** Judges at baseline whatever stands in no Namespace of the program. */
export const atBaseline = { "namespace-levels": { default: "baseline" } };

/** An exemption that covers the Namespace of the examples. */
export const exampleEntry = {
  namespace: "shop",
  level: "baseline",
  owner: "platform",
  reason: "The collector reads the logs of the node.",
  expires: "2999-12-31",
};

/** The same as annotations of the Namespace. */
export const exampleAnnotations = {
  [exemptionAnnotations.owner]: exampleEntry.owner,
  [exemptionAnnotations.reason]: exampleEntry.reason,
  [exemptionAnnotations.expires]: exampleEntry.expires,
};
