import type { Api } from "../../kubernetes/api";
import { display, type KubernetesObject, referenceOf } from "../../kubernetes/objects";
import type { ProviderBehaviour } from "../behaviour";
import { at, withValue } from "../differences";
import type { Change, Checked, Created, Held, Limit, Plan, Provider, Removal, Target } from "../provider";
import { NotReady } from "../provider";
import type { World } from "../stand-in";
import { StandIn } from "../stand-in";
import type { Properties } from "../values";
import { digest, fromJavaScript, isObject, text, unknown } from "../values";
import { remove } from "./deletion";
import { liveInputs } from "./drift";
import {
  hasUnknown,
  idOf,
  importedInputs,
  isPatch,
  kindOf,
  redacted,
  referenceTo,
  toObject,
  toOutputs,
  withNamespace,
  withSecretContents,
} from "./objects";
import { readinessOf } from "./readiness";
import { explain } from "./readiness/explain";
import { failed, type Readiness } from "./readiness/verdict";
import { readinessBy } from "./readiness/wait-for";
import { look, type Patience, untilReady } from "./wait";
import { settingsOf, wishesOf } from "./wishes";
import { create, type CreateWay, manager, rehearseCreate, rehearseUpdate, relinquish, update } from "./writes";

/** Seconds that an object may take to become ready or to be gone, unless it says otherwise. */
const defaultLimit = 600;

/** Applies Kubernetes objects to a cluster as the official provider does in server-side apply. */
export class LiveKubernetes implements Provider {
  private readonly simulated: StandIn;
  /** Ends what is being waited for. */
  private stop = new AbortController();
  /** Kinds whose definitions a preview would change: their objects cannot be judged before. */
  private readonly changing = new Set<string>();
  private tell: (urn: string, line: string) => void = () => undefined;

  constructor(
    readonly behaviour: ProviderBehaviour,
    private readonly world: World,
    private readonly api: Api,
  ) {
    this.simulated = new StandIn(behaviour, world);
  }

  async check(target: Target, olds: Properties, news: Properties): Promise<Checked> {
    const { namespace } = settingsOf(target.provider, this.world.env);
    const { apiVersion, kind } = kindOf(target.type, news);
    const isNamespaced = namespace !== undefined && (await this.api.served(apiVersion, kind))?.namespaced !== false;
    const placed = isNamespaced ? withNamespace(news, namespace) : news;
    const checked = this.simulated.check(target, olds, placed);
    return { ...checked, inputs: withSecretContents(checked.inputs) };
  }

  checkConfig(news: Properties): Checked {
    return this.simulated.checkConfig(news);
  }

  diff(target: Target, oldInputs: Properties, news: Properties): Plan {
    return this.simulated.diff(target, placed(oldInputs), placed(news));
  }

  diffConfig(oldInputs: Properties, news: Properties): Plan {
    return this.simulated.diffConfig(oldInputs, news);
  }

  invoke(token: string, args: Properties, provider: Properties) {
    return this.simulated.invoke(token, args, provider);
  }

  /** Ends what is under way and no more: the engine says so at the end of a preview, too, and then comes back. */
  cancel(): void {
    this.stop.abort();
    this.stop = new AbortController();
  }

  reportTo(tell: (urn: string, line: string) => void): void {
    this.tell = tell;
  }

  async create(target: Target, inputs: Properties, preview: boolean, { timeout }: Limit): Promise<Created> {
    refuseUnknownKind(target.type);
    if (preview) {
      if (this.canRehearse(target, inputs)) {
        await discreetly(inputs, () =>
          rehearseCreate(this.api, toObject(target.type, inputs), this.wayOf(target, inputs)),
        );
      }
      return this.simulated.create(target, inputs, true);
    }
    await this.world.faults.before("create", target.type);
    return discreetly(inputs, async () => {
      const live = await create(this.api, toObject(target.type, inputs), this.wayOf(target, inputs));
      const ready = await this.becomeReady(target, inputs, live, timeout, "created");
      return { id: idOf(ready), outputs: toOutputs(ready, inputs) };
    });
  }

  async update(target: Target, _id: string, inputs: Properties, preview: boolean, change: Change): Promise<Properties> {
    if (preview) return this.previewUpdate(target, inputs, change);
    await this.world.faults.before("update", target.type);
    return discreetly(inputs, async () => {
      const object = toObject(target.type, inputs);
      const live = await update(this.api, object, this.wayOf(target, inputs), change.ignoreChanges);
      return toOutputs(await this.becomeReady(target, inputs, live, change.timeout, "updated"), inputs);
    });
  }

  async delete(target: Target, id: string, { timeout, held }: Removal): Promise<void> {
    await this.world.faults.before("delete", target.type);
    const reference = referenceTo(target.type, held.inputs, id);
    if (isPatch(target.type)) {
      return relinquish(this.api, toObject(target.type, held.inputs), this.wayOf(target, held.inputs).manager);
    }
    const wishes = wishesOf(held.inputs);
    const limit = timeout || wishes.timeout || Number(this.world.env["OFFLINE_DELETE_TIMEOUT"]) || defaultLimit;
    return remove(this.api, reference, wishes.propagation, this.patience(target, limit));
  }

  /** Without held inputs, which is an import, the whole object is taken for what a program would say. */
  async read(target: Target, id: string, held: Held): Promise<Held | undefined> {
    await this.world.faults.before("read", target.type);
    const live = await this.api.get(referenceTo(target.type, held.inputs, id));
    if (live === undefined) return undefined;
    if (Object.keys(held.inputs).length === 0) {
      const inputs = importedInputs(live);
      return { inputs, outputs: toOutputs(live, inputs) };
    }
    const found = { inputs: liveInputs(held.inputs, live), outputs: toOutputs(live, held.inputs) };
    const readiness = readinessFor(held.inputs, live);
    const verdict = readiness?.onRead === true ? await look(this.api, live, readiness) : undefined;
    if (verdict === undefined || verdict.state === "ready") return found;
    const subject = display(referenceOf(live));
    throw new NotReady(id, found, [`${subject} is not ready: ${verdict.reason}`]);
  }

  private async previewUpdate(target: Target, inputs: Properties, change: Change): Promise<Properties> {
    const way = this.wayOf(target, inputs);
    const rehearsed = this.canRehearse(target, inputs)
      ? await discreetly(inputs, () =>
          rehearseUpdate(this.api, toObject(target.type, inputs), way, change.ignoreChanges),
        )
      : undefined;
    const { status: _, ...outputs } =
      rehearsed === undefined ? stable(inputs, change.held) : toOutputs(rehearsed, inputs);
    return withValue(withValue(outputs, "metadata.resourceVersion", unknown), "metadata.generation", unknown);
  }

  /** Whether the API server can be asked before: all is known, and so will its kind be. */
  private canRehearse(target: Target, inputs: Properties): boolean {
    const { apiVersion, kind } = kindOf(target.type, inputs);
    if (kind === "CustomResourceDefinition") {
      this.changing.add(`${text(at(inputs, "spec.group")) ?? ""} ${text(at(inputs, "spec.names.kind")) ?? ""}`);
    }
    const group = apiVersion.split("/")[0] ?? "";
    return !isPatch(target.type) && !hasUnknown(inputs) && !this.changing.has(`${group} ${kind}`);
  }

  private async becomeReady(
    target: Target,
    inputs: Properties,
    live: KubernetesObject,
    timeout: number,
    done: "created" | "updated",
  ): Promise<KubernetesObject> {
    const readiness = readinessFor(inputs, live);
    if (readiness === undefined) return live;
    const limit = timeout || wishesOf(inputs).timeout || (readiness.limit ?? defaultLimit);
    const reference = referenceOf(live);
    // The object exists now: whatever goes wrong from here on must not lose it.
    const { verdict, object } = await untilReady(
      this.api,
      reference,
      live,
      readiness,
      this.patience(target, limit),
    ).catch((error: unknown) => ({ verdict: failed(`it cannot be asked: ${messageOf(error)}`), object: live }));
    if (verdict.state === "ready") return object;
    const plain = fromJavaScript(object);
    const pods = readiness.ownsPods === true && isObject(plain) ? explain(this.api, plain) : Promise.resolve([]);
    const why = await pods.catch(() => []);
    const first = `${display(reference)} was ${done}, but is not ready: ${verdict.reason}`;
    throw new NotReady(idOf(object), { inputs, outputs: toOutputs(object, inputs) }, [first, ...why]);
  }

  private patience({ urn }: Target, limit: number): Patience {
    return { limit, stop: this.stop.signal, tell: (line) => this.tell(urn, line) };
  }

  /** A Patch resource always applies, under a manager of its own, so that it can give up its fields and no others. */
  private wayOf({ type, urn, provider }: Target, inputs: Properties): CreateWay {
    const settings = settingsOf(provider, this.world.env);
    const wishes = wishesOf(inputs);
    const own = isPatch(type) ? `${manager}-${digest(8, urn)}` : manager;
    return {
      manager: wishes.fieldManager ?? own,
      force: settings.force || wishes.force,
      whole: !isPatch(type),
      upsert: settings.upsert || isPatch(type),
    };
  }
}

/** The readiness of an object: none, that of its annotation, or that of its kind. */
function readinessFor(inputs: Properties, { apiVersion, kind }: KubernetesObject): Readiness | undefined {
  const { skipAwait, waitFor } = wishesOf(inputs);
  if (skipAwait) return undefined;
  return waitFor.length > 0 ? readinessBy(waitFor) : readinessOf(apiVersion, kind);
}

/** What stays true of an object whose update cannot be rehearsed. */
function stable(inputs: Properties, { outputs }: Held): Properties {
  return ["uid", "creationTimestamp"].reduce((result, name) => {
    const value = at(outputs, `metadata.${name}`);
    return value === undefined ? result : withValue(result, `metadata.${name}`, value);
  }, inputs);
}

/** No namespace and `default` are one. */
function placed(inputs: Properties): Properties {
  const { metadata } = inputs;
  if (!isObject(metadata) || metadata["namespace"] !== "default") return inputs;
  const { namespace: _, ...rest } = metadata;
  return { ...inputs, metadata: rest };
}

function refuseUnknownKind(type: string): void {
  if (!type.startsWith("kubernetes:helm.sh/")) return;
  throw new Error(`${type} is not applied here: install the chart by helm.v4.Chart, which registers its objects`);
}

/** Runs an operation whose errors must not show a secret of the inputs. */
async function discreetly<T>(inputs: Properties, operation: () => Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (error) {
    if (error instanceof NotReady) {
      const reasons = error.reasons.map((each) => redacted(each, inputs));
      throw new NotReady(error.id, error.held, reasons);
    }
    throw new Error(redacted(messageOf(error), inputs));
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
