import { fault, type Fault } from "../../faults";
import { isDnsLabel } from "../../names";
import type { Container, Description } from "../contract";
import { imageFaults } from "./names";
import { known, knownItems } from "./values";

/** Sidecars and init containers: they come complete, and keep to the level restricted. */
export function companionFaults({ service, sidecars = [], initContainers = [] }: Description): readonly Fault[] {
  const sidecarsAt = sidecars.map((container, index) => ({ path: `sidecars[${index}]`, container }));
  const othersAt = initContainers.map((container, index) => ({ path: `initContainers[${index}]`, container }));
  const all = [...sidecarsAt, ...othersAt];
  const names = [service, ...all.map(({ container }) => known(container.name))];
  return [
    ...sidecarsAt.flatMap(({ path, container }) => restartFaults(path, container, "Always")),
    ...othersAt.flatMap(({ path, container }) => restartFaults(path, container, undefined)),
    ...all.flatMap(({ path, container }, index) => [
      ...nameFaults(`${path}.name`, known(container.name), names.slice(0, index + 1)),
      ...knownImageFaults(path, container),
      ...securityFaults(`${path}.securityContext`, container),
      ...hostFaults(path, container),
    ]),
  ];
}

function restartFaults(path: string, container: Container, wanted: "Always" | undefined): readonly Fault[] {
  const found = known(container.restartPolicy);
  if (found === wanted) return [];
  return wanted === undefined
    ? [fault(`${path}.restartPolicy`, found, "none, as it runs to its end", "remove it, or make it a sidecar")]
    : [fault(`${path}.restartPolicy`, found, "Always, as it runs on", "set it, or make it an init container")];
}

function nameFaults(path: string, name: string | undefined, others: readonly (string | undefined)[]) {
  if (name === undefined || !isDnsLabel(name)) return [fault(path, name, "a DNS label", "name the container")];
  return others.includes(name) ? [fault(path, name, "a name that no other container has", "rename it")] : [];
}

function knownImageFaults(path: string, { image }: Container): readonly Fault[] {
  if (image === undefined) return [fault(`${path}.image`, undefined, "an image", "name it")];
  const text = known(image);
  return text === undefined ? [] : imageFaults(`${path}.image`, text);
}

const isTrue = (value: unknown): boolean => value === true;
const isFalse = (value: unknown): boolean => value === false;
const isUser = (value: unknown): boolean => typeof value === "number" && Number.isInteger(value) && value > 0;
const isOfRuntime = (value: unknown): boolean => JSON.stringify(value) === '{"type":"RuntimeDefault"}';
const dropsAll = (value: unknown): boolean => JSON.stringify(value) === '{"drop":["ALL"]}';

/** All that a security context may say, and whether it must. */
const contextFields: Readonly<
  Record<string, { readonly allows: (value: unknown) => boolean; readonly text: string; readonly needed?: true }>
> = {
  allowPrivilegeEscalation: { allows: isFalse, text: "false", needed: true },
  capabilities: { allows: dropsAll, text: "{ drop: [ALL] }", needed: true },
  readOnlyRootFilesystem: { allows: isTrue, text: "true", needed: true },
  appArmorProfile: { allows: isOfRuntime, text: "{ type: RuntimeDefault }" },
  privileged: { allows: isFalse, text: "false" },
  runAsGroup: { allows: isUser, text: "a group id of 1 or more" },
  runAsNonRoot: { allows: isTrue, text: "true" },
  runAsUser: { allows: isUser, text: "a user id of 1 or more" },
  seccompProfile: { allows: isOfRuntime, text: "{ type: RuntimeDefault }" },
};

function securityFaults(path: string, container: Container): readonly Fault[] {
  const context: Readonly<Record<string, unknown>> = { ...known(container.securityContext) };
  const keys = new Set([
    ...Object.keys(contextFields).filter((key) => contextFields[key]?.needed),
    ...Object.keys(context),
  ]);
  return [...keys].flatMap((key) => {
    const field = contextFields[key];
    const value = context[key];
    if (field === undefined)
      return [fault(`${path}.${key}`, value, "what the level restricted knows", "remove it, or run it elsewhere")];
    if (field.allows(value) || (value === undefined && field.needed !== true)) return [];
    return [fault(`${path}.${key}`, value, field.text, "set it, in plain values")];
  });
}

/** Ports of the node, and probes and hooks that make the kubelet speak to another host. */
function hostFaults(path: string, container: Container): readonly Fault[] {
  const { livenessProbe, readinessProbe, startupProbe, lifecycle } = container;
  const hooks = known(lifecycle);
  const handlers = {
    livenessProbe: known(livenessProbe),
    readinessProbe: known(readinessProbe),
    startupProbe: known(startupProbe),
    "lifecycle.postStart": known(hooks?.postStart),
    "lifecycle.preStop": known(hooks?.preStop),
  };
  const ofHandlers = Object.entries(handlers).flatMap(([name, handler]) => [
    { at: `${name}.httpGet.host`, value: known(handler?.httpGet)?.host },
    { at: `${name}.tcpSocket.host`, value: known(handler?.tcpSocket)?.host },
  ]);
  const ofPorts = knownItems(container.ports).flatMap(({ hostPort, hostIP }, index) => [
    { at: `ports[${index}].hostPort`, value: hostPort },
    { at: `ports[${index}].hostIP`, value: hostIP },
  ]);
  return [...ofHandlers, ...ofPorts].flatMap(({ at, value }) =>
    value === undefined
      ? []
      : [fault(`${path}.${at}`, known(value), "nothing, as a pod has a host of its own", "remove it")],
  );
}
