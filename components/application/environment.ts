import type { LoginPod } from "../shared/database/contract";
import { sortedEntries } from "../shared/faults";
import type { EnvValue } from "../shared/workload/contract";
import { connected, placeholdersOf } from "./connection";
import type { Templates } from "./contract";
import { type Plan, type ServiceName, serviceNames } from "./defaults";
import type { Provided } from "./site";
import { passwordTemplate, render } from "./templates";

type Environment = Readonly<Record<string, EnvValue>>;

/**
 * Variables of the application: of the database, of its services, secrets, and what its settings say. In this order, for
 * `$(NAME)` means a variable that stands before.
 *
 * @param secret name of the Secret that holds `secrets`, each under the name of its variable.
 */
export function environmentOf(
  plan: Plan,
  provided: { readonly [S in ServiceName]?: Provided | undefined },
  login: LoginPod | undefined,
  secret: string,
): Environment {
  return {
    ...(login === undefined ? {} : databaseVariables(login, plan.database?.env ?? {})),
    ...Object.fromEntries(serviceNames.flatMap((name) => variablesOf(plan.services[name]?.env, provided[name]))),
    ...Object.fromEntries(sortedEntries(plan.secrets).map(([name]) => [name, { secret, key: name }])),
    ...plan.env,
  };
}

function databaseVariables({ env }: LoginPod, templates: Templates): Environment {
  const own = Object.entries(templates).map(
    ([name, template]) => [name, connected(env, (connection) => render(template, placeholdersOf(connection)))] as const,
  );
  return { ...Object.fromEntries(sortedEntries(env)), ...Object.fromEntries(own) };
}

function variablesOf(
  templates: Templates = {},
  provided: Provided | undefined,
): readonly (readonly [string, EnvValue])[] {
  if (provided === undefined) return [];
  const { password, host, port } = provided;
  const values = { host, port: String(port) };
  return Object.entries(templates).map(([name, template]) => [
    name,
    template === passwordTemplate && password !== undefined ? password : render(template, values),
  ]);
}
