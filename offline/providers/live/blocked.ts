import { display, type KubernetesObject, referenceOf } from "../../kubernetes/objects";
import { fromJavaScript, isObject } from "../values";
import { conditionsOf } from "./readiness/verdict";

/** Objects named at most: a namespace may hold thousands. */
const most = 20;

/** Who takes a finalizer away, and what its removal by hand costs. */
interface Finalizer {
  readonly by: string;
  readonly lost: string;
}

const known: Readonly<Record<string, Finalizer>> = {
  foregroundDeletion: { by: "the garbage collector, once what it owns is gone", lost: "what it owns stays behind" },
  orphan: { by: "the garbage collector", lost: "what it owns is deleted with it" },
  "kubernetes.io/pvc-protection": {
    by: "kube-controller-manager, once no pod uses the claim",
    lost: "a running pod may lose its volume",
  },
  "kubernetes.io/pv-protection": {
    by: "kube-controller-manager, once no claim uses the volume",
    lost: "a claim that is in use may lose its volume",
  },
  "service.kubernetes.io/load-balancer-cleanup": {
    by: "the cloud's controller, once the load balancer is gone",
    lost: "the load balancer stays behind in the cloud, and is paid for",
  },
  "customresourcecleanup.apiextensions.k8s.io": {
    by: "the API server, once all objects of the kind are gone",
    lost: "objects of the kind stay behind in etcd",
  },
  "karpenter.sh/termination": {
    by: "Karpenter, once the machine is drained and gone",
    lost: "the machine stays behind in the cloud, and is paid for",
  },
};

/** What keeps an object from being gone, and the cure; `remaining` are the objects that it waits for. */
export function blockedBy(object: KubernetesObject, remaining: readonly KubernetesObject[]): readonly string[] {
  const conditions = object.kind === "Namespace" ? namespaceConditions(object) : [];
  const own = finalizers(object);
  const withFinalizers = remaining.filter((each) => (each.metadata.finalizers ?? []).length > 0);
  const others = remaining.filter((each) => !withFinalizers.includes(each));
  const listed = [...withFinalizers, ...others].slice(0, most);
  const lines = [
    ...conditions,
    ...own,
    ...(listed.length === 0 ? [] : ["It waits for:"]),
    ...listed.flatMap((each) => [
      `  ${each.apiVersion} ${display(referenceOf(each))}`,
      ...finalizers(each).map(indented),
    ]),
    ...(remaining.length > listed.length ? [`  and ${remaining.length - listed.length} more`] : []),
  ];
  return lines.length === 0 ? ["It has no finalizers: its containers may be slow to end."] : lines;
}

function finalizers(object: KubernetesObject): string[] {
  const all = object.metadata.finalizers ?? [];
  return all.flatMap((each) => {
    const { by, lost } = known[each] ?? {
      by: `the controller of ${each.split("/")[0] ?? each}; see that it runs and may reach what it cleans up`,
      lost: "whatever that controller would have cleaned up stays behind",
    };
    const rest = all.filter((one) => one !== each);
    return [
      `finalizer ${each}, to be removed by ${by}`,
      // The garbage collector needs no help, and the API server keeps its own.
      ...(each === "foregroundDeletion" ? [] : [`  by hand: ${patch(object, rest)}`, `  then ${lost}`]),
    ];
  });
}

function patch(object: KubernetesObject, rest: readonly string[]): string {
  const { namespace, name } = object.metadata;
  const [group] = object.apiVersion.includes("/") ? object.apiVersion.split("/") : [];
  const resource = `${object.kind.toLowerCase()}${group === undefined ? "" : `.${group}`}`;
  const where = namespace === undefined ? "" : ` --namespace ${namespace}`;
  return `kubectl patch ${resource} ${name}${where} --type=merge -p '${JSON.stringify({ metadata: { finalizers: rest } })}'`;
}

/** What a namespace says of its own end, such as NamespaceContentRemaining. */
function namespaceConditions(object: KubernetesObject): string[] {
  const plain = fromJavaScript(object);
  return conditionsOf(isObject(plain) ? plain : {})
    .filter((each) => each.status === "True")
    .map(({ type, message }) => `${type}: ${message}`);
}

function indented(line: string): string {
  return `    ${line}`;
}
