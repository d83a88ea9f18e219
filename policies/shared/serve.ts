import {
  PolicyPack,
  type Policies,
  type PolicyResource,
  type ResourceValidationArgs,
  type StackValidationArgs,
} from "@pulumi/policy";
import { violationText } from "./messages";
import { isKubernetesObject, KubernetesObject } from "./objects";
import { opaqueResources } from "./opaque";
import type { Pack } from "./pack";
import { carrierTable, podCarriers } from "./pod-carriers";
import type { Judgement, Policy } from "./policy";
import { Program, type Settings } from "./program";

/**
 * Serves a pack to the engine.
 * @param folder where the package.json of the pack stands: CrossGuard takes the version from the working folder
 */
export function serve(pack: Pack, folder: string): void {
  process.chdir(folder);
  const { name, displayName, description } = pack;
  new PolicyPack(name, { displayName, description, policies: crossGuardPolicies(pack) });
}

/**
 * The policies as CrossGuard runs them. A resource is judged when it is registered, so before it is made, as far as the
 * verdict is settled by then; everything else when the program has registered all. Inputs are judged, never outputs:
 * those are empty while the cluster itself is still to be made.
 */
export function crossGuardPolicies(pack: Pack): Policies {
  const session = new Session();
  return pack.policies.map((policy) => ({
    name: policy.name,
    displayName: policy.name,
    description: policy.description,
    enforcementLevel: policy.enforcement,
    remediationSteps: policy.cure,
    url: policy.source,
    ...(policy.configSchema === undefined ? {} : { configSchema: policy.configSchema }),
    ...(policy.scope === "object" ? { validateResource: early(policy, session) } : {}),
    validateStack: late(policy, session),
  }));
}

type Report = (message: string, urn?: string) => void;

function early(policy: Policy, session: Session) {
  return (args: ResourceValidationArgs, report: Report): void => {
    if (!isKubernetesObject(args.type)) return;
    session.configure(policy, args.getConfig());
    const object = session.register(policy, args);
    const program = session.soFar();
    if (!policy.settled(object, program)) return;
    session.judgedEarly(policy, object);
    for (const each of policy.judge(program, [object])) reportFaults(policy, each, report);
  };
}

function late(policy: Policy, session: Session) {
  return (args: StackValidationArgs, report: Report): void => {
    session.configure(policy, args.getConfig());
    const program = session.complete(policy, args);
    const left = policy.scope === "program" ? undefined : session.leftFor(policy, program);
    for (const each of policy.judge(program, left)) reportFaults(policy, each, report);
  };
}

function reportFaults(policy: Policy, { subject, faults }: Judgement, report: Report): void {
  if (faults.length === 0) return;
  report(violationText(subject, faults, policy.cure), subject?.urn);
}

/** What a run of the engine has shown so far. One pack process may see a preview and then the update. */
class Session {
  private readonly settings = new Map<string, Settings>();
  private readonly objects = new Map<string, Registration>();
  private program: Program | undefined;
  private whole: { readonly program: Program; readonly readers: Set<Policy> } | undefined;

  /** Keeps what the user configured for a policy; CrossGuard tells it only when the policy runs. */
  configure(policy: Policy, config: Settings): void {
    if (!this.settings.has(policy.name)) this.settings.set(policy.name, config);
  }

  /**
   * The object of a resource. CrossGuard unpacks the resource anew for every policy; the first one's is kept for all. A
   * policy that asks a second time has met the resource in another run, which starts afresh.
   */
  register(policy: Policy, args: ResourceValidationArgs): KubernetesObject {
    const known = this.objects.get(args.urn);
    if (known !== undefined && !known.readers.has(policy)) {
      known.readers.add(policy);
      return known.object;
    }
    const object = objectOf(args);
    this.objects.set(args.urn, { object, readers: new Set([policy]), judged: new Set() });
    if (known === undefined) this.program?.add(object);
    else this.program = undefined;
    return object;
  }

  judgedEarly(policy: Policy, object: KubernetesObject): void {
    this.objects.get(object.urn)?.judged.add(policy);
  }

  soFar(): Program {
    this.program ??= this.toProgram([...this.objects.values()].map((each) => each.object));
    return this.program;
  }

  /** Everything that the stack holds, resolved and ready to be judged as a whole. */
  complete(policy: Policy, args: StackValidationArgs): Program {
    if (this.whole === undefined || this.whole.readers.has(policy)) {
      this.whole = { program: this.toWhole(args.resources), readers: new Set() };
    }
    this.whole.readers.add(policy);
    return this.whole.program;
  }

  leftFor(policy: Policy, program: Program): readonly KubernetesObject[] {
    return program.objects.filter((each) => this.objects.get(each.urn)?.judged.has(policy) !== true);
  }

  private toWhole(resources: readonly PolicyResource[]): Program {
    const shown = resources.filter((each) => isKubernetesObject(each.type));
    const objects = new Map(shown.map((each) => [each.urn, this.objects.get(each.urn)?.object ?? objectOf(each)]));
    for (const resource of shown) resolveNamespace(resource, objects);
    const seen = resources.map(({ type, urn, name, parent }) => ({ type, urn, name, parent: parent?.urn }));
    return this.toProgram([...objects.values()], seen);
  }

  private toProgram(
    objects: readonly KubernetesObject[],
    resources: Parameters<typeof opaqueResources>[0] = [],
  ): Program {
    const { settings } = this;
    const program = { objects, settings, opaque: opaqueResources(resources), today: new Date() };
    const { carriers } = podCarriers.settingsIn(new Program({ ...program, carriers: {} }));
    return new Program({ ...program, carriers: carrierTable(carriers) });
  }
}

interface Registration {
  readonly object: KubernetesObject;
  /** Policies that have had this object. */
  readonly readers: Set<Policy>;
  /** Policies whose verdict was settled when the resource was registered. */
  readonly judged: Set<Policy>;
}

function objectOf({ type, urn, name, props, provider }: ResourceValidationArgs | PolicyResource): KubernetesObject {
  const namespace = defaultNamespace(provider?.props);
  return new KubernetesObject({
    type,
    urn,
    name,
    props,
    ...(namespace === undefined ? {} : { defaultNamespace: namespace }),
  });
}

function defaultNamespace(providerProps: unknown): string | undefined {
  if (typeof providerProps !== "object" || providerProps === null) return undefined;
  try {
    const value: unknown = Reflect.get(providerProps, "namespace");
    return typeof value === "string" && value !== "" ? value : undefined;
  } catch {
    return undefined;
  }
}

/** A namespace that is made in the same run has a name that nobody knows yet, but the resource it comes from is known. */
function resolveNamespace(resource: PolicyResource, objects: ReadonlyMap<string, KubernetesObject>): void {
  const object = objects.get(resource.urn);
  if (object === undefined || object.namespace !== undefined) return;
  const sources = (resource.propertyDependencies["metadata"] ?? []).filter((each) => each.type === namespaceType);
  const [only] = sources;
  if (only !== undefined && sources.length === 1) object.resolveNamespace(objects.get(only.urn)?.name ?? only.name);
}

const namespaceType = "kubernetes:core/v1:Namespace";
