import * as pulumi from "@pulumi/pulumi";

/** Settings or inputs, by name. */
export type Section = Readonly<Record<string, unknown>>;

/** One registration as the engine would have received it. */
export interface Registration {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly provider: string | undefined;
  readonly custom: boolean;
}

export interface Recording<T> {
  readonly result: T;
  readonly registrations: readonly Registration[];
  /** The one registration of that type and, if given, name; fails when there is none or more than one. */
  one(type: string, name?: string): Registration;
  all(type: string): readonly Registration[];
}

/** What functions of a provider answer, by token, and outputs (`id` too) of resources, by type; any other echoes its inputs. */
export type Answers = Readonly<Record<string, Answer | ((name: string) => Answer)>>;
type Answer = Readonly<Record<string, unknown>>;

/** Runs a program under Pulumi's mocks and returns what it registered, in order of arrival. */
export async function record<T>(program: () => T | Promise<T>, answers: Answers = {}): Promise<Recording<T>> {
  const registrations: Registration[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource(args) {
        registrations.push({
          type: args.type,
          name: args.name,
          inputs: args.inputs,
          provider: args.provider,
          custom: args.custom ?? false,
        });
        const { id = `${args.name}-id`, ...outputs } = answerOf(answers[args.type], args.name) ?? {};
        return {
          id: args.custom === false ? undefined : String(id),
          state: { ...computed(args.name), ...args.inputs, ...outputs },
        };
      },
      call: (args) => answerOf(answers[args.token], "") ?? args.inputs,
    },
    "kubernetes-best-practices",
    "test",
    false,
  );
  const result = await program();
  await pulumi.runtime.disconnect();
  const all = (type: string): readonly Registration[] => registrations.filter((each) => each.type === type);
  return {
    result,
    registrations,
    all,
    one(type, name) {
      const found = all(type).filter((each) => name === undefined || each.name === name);
      const [only] = found;
      if (only === undefined || found.length > 1) {
        const names = registrations.map((each) => `${each.type} ${each.name}`).join("\n  ");
        throw new Error(`${found.length} registrations of ${type} ${name ?? ""}, expected 1, among\n  ${names}`);
      }
      return only;
    },
  };
}

/** The parts of a registration's inputs that a test names. */
export function pick(registration: Registration, ...keys: readonly string[]): Section {
  return Object.fromEntries(keys.map((key) => [key, registration.inputs[key]]));
}

/** Waits for an output; rejects instead of hanging when it never resolves. */
export async function valueOf<T>(output: pulumi.Input<T>, timeoutMs = 5000): Promise<pulumi.Unwrap<T>> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no value after ${timeoutMs} ms`)), timeoutMs);
    pulumi.output(output).apply((value) => {
      clearTimeout(timer);
      resolve(value);
    });
  });
}

const answerOf = (answer: Answers[string] | undefined, name: string): Answer | undefined =>
  typeof answer === "function" ? answer(name) : answer;

/** Outputs that many resources have and mocks must make up. */
function computed(name: string): Record<string, unknown> {
  return {
    arn: `arn:aws:mock:::${name}`,
    clientId: `${name}-client`,
    email: `${name}@mock.iam.gserviceaccount.com`,
    name: `${name}-name`,
    principalId: `${name}-principal`,
    selfLink: `https://mock/${name}`,
    urn: undefined,
  };
}
