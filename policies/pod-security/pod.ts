import type { KubernetesObject } from "../shared/objects";
import { eachContainer, readPod, type PodCarrier } from "../shared/pods";
import { anything, boolean, integer, list, map, object, text, type Read } from "../shared/shape";

/** What the Pod Security Standards look at of a pod. */

const profile = object({ type: text });

const ofPodAndContainer = {
  appArmorProfile: profile,
  runAsNonRoot: boolean,
  runAsUser: integer,
  seLinuxOptions: object({ type: text, user: text, role: text }),
  seccompProfile: profile,
  windowsOptions: object({ hostProcess: boolean }),
};

const target = object({ host: text });
const handler = object({ httpGet: target, tcpSocket: target });

const container = object({
  name: text,
  ports: list(object({ containerPort: integer, hostPort: integer })),
  livenessProbe: handler,
  readinessProbe: handler,
  startupProbe: handler,
  lifecycle: object({ postStart: handler, preStop: handler }),
  securityContext: object({
    ...ofPodAndContainer,
    allowPrivilegeEscalation: boolean,
    capabilities: object({ add: list(text), drop: list(text) }),
    privileged: boolean,
    procMount: text,
  }),
});

/** Every source of a volume by its key, whether this pack knows it or not. */
const volume = map(anything);

export const podShape = object({
  metadata: object({ annotations: map(text) }),
  spec: object({
    os: object({ name: text }),
    hostIPC: boolean,
    hostNetwork: boolean,
    hostPID: boolean,
    hostUsers: boolean,
    securityContext: object({ ...ofPodAndContainer, sysctls: list(object({ name: text })) }),
    volumes: list(volume),
    initContainers: list(container),
    containers: list(container),
    ephemeralContainers: list(container),
  }),
});

export type Container = Read<typeof container>;
export type Handler = Read<typeof handler>;
export type Volume = Read<typeof volume>;
export type Spec = NonNullable<Read<typeof podShape>["spec"]>;

/** The type of a profile; undefined without a profile, null in one that has none, which is a mistake. */
export function profileType(given: Read<typeof profile> | undefined): string | null | undefined {
  return given && (given.type ?? null);
}

/** The pods that a carrier makes, as controls look at them. */
export interface PodView {
  readonly object: KubernetesObject;
  readonly template: Read<typeof podShape>;
  readonly spec: Spec;
  /** Each with its name in messages. */
  readonly containers: readonly (readonly [container: Container, part: string])[];
}

const views = new WeakMap<KubernetesObject, PodView>();

/** Reads the pods of a carrier, once for all controls. @throws Unseen */
export function viewOf(carrier: PodCarrier): PodView | undefined {
  const known = views.get(carrier.object);
  if (known !== undefined) return known;
  const template = readPod(carrier, podShape);
  if (template === undefined) return undefined;
  const { spec = {} } = template;
  const containers = eachContainer(carrier, spec, (container, part) => [[container, part] as const]);
  const view = { object: carrier.object, template, spec, containers };
  views.set(carrier.object, view);
  return view;
}
