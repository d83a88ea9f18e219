/** Manifests that the examples of the policies are made of: together they pass all of them. */

type Fields = Readonly<Record<string, unknown>>;

export const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } };

export const quota = quotaOf({
  "requests.cpu": "4",
  "requests.memory": "8Gi",
  "limits.cpu": "8",
  "limits.memory": "16Gi",
  pods: "20",
});

export const limits = limitsOf({
  type: "Container",
  default: { cpu: "500m", memory: "512Mi" },
  defaultRequest: { cpu: "250m", memory: "256Mi" },
  min: { cpu: "100m", memory: "128Mi" },
  max: { cpu: "2", memory: "4Gi" },
  maxLimitRequestRatio: { cpu: "4", memory: "4" },
});

/** Requests and limits of `cpu` and `memory`. */
export const modest = {
  requests: { cpu: "250m", memory: "256Mi" },
  limits: { cpu: "500m", memory: "512Mi" },
};

export function quotaOf(hard: Fields, spec: Fields = {}, name = "quota") {
  return {
    apiVersion: "v1",
    kind: "ResourceQuota",
    metadata: { name, namespace: "shop" },
    spec: { hard, ...spec },
  };
}

export function limitsOf(...items: readonly Fields[]) {
  return {
    apiVersion: "v1",
    kind: "LimitRange",
    metadata: { name: "limits", namespace: "shop" },
    spec: { limits: items },
  };
}

export function container(resources?: object) {
  return { name: "web", image: "example/web:1", ...(resources === undefined ? {} : { resources }) };
}

/** The pod template that a workload makes its pods of. */
export function podOf(...containers: readonly object[]) {
  return { spec: { containers } };
}

export function deployment(template: object = podOf(container(modest)), spec: Fields = {}, name = "web") {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace: "shop" },
    spec: { replicas: 2, ...spec, template },
  };
}
