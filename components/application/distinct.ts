import type { Fault } from "../shared/faults";
import type { ApplicationSettings } from "./contract";
import { planOf, serviceNames } from "./defaults";
import { databasesOf } from "./validate";

/**
 * Faults of applications, by name, that would share a database or the name of an object. Paths begin with the name of
 * an application. Pure.
 */
export function distinctFaults(applications: Readonly<Record<string, ApplicationSettings>>): readonly Fault[] {
  const plans = Object.entries(applications).map(([service, settings]) => planOf({ ...settings, service }));
  const databases = plans.flatMap((plan) =>
    databasesOf(plan).map(([path, name]) => ({ path: `${plan.service}.${path}`, name, owner: plan.service })),
  );
  const beside = plans.flatMap(({ service, services }) =>
    serviceNames
      .filter((name) => services[name]?.mode === "install")
      .map((name) => ({ prefix: `${service}-${name}`, owner: service, name })),
  );
  return [
    ...plans.flatMap(({ service }) =>
      beside
        .filter(({ prefix }) => service === prefix || service.startsWith(`${prefix}-`))
        .map(({ owner, name }) => ({
          path: service,
          value: service,
          problem: `is a name that ${name} of ${owner} takes`,
          allowed: `names that do not begin with ${owner}-${name}`,
          cure: "rename one of the two applications",
        })),
    ),
    ...databases.flatMap(({ path, name, owner }, index) =>
      databases
        .slice(0, index)
        .filter((earlier) => earlier.name === name && earlier.owner !== owner)
        .map((earlier) => ({
          path,
          value: name,
          problem: `is the database of ${earlier.path}`,
          allowed: "a database of its own",
          cure: "name another one",
        })),
    ),
  ];
}
