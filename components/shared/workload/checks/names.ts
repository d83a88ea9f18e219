import { fault, type Fault, keyPath, sortedEntries } from "../../faults";
import { appLabels, isLabelKey, isLabelValue } from "../../labels";
import { isDnsLabel } from "../../names";
import type { Description } from "../contract";

/** Names, labels and the image. */
export function nameFaults(description: Description): readonly Fault[] {
  const { namespace, service, image, command, args, partOf } = description;
  return [
    ...(isDnsLabel(namespace)
      ? []
      : [fault("namespace", namespace, "a DNS label that starts with a letter, at most 63 characters", "rename it")]),
    ...(isDnsLabel(service) && service.length <= longestService
      ? []
      : [
          fault(
            "service",
            service,
            `a DNS label that starts with a letter, at most ${longestService} characters`,
            "rename it",
          ),
        ]),
    ...imageFaults("image", image),
    ...wordsFaults("command", command),
    ...wordsFaults("args", args),
    ...(partOf === undefined || (partOf !== "" && isLabelValue(partOf))
      ? []
      : [fault("partOf", partOf, labelText, "write the name of the application")]),
    ...labelFaults(description),
    ...annotationFaults(description),
  ];
}

/** A StatefulSet names its revisions after itself, and a label must hold the name. */
const longestService = 52;

const imageForm =
  /^(?<registry>[\w.-]+(:\d+)?\/)?([a-z0-9]+([._-]+[a-z0-9]+)*\/)*[a-z0-9]+([._-]+[a-z0-9]+)*(:(?<tag>\w[\w.-]{0,127}))?(@(?<digest>sha256:[0-9a-f]{64}))?$/;

/** An image that means the same tomorrow. */
export function imageFaults(path: string, image: string): readonly Fault[] {
  const { tag, digest } = imageForm.exec(image)?.groups ?? {};
  if (digest !== undefined || (tag !== undefined && tag !== "latest")) return [];
  return [
    fault(path, image, "an image with a tag other than latest, or with a digest", "pin it, as in registry/name:TAG"),
  ];
}

function wordsFaults(path: string, words: readonly string[] | undefined): readonly Fault[] {
  return words?.length === 0 ? [fault(path, words, "one word or more", "leave it out to keep the image's own")] : [];
}

const labelText = "up to 63 letters, digits, dashes, dots and underscores";

/** Labels that a workload sets, or would set. */
const ownLabels: readonly string[] = [
  appLabels.name,
  appLabels.instance,
  appLabels.version,
  appLabels.partOf,
  appLabels.managedBy,
];

function labelFaults({ podLabels = {} }: Description): readonly Fault[] {
  return sortedEntries(podLabels).flatMap(([key, value]) => {
    const at = keyPath("podLabels", key);
    if (!isLabelKey(key)) return [fault(at, key, "a label key such as team or example.com/team", "rename it")];
    if (ownLabels.includes(key)) return [fault(at, value, "labels that the workload does not set itself", "remove it")];
    return isLabelValue(value) ? [] : [fault(at, value, labelText, "shorten it, or use an annotation")];
  });
}

function annotationFaults({ podAnnotations = {} }: Description): readonly Fault[] {
  return Object.keys(podAnnotations)
    .filter((key) => !isLabelKey(key))
    .map((key) =>
      fault(keyPath("podAnnotations", key), key, "an annotation key such as team or example.com/team", "rename it"),
    );
}
