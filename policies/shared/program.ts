import type { KubernetesObject } from "./objects";
import { carrierOf, type CarrierTable, type PodCarrier } from "./pods";

/** A resource that hides its objects from the packs: a Helm release, or a chart that was not rendered. */
export interface Opaque {
  readonly urn: string;
  readonly title: string;
  readonly why: string;
}

/** What the user configured for one policy. */
export type Settings = Readonly<Record<string, unknown>>;

export interface ProgramParts {
  readonly objects: readonly KubernetesObject[];
  readonly opaque?: readonly Opaque[];
  readonly carriers: CarrierTable;
  /** What the user configured, by the name of the policy that takes it. */
  readonly settings?: ReadonlyMap<string, Settings>;
  /** The day on which it is judged. */
  readonly today: Date;
}

/** What a program registers, or has registered so far: all that a policy may look at. */
export class Program {
  readonly opaque: readonly Opaque[];
  readonly carriers: CarrierTable;
  readonly settings: ReadonlyMap<string, Settings>;
  readonly today: Date;
  private readonly all: KubernetesObject[] = [];
  private readonly byKind = new Map<string, KubernetesObject[]>();
  private readonly carrierByObject = new Map<KubernetesObject, PodCarrier | undefined>();
  private pods: readonly PodCarrier[] | undefined;

  constructor({ objects, opaque = [], carriers, settings = new Map(), today }: ProgramParts) {
    this.opaque = opaque;
    this.carriers = carriers;
    this.settings = settings;
    this.today = today;
    for (const each of objects) this.add(each);
  }

  get objects(): readonly KubernetesObject[] {
    return this.all;
  }

  /** Takes up a further object. */
  add(object: KubernetesObject): void {
    this.all.push(object);
    this.pods = undefined;
    const group = this.byKind.get(object.groupKind);
    if (group === undefined) this.byKind.set(object.groupKind, [object]);
    else group.push(object);
  }

  /** The objects of a kind, written with its group: `Namespace`, `policy/PodDisruptionBudget`. */
  ofKind(groupKind: string): readonly KubernetesObject[] {
    return this.byKind.get(groupKind) ?? [];
  }

  /** The program's own Namespace of that name. */
  namespace(name: string): KubernetesObject | undefined {
    return this.ofKind("Namespace").find((each) => each.name === name);
  }

  /** What makes pods of the object; always the same for one object. */
  podCarrier(object: KubernetesObject): PodCarrier | undefined {
    if (!this.carrierByObject.has(object)) this.carrierByObject.set(object, carrierOf(object, this.carriers));
    return this.carrierByObject.get(object);
  }

  /** Everything that makes pods. */
  podCarriers(): readonly PodCarrier[] {
    this.pods ??= this.all.flatMap((each) => this.podCarrier(each) ?? []);
    return this.pods;
  }
}
