import { through } from "../shared/known";
import type { Fault } from "../shared/messages";
import type { KubernetesObject } from "../shared/objects";
import type { Judgement } from "../shared/policy";
import type { Program } from "../shared/program";
import { boolean, list, oneOf, setting, text, Unseen } from "../shared/shape";

/** Setting of every policy of the pack. */
export const exempt = setting(list(text), "Namespaces that the policy leaves alone.", []);

const later = "is known only after the update";

/** @throws Unseen */
export function namespaceOf(object: KubernetesObject): string {
  if (object.namespace === undefined) throw new Unseen("metadata.namespace", later);
  return object.namespace;
}

/** The objects of a kind in a namespace. @throws Unseen while one of them may yet turn out to be there */
export function objectsIn(program: Program, groupKind: string, namespace: string): readonly KubernetesObject[] {
  return program.ofKind(groupKind).filter((each) => reading(each, () => namespaceOf(each)) === namespace);
}

/** Looks at an object on which the admission of the judged one depends. @throws Unseen */
export function reading<T>(source: KubernetesObject, look: () => T): T {
  return through(source, "its admission", look);
}

/** Settings of policies about namespaces: which of them are judged. */
export const choice = {
  exempt,
  all: setting(boolean, "Judge every Namespace that the program makes, not only those that receive workloads.", false),
  foreign: setting(
    oneOf("ignore", "demand"),
    "What becomes of namespaces that receive workloads and that the program does not make: `demand` judges them, too.",
    "ignore",
  ),
};

interface Choice {
  readonly exempt: readonly string[] | undefined;
  readonly all: boolean | undefined;
  readonly foreign: "ignore" | "demand" | undefined;
}

/** Looks at something and answers undefined when it cannot be seen. */
export type Attempt = <T>(look: () => T) => T | undefined;

export function attemptOf(object: KubernetesObject): Attempt {
  return (look) => object.attempt(look);
}

/** Judges each namespace that counts; one about which nothing can be said yet is left out. */
export function judgeNamespaces(
  program: Program,
  { exempt = [], all = false, foreign = "ignore" }: Choice,
  judge: (namespace: string, attempt: Attempt) => readonly Fault[],
): readonly Judgement[] {
  const own = program.ofKind("Namespace");
  const receiving = receivingNamespaces(program);
  const judged = own.filter(({ name }) => (all || receiving.has(name)) && !exempt.includes(name));
  const judgements = judged.flatMap((subject) => {
    const attempt = attemptOf(subject);
    const faults = attempt(() => judge(subject.name, attempt));
    return faults === undefined ? [] : [{ subject, faults }];
  });
  if (foreign === "ignore") return judgements;
  const others = [...receiving].filter((name) => own.every((each) => each.name !== name) && !exempt.includes(name));
  return [...judgements, ...others.flatMap((name) => judgeForeign(name, judge))];
}

/** There is no object to speak of, so each fault names the namespace. */
function judgeForeign(
  namespace: string,
  judge: (namespace: string, attempt: Attempt) => readonly Fault[],
): readonly Judgement[] {
  const faults = attemptUnnoted(() => judge(namespace, attemptUnnoted));
  if (faults === undefined) return [];
  const name = `namespace ${JSON.stringify(namespace)}`;
  return [
    {
      subject: undefined,
      faults: faults.map((fault) => ({ ...fault, part: fault.part === undefined ? name : `${name}, ${fault.part}` })),
    },
  ];
}

function attemptUnnoted<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    if (error instanceof Unseen) return undefined;
    throw error;
  }
}

function receivingNamespaces(program: Program): ReadonlySet<string> {
  const workloads = program.podCarriers().filter(({ object }) => object.groupKind !== "PodTemplate");
  return new Set(workloads.flatMap(({ object }) => object.attempt(() => namespaceOf(object)) ?? []));
}
