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
  readonly objects: readonly KubernetesObject[];
  readonly opaque: readonly Opaque[];
  readonly carriers: CarrierTable;
  readonly settings: ReadonlyMap<string, Settings>;
  readonly today: Date;
  private byKind: ReadonlyMap<string, readonly KubernetesObject[]> | undefined;
  private pods: readonly PodCarrier[] | undefined;

  constructor({ objects, opaque = [], carriers, settings = new Map(), today }: ProgramParts) {
    this.objects = objects;
    this.opaque = opaque;
    this.carriers = carriers;
    this.settings = settings;
    this.today = today;
  }

  /** The objects of a kind, written with its group: `Namespace`, `policy/PodDisruptionBudget`. */
  ofKind(groupKind: string): readonly KubernetesObject[] {
    this.byKind ??= grouped(this.objects);
    return this.byKind.get(groupKind) ?? [];
  }

  /** The program's own Namespace of that name. */
  namespace(name: string): KubernetesObject | undefined {
    return this.ofKind("Namespace").find((each) => each.name === name);
  }

  podCarrier(object: KubernetesObject): PodCarrier | undefined {
    return carrierOf(object, this.carriers);
  }

  /** Everything that makes pods. */
  podCarriers(): readonly PodCarrier[] {
    this.pods ??= this.objects.flatMap((each) => this.podCarrier(each) ?? []);
    return this.pods;
  }
}

function grouped(objects: readonly KubernetesObject[]): ReadonlyMap<string, readonly KubernetesObject[]> {
  const groups = new Map<string, KubernetesObject[]>();
  for (const each of objects) {
    const group = groups.get(each.groupKind);
    if (group === undefined) groups.set(each.groupKind, [each]);
    else group.push(each);
  }
  return groups;
}
