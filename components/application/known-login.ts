import * as pulumi from "@pulumi/pulumi";
import type { LoginPod } from "../shared/database/contract";
import type { ChartValue, ChartValues } from "../shared/chart/values";
import { sortedEntries } from "../shared/faults";
import type { EnvValue } from "../shared/workload/contract";
import { isSecretKey } from "../shared/workload/manifests/container";

/**
 * A login as values of a chart, which must all be known in a preview. What a resource makes, such as the address of a
 * server, stands in a ConfigMap, and the pods read it from there: variables by reference, words of a command line as
 * `$(NAME)`, which Kubernetes replaces by the variable.
 */
export interface KnownLogin {
  /** Variables of the containers that connect. */
  readonly env: readonly ChartValues[];
  /** Native sidecars, which come before every other init container. */
  readonly sidecars: readonly ChartValues[];
  readonly volumes: readonly ChartValues[];
  readonly volumeMounts: readonly ChartValues[];
  /** What the ConfigMap holds. */
  readonly data: Readonly<Record<string, pulumi.Input<string>>>;
}

/** What the values of a chart say of the login of its pods. */
export interface ChartLogin {
  readonly values: KnownLogin;
  readonly podLabels: LoginPod["podLabels"];
  readonly serviceAccount: string;
}

/** @param more variables beside those of libpq. */
export function knownLogin(
  pod: LoginPod,
  configMap: string,
  more: Readonly<Record<string, EnvValue>> = {},
): KnownLogin {
  const env = { ...pod.env, ...more };
  const moved = new Moved(configMap);
  return {
    env: sortedEntries(env).map(([name, value]) => moved.variable(name, name, value)),
    sidecars: pod.sidecars.map((sidecar, index) => moved.container(sidecar, `sidecar-${index}`)),
    volumes: pod.volumes.map((volume) => plainMap(volume)),
    volumeMounts: pod.volumeMounts.map((mount) => plainMap(mount)),
    data: moved.data,
  };
}

/** Collects what moves into the ConfigMap. */
class Moved {
  readonly data: Record<string, pulumi.Input<string>> = {};

  constructor(private readonly configMap: string) {}

  variable(name: string, key: string, value: EnvValue): ChartValues {
    if (typeof value === "string") return { name, value };
    if (isSecretKey(value)) return { name, valueFrom: { secretKeyRef: { name: plain(value.secret), key: value.key } } };
    this.data[key] = value;
    return { name, valueFrom: { configMapKeyRef: { name: this.configMap, key } } };
  }

  container(container: object, prefix: string): ChartValues {
    const added: ChartValues[] = [];
    const word = (input: unknown, key: string): ChartValue => {
      if (!pulumi.Output.isInstance(input)) return plain(input);
      const name = `${prefix}-${key}`.replaceAll("-", "_").toUpperCase();
      added.push(this.variable(name, `${prefix}-${key}`, input.apply(String)));
      return `$(${name})`;
    };
    const words = (key: string, list: unknown): readonly ChartValue[] =>
      Array.isArray(list) ? list.map((each: unknown, index) => word(each, `${key}-${index}`)) : [plain(list)];
    const variables = (list: unknown): readonly ChartValues[] =>
      Array.isArray(list)
        ? list.map((each: unknown, index) => this.sidecarVariable(each, `${prefix}-env-${index}`))
        : [];
    const { env, args, command, ...others } = Object.fromEntries(Object.entries(container));
    return {
      ...plainMap(others),
      ...(command === undefined ? {} : { command: words("command", command) }),
      ...(args === undefined ? {} : { args: words("args", args) }),
      // What a word of the command line names must stand among the variables.
      env: [...variables(env), ...added],
    };
  }

  private sidecarVariable(variable: unknown, key: string): ChartValues {
    if (!isMap(variable)) return plainMap(variable);
    const { name, value } = variable;
    return pulumi.Output.isInstance(value) ? this.variable(String(name), key, value.apply(String)) : plainMap(variable);
  }
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !pulumi.Output.isInstance(value);
}

function plainMap(value: unknown): ChartValues {
  if (!isMap(value)) throw new Error("a login must give maps whose form is known");
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, each]) => each !== undefined)
      .map(([key, each]) => [key, plain(each)]),
  );
}

function plain(value: unknown): ChartValue {
  if (Array.isArray(value)) return value.map((each) => plain(each));
  if (isMap(value)) return plainMap(value);
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean" || value === null)
    return value;
  throw new Error("a login must give values that are known, but for variables and words of command lines");
}
