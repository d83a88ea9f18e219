import type { Fault } from "../shared/messages";
import type { Container, PodView, Spec, Volume } from "./pod";

/** What a control finds in a pod. */
export type Finder = (pod: PodView) => readonly Fault[];

/** Looks at one value. @throws Unseen when it cannot be seen */
export type Look = () => Fault | undefined;

/** A value; null where it is missing from something that must have it. */
type Value = string | number | boolean | null | undefined;

/** A rule about one field of a part of the pod. */
export interface FieldRule<Part, V extends Value = Value> {
  /** Path below the part, as messages give it. */
  readonly field: string;
  readonly value: (part: Part) => V;
  readonly allows: (value: V, spec: Spec) => boolean;
  readonly must?: string;
  readonly mustNot?: string;
}

/** Makes a rule whose value has the type that it reads. */
export function rule<Part, V extends Value>({ value, allows, ...words }: FieldRule<Part, V>): PartRule<Part> {
  return (part, name, spec) => {
    const found = value(part);
    return allows(found, spec) ? undefined : { ...words, part: name, found: foundText(found) };
  };
}

function foundText(value: Value): string | undefined {
  return value === undefined || value === null ? undefined : isText(value);
}

type PartRule<Part> = (part: Part, name: string, spec: Spec) => Fault | undefined;

/** Rules about the pod as a whole. */
export function ofPod(...rules: readonly PartRule<Spec>[]): Finder {
  return (pod) => {
    const looks = rules.map((each) => () => each(pod.spec, podPart, pod.spec));
    return gather(pod, looks);
  };
}

/** Rules about each container. */
export function ofContainers(...rules: readonly PartRule<Container>[]): Finder {
  return (pod) => inContainers(pod, (container, part) => rules.map((each) => () => each(container, part, pod.spec)));
}

/** Rules about the security context of the pod and of each container. */
export function ofPodAndContainers(...rules: readonly PartRule<Spec | Container>[]): Finder {
  return both(ofPod(...rules), ofContainers(...rules));
}

export function both(...finders: readonly Finder[]): Finder {
  return (pod) => finders.flatMap((find) => find(pod));
}

/** Looks at each container. */
export function inContainers(
  pod: PodView,
  looks: (container: Container, part: string) => readonly Look[],
): readonly Fault[] {
  return pod.containers.flatMap(
    ([container, part]) => pod.object.attempt(() => gather(pod, looks(container, part))) ?? [],
  );
}

/** Looks at each volume. */
export function inVolumes(pod: PodView, look: (volume: Volume, part: string) => Fault | undefined): readonly Fault[] {
  const volumes = pod.object.attempt(() => pod.spec.volumes);
  const looks = items(volumes).map((each, index) => () => {
    const volume = each() ?? {};
    const { name = String(index) } = volume;
    return look(volume, `volume ${JSON.stringify(name)}`);
  });
  return gather(pod, looks);
}

/** What can be found; what cannot be seen is noted, and the rest is still judged. */
export function gather({ object }: PodView, looks: readonly Look[]): readonly Fault[] {
  const faults: Fault[] = [];
  for (const look of looks) {
    const fault = object.attempt(look);
    if (fault !== undefined) faults.push(fault);
  }
  return faults;
}

/** The items of a list, each to be looked at by itself. */
export function items<T>(list: readonly T[] = []): (() => T | undefined)[] {
  const looks: (() => T | undefined)[] = [];
  for (let index = 0; index < list.length; index++) looks.push(() => list[index]);
  return looks;
}

/** The texts of a list that can be seen; a null is an empty text to the API server. */
export function seenTexts({ object }: PodView, list?: readonly string[]): readonly string[] {
  return items(list).flatMap((look) => object.attempt(() => look() ?? "") ?? []);
}

export const podPart = "pod";

export function isText(value: unknown): string {
  return `is ${JSON.stringify(value)}`;
}
