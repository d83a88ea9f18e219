import type { V1Namespace, V1Pod } from "@kubernetes/client-node";
import { fail, type Finding, type Practice, type Verdict } from "../check";
import type { Facts } from "../facts";
import { count, groupBy, nameOf, namespaceOf, some } from "../objects";
import type { PeerAuthentication } from "../read/custom-objects";
import { isAlive, ownerNames } from "../workloads";

/** Istio: mutual TLS is required everywhere, and every pod of the mesh is in it. */
export const meshPractices: readonly Practice[] = [
  { id: "mesh", title: "Service mesh", product: "istio", judge: judgeMesh },
];

const defaultRoot = "istio-system";

function judgeMesh(facts: Facts): Verdict {
  const authentications = facts.list("peerAuthentications");
  const controllers = facts.list("istiodDeployments");
  if (authentications.length + controllers.length === 0) {
    return {
      notInstalled: facts.serves("peerAuthentications")
        ? "Istio's kinds are known, but nothing of it runs"
        : "no Istio",
    };
  }
  const root = controllers.map(namespaceOf)[0] ?? defaultRoot;
  const injected = facts
    .list("namespaces")
    .filter((each) => facts.namespaces.includes(nameOf(each)) && isInjected(each))
    .map(nameOf);
  const wide = authentications.filter((each) => each.metadata.namespace === root && !isNarrow(each));
  const modes = wide.map(({ spec }) => spec?.mtls?.mode ?? "unset").join(", ");
  return {
    evidence: `mesh-wide: ${modes === "" ? "nothing" : modes}; injected: ${injected.join(", ") || "no checked namespace"}`,
    findings: [
      ...controllers
        .filter(({ status }) => (status?.readyReplicas ?? 0) === 0)
        .map((each) =>
          fail("istiod does not run", `kubectl describe deployment -n ${namespaceOf(each)} ${nameOf(each)}`),
        ),
      ...wideFindings(wide, root),
      ...authentications
        .filter((each) => !wide.includes(each) && facts.inScope(each.metadata.namespace))
        .flatMap(modeFindings),
      ...wide.flatMap(portFindings),
      ...proxyFindings(facts, injected),
    ],
  };
}

const isNarrow = ({ spec }: PeerAuthentication): boolean => Object.keys(spec?.selector?.matchLabels ?? {}).length > 0;

function wideFindings(wide: readonly PeerAuthentication[], root: string): readonly Finding[] {
  if (wide.length === 0) {
    const command = `kubectl get peerauthentications.security.istio.io -n ${root}`;
    return [fail(`no mesh-wide PeerAuthentication in ${root}: plain text is accepted`, command)];
  }
  return wide.flatMap((each) => {
    const mode = each.spec?.mtls?.mode ?? "UNSET";
    return mode === "STRICT" ? [] : [fail(`mesh-wide ${display(each)} is ${mode}, not STRICT`, look(each))];
  });
}

const display = ({ metadata }: PeerAuthentication): string =>
  `PeerAuthentication ${metadata.namespace ?? ""}/${metadata.name}`;
const look = ({ metadata }: PeerAuthentication): string =>
  `kubectl get peerauthentications.security.istio.io -n ${metadata.namespace ?? ""} ${metadata.name} -o yaml`;

/** An unset mode is that of the namespace or the mesh. */
const isBelowStrict = (mode: string | undefined): boolean =>
  mode !== undefined && mode !== "STRICT" && mode !== "UNSET";

function modeFindings(each: PeerAuthentication): readonly Finding[] {
  const mode = each.spec?.mtls?.mode;
  const below = isBelowStrict(mode) ? [fail(`${display(each)} is ${mode}, not STRICT`, look(each))] : [];
  return [...below, ...portFindings(each)];
}

function portFindings(each: PeerAuthentication): readonly Finding[] {
  return Object.entries(each.spec?.portLevelMtls ?? {}).flatMap(([port, { mode }]) =>
    isBelowStrict(mode) ? [fail(`${display(each)}: port ${port} is ${mode}, not STRICT`, look(each))] : [],
  );
}

function isInjected({ metadata }: V1Namespace): boolean {
  const { "istio-injection": injection, "istio.io/rev": revision } = metadata?.labels ?? {};
  return injection === undefined ? revision !== undefined : injection === "enabled";
}

/** Pods that are outside of the mesh though their namespace is in it; one that says so itself is left alone. */
function proxyFindings(facts: Facts, injected: readonly string[]): readonly Finding[] {
  const ownerOf = ownerNames(facts);
  const bare = facts.list("pods").filter((pod) => injected.includes(namespaceOf(pod)) && isAlive(pod) && isBare(pod));
  return [...groupBy(bare, (pod) => `${namespaceOf(pod)}: ${ownerOf(pod)}`)].flatMap(([owner, pods]) =>
    pods
      .slice(0, 1)
      .map((pod) =>
        fail(
          `${owner}: ${count(pods.length, "pod")} without a proxy (${some(pods.map(nameOf))})`,
          `kubectl get pod -n ${namespaceOf(pod)} ${nameOf(pod)} -o jsonpath='{.spec.initContainers[*].name} {.spec.containers[*].name}'`,
        ),
      ),
  );
}

function isBare({ metadata, spec }: V1Pod): boolean {
  if (spec?.hostNetwork === true || metadata?.labels?.["sidecar.istio.io/inject"] === "false") return false;
  const containers = [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])];
  return !containers.some(({ name }) => name === "istio-proxy");
}
