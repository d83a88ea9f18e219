import { credentials } from "@grpc/grpc-js";
import type * as messages from "@pulumi/pulumi/proto/provider_pb";
import { ConstructResponse } from "@pulumi/pulumi/proto/provider_pb";
import { ResourceMonitorClient } from "@pulumi/pulumi/proto/resource_grpc_pb";
import {
  RegisterResourceOutputsRequest,
  RegisterResourceRequest,
  type RegisterResourceResponse,
} from "@pulumi/pulumi/proto/resource_pb";
import type { ComponentChild, ProviderBehaviour, Subject } from "./behaviour";
import type { Judge } from "./judge";
import type { Properties, Value } from "./values";
import { digest, isObject, resourceReference, reveal, toProperties, toStruct, unknown } from "./values";

/** Makes components on behalf of a provider: what the engine asks for with Construct. */
export interface ComponentMaker {
  construct(request: messages.ConstructRequest): Promise<ConstructResponse>;
}

/** A child that the engine has registered. */
interface Registered {
  readonly urn: string;
  readonly id: string;
  readonly outputs: Properties;
}

/** Registers the children that a provider's data names. */
export class RemoteComponents implements ComponentMaker {
  constructor(
    private readonly behaviour: ProviderBehaviour,
    private readonly judge: Judge | undefined,
  ) {}

  async construct(request: messages.ConstructRequest): Promise<ConstructResponse> {
    const component = this.behaviour.components?.[request.getType()];
    if (component === undefined) {
      throw new Error(
        `the stand-in of ${this.behaviour.package} does not make ${request.getType()}; ` +
          `leave the provider to its plugin with PULUMI_REAL_PROVIDERS=${this.behaviour.package}`,
      );
    }
    const inputs = toProperties(request.getInputs());
    refuseFaulty(request, this.judge?.resource(request.getType(), inputs) ?? []);
    const registrar = new Registrar(request);
    try {
      const urn = await registrar.component(inputs);
      const subject = componentSubject(request, urn, inputs);
      const children = new Map<string, Registered>();
      for (const child of component.children(subject)) {
        children.set(child.suffix, await registrar.child(child, subject, urn, children));
      }
      const state: Properties = {};
      for (const [name, { child, output }] of Object.entries(component.outputs)) {
        const registered = children.get(child);
        const value = registered === undefined ? unknown : outputOf(registered, output);
        // Outside a preview whatever the child did not give is absent.
        if (value !== unknown || request.getDryrun()) state[name] = value;
      }
      await registrar.outputs(urn, state);
      return new ConstructResponse().setUrn(urn).setState(toStruct(state));
    } finally {
      registrar.close();
    }
  }
}

/** Speaks to the engine's resource monitor for one component. */
export class Registrar {
  private readonly monitor: ResourceMonitorClient;

  constructor(private readonly request: messages.ConstructRequest) {
    this.monitor = new ResourceMonitorClient(request.getMonitorendpoint(), credentials.createInsecure(), {
      "grpc.max_receive_message_length": -1,
      "grpc.max_send_message_length": -1,
    });
  }

  /** Registers the component itself and returns its URN. */
  async component(inputs: Properties): Promise<string> {
    const registration = this.registration(this.request.getType(), this.request.getName(), inputs);
    registration.setParent(this.request.getParent());
    registration.setDependenciesList(this.request.getDependenciesList());
    registration.setAliasesList(this.request.getAliasesList());
    registration.setAliasspecs(true);
    const protect = this.request.getProtect();
    if (protect !== undefined) registration.setProtect(protect);
    const retain = this.request.getRetainondelete();
    if (retain !== undefined) registration.setRetainondelete(retain);
    this.request.getProvidersMap().forEach((provider, name) => registration.getProvidersMap().set(name, provider));
    return (await this.register(registration)).getUrn();
  }

  /** Registers a child whose inputs may depend on all that the component depends on. */
  async child(
    child: ComponentChild,
    component: Subject,
    parent: string,
    siblings: ReadonlyMap<string, Registered> = new Map(),
  ): Promise<Registered> {
    const inherited = inputDependencies(this.request);
    const own = (child.dependsOn ?? []).flatMap((suffix) => siblings.get(suffix)?.urn ?? []);
    const dependencies = [...new Set([...inherited, ...own])].sort();
    const inputs = child.inputs((suffix, output) => {
      const sibling = siblings.get(suffix);
      return sibling === undefined ? unknown : outputOf(sibling, output);
    });
    return this.resource(child.type, `${component.name}-${child.suffix}`, defined(inputs), parent, dependencies);
  }

  async resource(
    type: string,
    name: string,
    inputs: Properties,
    parent: string,
    dependencies: readonly string[],
  ): Promise<Registered> {
    const registration = this.registration(type, name, inputs);
    registration.setCustom(true);
    registration.setParent(parent);
    registration.setDependenciesList([...dependencies]);
    registration.setProvider(this.request.getProvidersMap().get(type.split(":")[0] ?? "") ?? "");
    const response = await this.register(registration);
    return { urn: response.getUrn(), id: response.getId(), outputs: toProperties(response.getObject()) };
  }

  async outputs(urn: string, state: Properties): Promise<void> {
    const outputs = new RegisterResourceOutputsRequest();
    outputs.setUrn(urn);
    outputs.setOutputs(toStruct(state));
    await new Promise<void>((resolve, reject) => {
      this.monitor.registerResourceOutputs(outputs, (error) => (error === null ? resolve() : reject(error)));
    });
  }

  close(): void {
    this.monitor.close();
  }

  private registration(type: string, name: string, inputs: Properties): RegisterResourceRequest {
    const registration = new RegisterResourceRequest();
    registration.setType(type);
    registration.setName(name);
    registration.setObject(toStruct(inputs));
    registration.setAcceptsecrets(true);
    registration.setAcceptresources(true);
    registration.setSupportspartialvalues(true);
    return registration;
  }

  private async register(registration: RegisterResourceRequest): Promise<RegisterResourceResponse> {
    return new Promise((resolve, reject) => {
      this.monitor.registerResource(registration, (error, response) =>
        error === null ? resolve(response) : reject(error),
      );
    });
  }
}

/** Inputs that the component's user left out stay out. */
function defined(inputs: Properties): Properties {
  return Object.fromEntries(Object.entries(inputs).filter(([, value]) => value !== null));
}

/** URNs that any input of the component depends on, sorted. */
export function inputDependencies(request: messages.ConstructRequest): string[] {
  const urns = new Set<string>();
  request.getInputdependenciesMap().forEach((dependencies) => {
    for (const urn of dependencies.getUrnsList()) urns.add(urn);
  });
  return [...urns].sort();
}

export function refuseFaulty(
  request: messages.ConstructRequest,
  findings: readonly { readonly path: string; readonly reason: string }[],
): void {
  if (findings.length === 0) return;
  const list = findings.map((each) => `${each.path} ${each.reason}`).join("; ");
  throw new Error(`${request.getType()} "${request.getName()}": ${list}`);
}

function componentSubject(request: messages.ConstructRequest, urn: string, inputs: Properties): Subject {
  return {
    urn,
    type: request.getType(),
    name: request.getName(),
    inputs,
    physicalName: request.getName(),
    provider: {},
    hex: (length) => digest(length, urn),
    digits: (length) => digest(length, urn).replace(/[a-f]/g, "7"),
  };
}

/** A child as a whole, or one of its outputs: `identities.0.oidcs.0.issuer`. Unknown where it is not there. */
function outputOf(registered: Registered, output?: string): Value {
  if (output === undefined) return resourceReference(registered.urn, registered.id === "" ? unknown : registered.id);
  let value: Value | undefined = registered.outputs;
  for (const key of output.split(".")) {
    const plain: Value = value === undefined ? null : reveal(value);
    if (Array.isArray(plain)) value = plain[Number(key)];
    else value = isObject(plain) ? plain[key] : undefined;
  }
  return value ?? unknown;
}
