import type { Fault } from "../../components";
import { secret } from "./faults";
import { parsePath, valueAt } from "./paths";
import { project } from "./config-keys";
import { nearestOf } from "./unknown-keys";

/**
 * Keys outside the project's namespace that mislead: a misspelt namespace, and a provider's own key that says
 * something else than the setting does (the program configures its providers itself, so it would have no effect).
 */
export function foreignKeyFaults(
  raw: Readonly<Record<string, unknown>>,
  file: Readonly<Record<string, unknown>>,
  providerKeys: Readonly<Record<string, string>>,
  secretKeys: ReadonlySet<string>,
): readonly Fault[] {
  return Object.entries(raw).flatMap(([key, given]) => {
    const value = secretKeys.has(key) ? secret : given;
    const [namespace = "", ...rest] = key.split(":");
    if (namespace !== project && nearestOf(namespace, [project]) !== undefined)
      return [
        {
          path: key,
          value,
          problem: "is not of this project",
          allowed: project,
          cure: `rename it to ${[project, ...rest].join(":")}`,
        },
      ];

    const setting = Object.hasOwn(providerKeys, key) ? providerKeys[key] : undefined;
    if (setting === undefined) return [];
    const ours = valueAt(file, parsePath(setting));
    if (ours === given) return [];
    return [
      {
        path: key,
        value,
        problem: ours === undefined ? `has no effect in place of ${setting}` : `contradicts the setting ${setting}`,
        allowed: `nothing, or the same as ${setting}`,
        cure: `remove it (pulumi config rm ${key}) and set ${setting}`,
      },
    ];
  });
}
