import { through } from "../shared/known";
import type { KubernetesObject } from "../shared/objects";
import type { Program } from "../shared/program";
import { levelLabel, versionLabel } from "./labels";
import { labelOf, namespaceLevels } from "./namespaces/namespace-levels";
import { parseLevel, parseVersion, type Level } from "./standards";

/** What a namespace asks of pods. */
export interface Standard {
  /** The level that it enforces: the API server refuses what breaks it. Undefined while nothing says so. */
  readonly enforced: Level | undefined;
  /** The level that it must have as long as no exemption allows less. */
  readonly required: Level;
  /** Minor version of both. */
  readonly version: number;
}

/** By the labels of the program's own Namespace, else by the settings. @throws Unseen */
export function standardOf(
  program: Program,
  name: string | undefined,
  namespace = ownNamespace(program, name),
): Standard {
  const settings = namespaceLevels.settingsIn(program);
  const { default: fallback = "restricted", version: defaultVersion = "latest", cluster = "latest" } = settings;
  const named = name === undefined ? undefined : settings.namespaces?.[name];
  const label = (key: string): string | undefined => namespace && labelOf(namespace, key);
  const enforce = label(levelLabel("enforce"));
  const version = label(versionLabel("enforce")) ?? named?.version ?? defaultVersion;
  return {
    enforced: enforce === undefined ? named?.level : parseLevel(enforce),
    required: enforce === undefined ? (named?.level ?? fallback) : fallback,
    version: Math.min(parseVersion(version), parseVersion(cluster)),
  };
}

/** The same for the namespace of a workload. @throws Unseen as what the workload depends on */
export function standardFor(program: Program, { namespace: name }: KubernetesObject): Standard {
  const namespace = ownNamespace(program, name);
  const look = (): Standard => standardOf(program, name, namespace);
  return namespace === undefined ? look() : through(namespace, "metadata.namespace", look);
}

/**
 * True when nothing that the program may still register changes what the namespace of a workload asks. Settings do not
 * settle it: the labels of a Namespace that the program makes after all come before them.
 */
export function isSettled(program: Program, { namespace: name }: KubernetesObject): boolean {
  return ownNamespace(program, name) !== undefined;
}

function ownNamespace(program: Program, name: string | undefined): KubernetesObject | undefined {
  return name === undefined ? undefined : program.namespace(name);
}
