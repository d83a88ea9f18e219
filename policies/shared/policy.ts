import type { PolicyConfigSchema } from "@pulumi/policy";
import { quoted, type Fault } from "./messages";
import type { KubernetesObject } from "./objects";
import type { Opaque, Program, Settings } from "./program";
import { object, Unseen, type Read, type Shape } from "./shape";

/** How a violation ends: `mandatory` fails the preview and the update, `advisory` is told. */
export type Enforcement = "mandatory" | "advisory";

/** The verdict on one object, or on the program as a whole; without faults it passes. */
export interface Judgement {
  readonly subject: KubernetesObject | undefined;
  readonly faults: readonly Fault[];
}

/** Manifests that show what a policy does, and prove it: a test runs each. */
export interface Example {
  readonly title: string;
  readonly objects: readonly object[];
  /** Resources that hide their objects. */
  readonly opaque?: readonly Opaque[];
  /** Settings of policies by name, as the configuration file gives them. */
  readonly config?: Readonly<Record<string, Settings>>;
}

export interface Examples {
  readonly pass: readonly Example[];
  readonly fail: readonly (Example & {
    /** Every fault, as `faultText` words it. */
    readonly faults: readonly string[];
  })[];
  /** What the policy has nothing to say about. */
  readonly skip: readonly Example[];
}

type Fields = Readonly<Record<string, Shape<unknown>>>;
type Values<F extends Fields> = Readonly<{ [K in keyof F]: Read<F[K]> | undefined }>;

interface Words {
  /** Unique in its pack; a key of the configuration file. */
  readonly name: string;
  /** The rule, in a sentence. */
  readonly description: string;
  readonly enforcement: Enforcement;
  /** Why it is mandatory or only advisory. */
  readonly why: string;
  /** Where the rule comes from: a page of documentation. */
  readonly source: string;
  /** What to do about a violation, in a sentence. */
  readonly cure: string;
  readonly examples: Examples;
}

interface Configured<F extends Fields> {
  /** Settings of this policy, by name; see `setting`. */
  readonly settings?: F;
}

interface OfObjects<F extends Fields> extends Words, Configured<F> {
  readonly scope: "object";
  /**
   * Judges one object by itself and by what the program has registered so far; undefined when the rule is not about
   * such an object.
   */
  readonly judge: (subject: KubernetesObject, program: Program, settings: Values<F>) => readonly Fault[] | undefined;
  /** False while something that decides the verdict may still be registered; then it is judged when all is. */
  readonly settled?: (subject: KubernetesObject, program: Program) => boolean;
}

interface OfProgram<F extends Fields> extends Words, Configured<F> {
  readonly scope: "program";
  /** Judges everything that the program registers. */
  readonly judge: (program: Program, settings: Values<F>) => readonly Judgement[];
}

/** A rule of a pack. */
export interface Policy extends Words {
  readonly scope: "object" | "program";
  readonly configSchema: PolicyConfigSchema | undefined;
  /** Judges the given objects, or all. */
  readonly judge: (program: Program, subjects?: readonly KubernetesObject[]) => readonly Judgement[];
  readonly settled: (subject: KubernetesObject, program: Program) => boolean;
}

/** A policy whose settings others may read. */
export interface ConfiguredPolicy<F extends Fields> extends Policy {
  readonly settingsIn: (program: Program) => Values<F>;
}

/** A rule about single objects, judged as soon as it can be: before the object is made. */
export function objectPolicy<const F extends Fields>(spec: Omit<OfObjects<F>, "scope">): ConfiguredPolicy<F> {
  const settingsIn = settingsReader(spec.name, spec.settings);
  const judgeOne = (subject: KubernetesObject, program: Program): readonly Judgement[] => {
    const faults = subject.attempt(() => spec.judge(subject, program, settingsIn(program)));
    return faults === undefined ? [] : [{ subject, faults }];
  };
  return {
    ...spec,
    scope: "object",
    configSchema: schemaOf(spec.settings),
    settingsIn,
    settled: spec.settled ?? (() => true),
    judge: (program, subjects = program.objects) => subjects.flatMap((each) => judgeOne(each, program)),
  };
}

/** A rule about objects together, judged when the program has registered all of them. */
export function programPolicy<const F extends Fields>(spec: Omit<OfProgram<F>, "scope">): ConfiguredPolicy<F> {
  const settingsIn = settingsReader(spec.name, spec.settings);
  return {
    ...spec,
    scope: "program",
    configSchema: schemaOf(spec.settings),
    settingsIn,
    settled: () => false,
    judge: (program) => spec.judge(program, settingsIn(program)),
  };
}

function schemaOf(settings: Fields | undefined): PolicyConfigSchema | undefined {
  if (settings === undefined) return undefined;
  return { properties: Object.fromEntries(Object.entries(settings).map(([key, { schema }]) => [key, schema])) };
}

/** Reads what the user configured over what stands by default, once per configuration. */
function settingsReader<F extends Fields>(name: string, fields: F | undefined): (program: Program) => Values<F>;
function settingsReader(name: string, fields: Fields = {}): (program: Program) => Values<Fields> {
  const shape = object(fields);
  const defaults = Object.fromEntries(Object.entries(fields).map(([key, { schema }]) => [key, schema.default]));
  const known = new WeakMap<object, Values<Fields>>();
  return ({ settings }) => {
    const given = settings.get(name) ?? none;
    const values = known.get(given) ?? complete(name, fields, shape.read({ ...defaults, ...given }, name), given);
    known.set(given, values);
    return values;
  };
}

const none: Settings = {};

/** @throws WrongSettings */
function complete(name: string, fields: Fields, values: Values<Fields>, given: Settings): Values<Fields> {
  const wrong = Object.keys(given).filter((key) => !(key in fields));
  if (wrong.length > 0) {
    const all = Object.keys(fields);
    const allowed = all.length === 0 ? "it takes none" : `it takes ${quoted(all)}`;
    throw new WrongSettings(`The policy "${name}" has no setting ${quoted(wrong)}; ${allowed}.`);
  }
  refuseMistakes(values);
  return values;
}

/** A mistake in the file of policy configuration; CrossGuard shows it and stops. */
class WrongSettings extends Error {
  constructor(message: string) {
    super(message);
    // CrossGuard shows the stack, of which only the message helps who wrote the file.
    this.stack = message;
  }
}

/** Looks at every value, so that one of the wrong form is told at once. @throws WrongSettings */
function refuseMistakes(value: unknown): void {
  if (typeof value !== "object" || value === null) return;
  for (const key of Object.keys(value)) {
    try {
      refuseMistakes(Reflect.get(value, key));
    } catch (error) {
      if (!(error instanceof Unseen)) throw error;
      throw new WrongSettings(`The configuration of the policy is wrong: ${error.message}.`);
    }
  }
}
