import type { Api } from "../../../offline/kubernetes/api";
import { nodes as nodeManifests } from "../../../offline/cluster/nodes";
import { type KubernetesObject, referenceOf } from "../../../offline/kubernetes/objects";
import { eventually } from "../cluster";
import { partOf } from "../parts";
import { all, pod } from "./changes";
import type { Change, Objects } from "./mutation";
import { arrive } from "./running";
import { Scene } from "./scene";

/** A node that only one scene may use. */
export interface OwnNode {
  readonly zone: string;
  readonly cpu: string;
}

/** Puts a program on the stage and looks at what becomes of it. */
export async function onStage<T>(
  api: Api,
  objects: Objects,
  look: (scene: Scene) => Promise<T>,
  own: readonly OwnNode[] = [],
): Promise<T> {
  const { scene, refusals } = await Scene.open(api, objects);
  try {
    if (refusals.length > 0) throw new Error(`the API server refuses the namespace: ${JSON.stringify(refusals)}`);
    await join(scene, own);
    await arrive(scene, own.length === 0 ? objects : onOwnNodes(scene.namespace)(objects));
    return await look(scene);
  } finally {
    await clear(scene);
    await scene.close();
  }
}

const key = "agreement";

/** Lets the pods stand on the nodes of their scene, and there alone. */
function onOwnNodes(scene: string): Change {
  const tolerations = [{ key, operator: "Equal", value: scene, effect: "NoSchedule" }];
  return all(pod({ nodeSelector: { [key]: scene }, tolerations }));
}

/** Nodes of other scenes and files must not notice these: they have a label and a taint of their own. */
async function join(scene: Scene, own: readonly OwnNode[]): Promise<void> {
  const manifests = own.map((each, index) => ownNode(scene.namespace, each, index));
  await scene.put(manifests);
  for (const { metadata } of manifests) {
    await eventually(`node ${metadata.name} is ready`, async () => {
      const found = await scene.api.get({ apiVersion: "v1", kind: "Node", name: metadata.name });
      const conditions = (partOf(found, "status.conditions") ?? []) as {
        readonly type: string;
        readonly status: string;
      }[];
      const taints = (partOf(found, "spec.taints") ?? []) as object[];
      return conditions.some(({ type, status }) => type === "Ready" && status === "True") && taints.length === 1;
    });
  }
}

function ownNode(scene: string, { zone, cpu }: OwnNode, index: number): KubernetesObject {
  const [made] = nodeManifests({ zones: [zone], nodesPerZone: 1 }, "v1.36.3");
  if (made === undefined) throw new Error("there is one");
  const name = `${scene}-${index}`;
  const amounts = { ...(partOf(made, "status.capacity") as object), cpu };
  return {
    ...made,
    metadata: {
      ...made.metadata,
      name,
      labels: { ...made.metadata.labels, "kubernetes.io/hostname": name, [key]: scene },
    },
    spec: { podCIDR: `10.245.${index}.0/24`, taints: [{ key, value: scene, effect: "NoSchedule" }] },
    status: { ...(partOf(made, "status") as object), capacity: amounts, allocatable: amounts },
  };
}

/** Takes the pods away while their nodes are there to let them go. */
async function clear(scene: Scene): Promise<void> {
  const workloads = await scene.made(new Set(["Deployment", "StatefulSet"]));
  await Promise.all(workloads.map((each) => scene.api.delete(referenceOf(each))));
  await eventually("the pods are gone", async () => (await scene.pods()).length === 0);
}
