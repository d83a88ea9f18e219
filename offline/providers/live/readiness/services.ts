import type { Api } from "../../../kubernetes/api";
import { at } from "../../differences";
import type { Properties } from "../../values";
import { fromJavaScript, isObject } from "../../values";
import { all, listAt, mapsAt, once, ready, type Readiness, type Sight, textAt, type Verdict, waiting } from "./verdict";

/** As long nothing may change before it is believed that no pod will come, in milliseconds. */
const settled = 10_000;

/** Readiness of the kinds that lead to pods, by API version and kind. */
export const services: Readonly<Record<string, Readiness>> = {
  "v1/Service": { verdict: service, related: slicesOfService, onRead: true },
  "networking.k8s.io/v1/Ingress": { verdict: ingress, related: servicesBeside, onRead: true },
  "admissionregistration.k8s.io/v1/ValidatingWebhookConfiguration": { verdict: webhooks, related: slicesOfWebhooks },
  "admissionregistration.k8s.io/v1/MutatingWebhookConfiguration": { verdict: webhooks, related: slicesOfWebhooks },
};

function service({ object, related, quiet }: Sight): Verdict {
  const address =
    textAt(object, "spec.type") === "LoadBalancer"
      ? once(listAt(object, "status.loadBalancer.ingress").length > 0, "its load balancer has no address yet")
      : ready;
  return hasPods(object) ? all(address, endpoints(related, quiet)) : address;
}

/** Whether a Service is one that pods stand behind, of which one can wait for the first. */
function hasPods(object: Properties): boolean {
  const selector = at(object, "spec.selector");
  const special = textAt(object, "spec.type") === "ExternalName" || textAt(object, "spec.clusterIP") === "None";
  return !special && isObject(selector) && Object.keys(selector).length > 0;
}

/** Ready when all pods are; without any, when nobody has come for a while. */
function endpoints(slices: readonly Properties[], quiet: number): Verdict {
  const states = slices.flatMap((slice) => mapsAt(slice, "endpoints").map(stateOf));
  const pending = states.filter((each) => each === "pending").length;
  if (pending > 0) return waiting(`${pending} of ${states.length} pods behind it are not ready`);
  if (states.includes("ready")) return ready;
  return once(quiet >= settled, "its selector finds no pods; they may still come");
}

function stateOf(endpoint: Properties): "ready" | "pending" | "leaving" {
  if (at(endpoint, "conditions.terminating") === true) return "leaving";
  return at(endpoint, "conditions.ready") === false ? "pending" : "ready";
}

function ingress({ object, related, quiet }: Sight): Verdict {
  const known = new Set(related.map((each) => textAt(each, "metadata.name")));
  const paths = mapsAt(object, "spec.rules").flatMap((rule) => mapsAt(rule, "http.paths"));
  const missing = paths
    .map((path) => textAt(path, "backend.service.name"))
    .find((name) => name !== undefined && !known.has(name));
  return all(
    once(missing === undefined || quiet >= settled, `there is no Service ${missing ?? ""} for one of its rules`),
    once(
      listAt(object, "status.loadBalancer.ingress").length > 0,
      "its controller has given it no address (status.loadBalancer)",
    ),
  );
}

function webhooks({ object, related }: Sight): Verdict {
  return all(
    ...servicesOfWebhooks(object).map(({ namespace, name }) => {
      const slices = related.filter(
        (each) => textAt(each, "metadata.namespace") === namespace && serviceOf(each) === name,
      );
      const isReady = slices.some((slice) => mapsAt(slice, "endpoints").some((each) => stateOf(each) === "ready"));
      return once(isReady, `its Service ${namespace}/${name} has no ready endpoint`);
    }),
  );
}

function serviceOf(slice: Properties): string | undefined {
  const labels = at(slice, "metadata.labels");
  return isObject(labels) ? textAt({ name: labels["kubernetes.io/service-name"] ?? null }, "name") : undefined;
}

function servicesOfWebhooks(object: Properties): readonly { readonly namespace: string; readonly name: string }[] {
  const named = mapsAt(object, "webhooks").flatMap((each) => {
    const name = textAt(each, "clientConfig.service.name");
    return name === undefined ? [] : [`${textAt(each, "clientConfig.service.namespace") ?? "default"}/${name}`];
  });
  return [...new Set(named)].map((each) => {
    const [namespace = "", name = ""] = each.split("/");
    return { namespace, name };
  });
}

async function slicesOfService(api: Api, object: Properties): Promise<readonly Properties[]> {
  if (!hasPods(object)) return [];
  return slices(api, textAt(object, "metadata.namespace") ?? "default", textAt(object, "metadata.name") ?? "");
}

async function slicesOfWebhooks(api: Api, object: Properties): Promise<readonly Properties[]> {
  const found = await Promise.all(
    servicesOfWebhooks(object).map(({ namespace, name }) => slices(api, namespace, name)),
  );
  return found.flat();
}

async function servicesBeside(api: Api, object: Properties): Promise<readonly Properties[]> {
  return (await api.list("v1", "Service", textAt(object, "metadata.namespace") ?? "default"))
    .map(fromJavaScript)
    .filter(isObject);
}

async function slices(api: Api, namespace: string, service: string): Promise<readonly Properties[]> {
  const labelSelector = `kubernetes.io/service-name=${service}`;
  return (await api.list("discovery.k8s.io/v1", "EndpointSlice", namespace, { labelSelector }))
    .map(fromJavaScript)
    .filter(isObject);
}
