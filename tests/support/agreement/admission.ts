import type { Api } from "../../../offline/kubernetes/api";
import type { KubernetesObject } from "../../../offline/kubernetes/objects";
import { knownCarriers } from "../../../policies/shared/pods";
import { partOf } from "../parts";
import { manifest } from "./changes";
import type { Objects } from "./mutation";
import { type Refusal, refusalOf, type ServerVerdict } from "./refusal";
import { isFence, Scene } from "./scene";

/** Asks the API server whether it would admit a program: every object, every pod, every claim, and makes none. */
export class Admission {
  private readonly scenes = new Map<string, ReturnType<typeof Scene.open>>();

  constructor(private readonly api: Api) {}

  async judge(objects: Objects): Promise<ServerVerdict> {
    const { scene, refusals } = await this.sceneFor(objects);
    if (refusals.length > 0) return refusals;
    const others = objects.filter((each) => !isFence(each) && each.kind !== "Pod");
    const asked = [...others, ...objects.flatMap(podOf), ...objects.flatMap(claimsOf)];
    const answers: Refusal[] = [];
    for (const each of asked) answers.push(...(await this.ask(scene, each)));
    return answers;
  }

  /** Programs with the same limits share a namespace. */
  private async sceneFor(objects: Objects): ReturnType<typeof Scene.open> {
    const shared = objects.filter((each) => isFence(each) || each.kind === "ServiceAccount");
    const key = JSON.stringify(shared);
    const known = this.scenes.get(key) ?? this.open(shared);
    this.scenes.set(key, known);
    return known;
  }

  private async open(shared: Objects): ReturnType<typeof Scene.open> {
    const opened = await Scene.open(this.api, shared);
    if (opened.refusals.length === 0) await opened.scene.put(shared.filter((each) => !isFence(each)));
    return opened;
  }

  private async ask(scene: Scene, object: KubernetesObject): Promise<ServerVerdict> {
    return ephemeralOf(object) === undefined ? scene.put([object], { dryRun: true }) : this.askToDebug(scene, object);
  }

  /** Ephemeral containers join a pod that is there; they are no part of what makes it. */
  private async askToDebug(scene: Scene, pod: KubernetesObject): Promise<ServerVerdict> {
    const ephemeralContainers = ephemeralOf(pod);
    const name = `${pod.metadata.name}-${this.debugged++}`;
    const { ephemeralContainers: _, ...spec } = Object(partOf(pod, "spec"));
    const refusals = await scene.put([{ ...pod, metadata: { ...pod.metadata, name }, spec }]);
    if (refusals.length > 0) return refusals;
    const path = `/api/v1/namespaces/${scene.namespace}/pods/${name}/ephemeralcontainers?dryRun=All`;
    const body = JSON.stringify({ spec: { ephemeralContainers } });
    const contentType = "application/strategic-merge-patch+json";
    const refusal = await refusalOf(() => this.api.connection.exchange({ method: "PATCH", path, body, contentType }));
    return refusal === undefined ? [] : [refusal];
  }

  private debugged = 0;

  async close(): Promise<void> {
    const opened = await Promise.all(this.scenes.values());
    await Promise.all(opened.map(({ scene }) => scene.close()));
  }
}

function ephemeralOf(object: KubernetesObject): unknown {
  return object.kind === "Pod" ? partOf(object, "spec.ephemeralContainers") : undefined;
}

/** The template of the pods that an object makes; a Pod is its own. */
function templateOf(object: KubernetesObject): { readonly metadata?: object; readonly spec: object } | undefined {
  const [group = "", version] = object.apiVersion.split("/");
  const path = knownCarriers[version === undefined ? object.kind : `${group}/${object.kind}`];
  if (path === undefined) return undefined;
  return (path.length === 0 ? object : partOf(object, path.join("."))) as never;
}

function podOf(object: KubernetesObject): KubernetesObject[] {
  if (object.kind === "Pod") return [object];
  const template = templateOf(object);
  if (template === undefined) return [];
  const spec = { ...template.spec, volumes: [...volumesOf(template), ...claimedVolumes(object)] };
  const pod = manifest("v1", "Pod", `${object.metadata.name}-0`, { spec });
  return [{ ...pod, metadata: { ...template.metadata, ...pod.metadata } }];
}

function volumesOf(template: object | undefined): object[] {
  return (partOf(template, "spec.volumes") as object[] | undefined) ?? [];
}

function claimTemplatesOf(object: KubernetesObject): KubernetesObject[] {
  return (partOf(object, "spec.volumeClaimTemplates") as KubernetesObject[] | undefined) ?? [];
}

/** What a StatefulSet adds to its pods. */
function claimedVolumes(object: KubernetesObject): object[] {
  return claimTemplatesOf(object).map(({ metadata: { name } }) => ({
    name,
    persistentVolumeClaim: { claimName: name },
  }));
}

/** The claims that controllers make for the pods of a workload. */
function claimsOf(object: KubernetesObject): KubernetesObject[] {
  const ephemeral = volumesOf(templateOf(object)).flatMap(
    (each) => (partOf(each, "ephemeral.volumeClaimTemplate") as object | undefined) ?? [],
  );
  return [...claimTemplatesOf(object), ...ephemeral].map((each, index) =>
    manifest("v1", "PersistentVolumeClaim", `claim-${index}`, { spec: partOf(each, "spec") }),
  );
}
