import { fault, type Fault, keyPath, sortedEntries } from "../../faults";
import type { Limits, Quantities } from "../../limits";
import { isDnsLabel } from "../../names";
import { parseQuantity } from "../../quantity";
import type { Description, Volume, VolumeMount } from "../contract";
import { writableBytes } from "../defaults";
import { boundFaults } from "./limit-range";
import { isDirectory, known, knownItems } from "./values";

/** Volumes of the pods, and where they are mounted. */
export function volumeFaults(description: Description, limits: Limits): readonly Fault[] {
  const { writablePaths = {}, persistentPaths = {}, volumes = [] } = description;
  return [
    ...sortedEntries(writablePaths).flatMap(([name, { path, sizeLimit }]) => {
      const at = keyPath("writablePaths", name);
      return [
        ...volumeNameFaults(at, name),
        ...directoryFaults(at, path),
        ...(sizeLimit === undefined ? [] : sizeFaults(`${at}.sizeLimit`, sizeLimit)),
      ];
    }),
    ...sortedEntries(persistentPaths).flatMap(([name, { path, size }]) => {
      const at = keyPath("persistentPaths", name);
      return [...volumeNameFaults(at, name), ...directoryFaults(at, path), ...claimFaults(`${at}.size`, size, limits)];
    }),
    ...volumes.flatMap((volume, index) => sourceFaults(`volumes[${index}]`, volume)),
    ...memoryFaults(description),
    ...twiceFaults(description),
    ...mountFaults(description),
  ];
}

function volumeNameFaults(path: string, name: string): readonly Fault[] {
  return isDnsLabel(name) ? [] : [fault(path, name, "a DNS label that starts with a letter", "rename it")];
}

function directoryFaults(path: string, directory: string): readonly Fault[] {
  return isDirectory(directory)
    ? []
    : [fault(`${path}.path`, directory, "an absolute path such as /var/cache", "write a directory below the root")];
}

function sizeFaults(path: string, size: string): readonly Fault[] {
  return (parseQuantity(size) ?? 0) > 0
    ? []
    : [fault(path, size, "a size such as 64Mi", "write a number and one unit")];
}

function claimFaults(path: string, size: string, { persistentVolumeClaim }: Limits): readonly Fault[] {
  const malformed = sizeFaults(path, size);
  if (malformed.length > 0) return malformed;
  const requests: Quantities = { storage: size };
  return boundFaults(
    { kind: "persistentVolumeClaim", pathOf: () => path },
    { requests, limits: {} },
    persistentVolumeClaim,
  );
}

/** What a volume may be at the level restricted, and be told in advance. */
const sources = [
  "configMap",
  "csi",
  "downwardAPI",
  "emptyDir",
  "image",
  "persistentVolumeClaim",
  "projected",
  "secret",
];

function sourceFaults(path: string, volume: Volume): readonly Fault[] {
  const found = Object.keys(volume).filter((key) => key !== "name");
  const [source = ""] = found;
  return found.length === 1 && sources.includes(source)
    ? []
    : [fault(path, found, `one of ${sources.join(", ")}`, "use another kind, or persistentPaths for a claim per pod")];
}

function memoryFaults(description: Description): readonly Fault[] {
  const limit = parseQuantity(description.resources.limits.memory);
  const held = writableBytes(description, "memory");
  return held === 0 || limit === undefined || held < limit
    ? []
    : [
        fault(
          "writablePaths",
          `${Math.ceil(held / 2 ** 20)}Mi`,
          `less in memory than resources.limits.memory (${description.resources.limits.memory})`,
          "shrink the paths, keep them on disk, or raise the limit",
        ),
      ];
}

/** Names of all volumes, and paths of all mounts, with where they stand. */
function twiceFaults({ writablePaths = {}, persistentPaths = {}, volumes = [], volumeMounts = [] }: Description) {
  const own = [
    ...sortedEntries(writablePaths).map(([name, { path }]) => ({ at: keyPath("writablePaths", name), name, path })),
    ...sortedEntries(persistentPaths).map(([name, { path }]) => ({ at: keyPath("persistentPaths", name), name, path })),
  ];
  const names = [
    ...own.map(({ at, name }) => ({ path: at, value: name })),
    ...volumes.map(({ name }, index) => ({ path: `volumes[${index}].name`, value: known(name) })),
  ];
  const paths = [
    ...own.map(({ at, path }) => ({ path: `${at}.path`, value: path })),
    ...volumeMounts.map(({ mountPath }, index) => ({
      path: `volumeMounts[${index}].mountPath`,
      value: known(mountPath),
    })),
  ];
  return [
    ...repeated(names, "a name that no other volume has"),
    ...repeated(paths, "a directory where nothing else is mounted"),
  ];
}

function repeated(all: readonly { readonly path: string; readonly value: string | undefined }[], allowed: string) {
  return all
    .filter(({ value }, index) => value !== undefined && all.findIndex((each) => each.value === value) < index)
    .map(({ path, value }) => fault(path, value, allowed, "change one of the two"));
}

function mountFaults(description: Description): readonly Fault[] {
  const { writablePaths = {}, persistentPaths = {}, volumes = [] } = description;
  const { volumeMounts = [], sidecars = [], initContainers = [] } = description;
  const names = [
    ...Object.keys(writablePaths),
    ...Object.keys(persistentPaths),
    ...volumes.flatMap(({ name }) => known(name) ?? []),
  ];
  const faultsOf = (path: string, mounts: readonly VolumeMount[]): readonly Fault[] =>
    mounts.flatMap(({ name }, index) => {
      const mounted = known(name);
      if (mounted === undefined || names.includes(mounted)) return [];
      const allowed = names.length === 0 ? "a volume, of which there is none" : names.sort().join(", ");
      return [fault(`${path}[${index}].name`, mounted, allowed, "name a volume, or add it to `volumes`")];
    });
  return [
    ...faultsOf("volumeMounts", volumeMounts),
    ...sidecars.flatMap((each, index) => faultsOf(`sidecars[${index}].volumeMounts`, knownItems(each.volumeMounts))),
    ...initContainers.flatMap((each, index) =>
      faultsOf(`initContainers[${index}].volumeMounts`, knownItems(each.volumeMounts)),
    ),
  ];
}
