import type { Environment } from "../engine/environment";
import type { ProviderBehaviour, ResourceBehaviour, Subject } from "./behaviour";
import { at, differences, firstKey, touches, withValue } from "./differences";
import type { FaultInjector } from "./faults";
import type { Finding, Judge } from "./judge";
import type { Ledger } from "./ledger";
import { withSecretsOf } from "./ledger";
import type { Checked, Created, Held, Plan, Provider, Target } from "./provider";
import type { Properties, Value } from "./values";
import { canonical, digest, isObject, isSecret, reveal, secret, text, unknown } from "./values";

export type { Created, Target } from "./provider";

/** What all stand-ins of one run share. */
export interface World {
  readonly ledger: Ledger;
  readonly faults: FaultInjector;
  /** Absent when there are no schemas to judge by. */
  readonly judge: Judge | undefined;
  /** Where settings that the official provider takes from the environment are. */
  readonly env: Environment;
}

/**
 * Stands in for a provider plugin: keeps inputs, makes up what a cloud would compute, and plans replacements as the
 * provider's data says. Everything it makes up is the same in every run of the same program.
 */
export class StandIn implements Provider {
  constructor(
    readonly behaviour: ProviderBehaviour,
    private readonly world: World,
  ) {}

  check(target: Target, olds: Properties, news: Properties): Checked {
    const findings = this.world.judge?.resource(target.type, news) ?? [];
    const autoname = this.of(target.type).autoname;
    if (autoname === undefined || at(news, autoname) !== undefined) return { inputs: news, findings };
    const name = at(olds, autoname) ?? `${target.name}-${digest(7, target.urn, canonical(news))}`;
    return { inputs: withValue(news, autoname, name), findings };
  }

  checkConfig(news: Properties): Checked {
    const { unknownConfig = {} } = this.behaviour;
    const inputs = Object.entries(news).map(([name, value]): [string, Value] => [
      name,
      reveal(value) === unknown ? (unknownConfig[name] ?? value) : value,
    ]);
    return {
      inputs: Object.fromEntries(inputs),
      findings: this.world.judge?.resource(`pulumi:providers:${this.behaviour.package}`, news) ?? [],
    };
  }

  diff(target: Target, oldInputs: Properties, news: Properties): Plan {
    const { replaces = [], deleteBeforeReplace = false } = this.of(target.type);
    return plan(oldInputs, news, replaces, deleteBeforeReplace);
  }

  diffConfig(oldInputs: Properties, news: Properties): Plan {
    return plan(oldInputs, news, this.behaviour.replacesProvider ?? [], false);
  }

  async create(target: Target, inputs: Properties, preview: boolean): Promise<Created> {
    if (preview) return { id: "", outputs: this.expectedOutputs(target, inputs) };
    await this.world.faults.before("create", target.type);
    const id = this.idOf(this.subject(target, inputs, canonical(inputs)));
    return this.store(target, id, inputs);
  }

  async update(target: Target, id: string, inputs: Properties, preview: boolean): Promise<Properties> {
    if (preview) return this.outputs(this.subject(target, inputs, id), id, inputs);
    await this.world.faults.before("update", target.type);
    return this.store(target, id, inputs).outputs;
  }

  async delete(target: Target, id: string): Promise<void> {
    await this.world.faults.before("delete", target.type);
    const stack = stackOf(target.urn);
    this.world.ledger.delete(stack, target.type, id);
    if (this.of(target.type).holdsIdsBelow === true) {
      this.world.ledger.deleteBelow(stack, `${this.behaviour.package}:`, `${id}/`);
    }
  }

  /**
   * What the simulated cloud holds, or `undefined` when it was deleted there. A resource that the simulated cloud
   * never heard of is taken to exist: it belongs to the cloud that nobody can ask here.
   */
  async read(target: Target, id: string, held: Held): Promise<Held | undefined> {
    await this.world.faults.before("read", target.type);
    const entry = this.world.ledger.find(stackOf(target.urn), target.type, id);
    if (entry === "deleted") return undefined;
    if (entry !== undefined) {
      return { inputs: withSecretsOf(entry.inputs, held.inputs), outputs: withSecretsOf(entry.outputs, held.outputs) };
    }
    const subject = this.subject(target, { ...held.outputs, ...held.inputs }, id);
    return { inputs: held.inputs, outputs: { ...this.outputs(subject, id, held.inputs), ...held.outputs } };
  }

  invoke(token: string, args: Properties, provider: Properties): { result: Properties; findings: readonly Finding[] } {
    const findings = this.world.judge?.function(token, args) ?? [];
    const answer = this.behaviour.functions?.[token];
    if (answer === undefined) {
      throw new Error(
        `the stand-in of ${this.behaviour.package} has no answer for the function ${token}; ` +
          `give the real plugin that provider with PULUMI_REAL_PROVIDERS=${this.behaviour.package}`,
      );
    }
    return { result: answer(known(args), provider), findings };
  }

  /** What ids and outputs are made from: ids from the first inputs, outputs from the id, which no update changes. */
  subject(target: Target, inputs: Properties, seed: string): Subject {
    const plain = known(inputs);
    const autoname = this.of(target.type).autoname;
    return {
      ...target,
      inputs: plain,
      physicalName: (autoname === undefined ? undefined : text(at(plain, autoname))) ?? target.name,
      hex: (length) => digest(length, target.urn, seed),
      digits: (length) => decimal(digest(length, target.urn, seed)),
    };
  }

  private store(target: Target, id: string, inputs: Properties): Created {
    const outputs = this.outputs(this.subject(target, inputs, id), id, inputs);
    this.world.ledger.put({ stack: stackOf(target.urn), type: target.type, id, inputs, outputs });
    return { id, outputs };
  }

  /** What a preview can say: the inputs, and that the rest will be there. */
  private expectedOutputs(target: Target, inputs: Properties): Properties {
    const made = this.made(this.subject(target, inputs, ""), "");
    return merge(Object.fromEntries(Object.entries(made).map(([name, value]) => [name, notYetKnown(value)])), inputs);
  }

  private outputs(subject: Subject, id: string, inputs: Properties): Properties {
    const behaviour = this.of(subject.type);
    const all: Properties = merge(this.made(subject, id), inputs);
    for (const name of behaviour.secrets ?? []) {
      const value = all[name];
      if (value !== undefined) all[name] = secret(value);
    }
    return all;
  }

  /** The outputs that the cloud would compute. */
  private made(subject: Subject, id: string): Properties {
    return {
      ...this.behaviour.defaults.outputs?.(subject, id),
      ...this.behaviour.resources[subject.type]?.outputs?.(subject, id),
    };
  }

  private idOf(subject: Subject): string {
    return this.of(subject.type).id?.(subject) ?? subject.physicalName;
  }

  private of(type: string): ResourceBehaviour {
    return { ...this.behaviour.defaults, ...this.behaviour.resources[type] };
  }
}

function plan(before: Properties, after: Properties, replaces: readonly string[], deleteBeforeReplace: boolean): Plan {
  const found = differences(before, after);
  const replacing = found.filter((each) => replaces.some((subject) => touches(each.path, subject)));
  return {
    differences: found,
    replaces: [...new Set(replacing.map((each) => firstKey(each.path)))],
    deleteBeforeReplace,
  };
}

/** Inputs win over what was made up; maps are merged (`metadata`, `status`). */
function merge(made: Properties, inputs: Properties): Properties {
  const result: Properties = { ...made };
  for (const [name, value] of Object.entries(inputs)) result[name] = mergeValue(made[name], value);
  return result;
}

/** Lists are merged entry by entry: the cloud numbers rules that an input lists. */
function mergeValue(made: Value | undefined, input: Value): Value {
  if (Array.isArray(made) && Array.isArray(input)) return input.map((each, index) => mergeValue(made[index], each));
  return isObject(made) && isObject(input) && !isSecret(input) ? merge(made, input) : input;
}

/** The shape of a value with every leaf unknown: a nested output is as unknown as one of its own. */
function notYetKnown(value: Value): Value {
  if (!isObject(value)) return unknown;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, notYetKnown(each)]));
}

/** Values without marks, and without those that are unknown. */
function known(map: Properties): Properties {
  const plain = Object.entries(map).map(([name, value]): [string, Value] => [name, reveal(value)]);
  return Object.fromEntries(plain.filter(([, value]) => value !== unknown));
}

/** `project/stack` of `urn:pulumi:stack::project::type::name`. */
function stackOf(urn: string): string {
  const [stack = "", project = ""] = urn.replace(/^urn:pulumi:/, "").split("::");
  return `${project}/${stack}`;
}

function decimal(hexadecimal: string): string {
  return [...hexadecimal].map((each) => String(Number.parseInt(each, 16) % 10)).join("");
}
