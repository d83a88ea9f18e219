import { fail, type Practice, type Verdict } from "../check";
import type { Facts } from "../facts";
import { groupBy, listOf, namespaceOf } from "../objects";

/** OpenCost or Kubecost answers. */
export const costPractices: readonly Practice[] = [
  { id: "costs", title: "Costs", product: "opencost", judge: judgeCosts },
];

const serviceLabel = "kubernetes.io/service-name";

function judgeCosts(facts: Facts): Verdict {
  const slices = groupBy(
    facts.list("costEndpoints"),
    (slice) => `${namespaceOf(slice)}/${slice.metadata?.labels?.[serviceLabel] ?? ""}`,
  );
  if (slices.size === 0) return { notInstalled: "no Service of OpenCost or Kubecost" };
  const services = [...slices].map(([service, group]) => {
    const endpoints = group.flatMap((slice) => listOf(slice.endpoints));
    return { service, ready: endpoints.filter(({ conditions }) => conditions?.ready !== false).length };
  });
  return {
    evidence: services.map(({ service, ready }) => `${service}: ${ready} ready`).join(", "),
    findings: services.flatMap(({ service, ready }) => {
      const [namespace = "", name = ""] = service.split("/");
      return ready > 0
        ? []
        : [
            fail(
              `Service ${service} has no ready pod behind it`,
              `kubectl get endpointslices -n ${namespace} -l ${serviceLabel}=${name}`,
            ),
          ];
    }),
  };
}
