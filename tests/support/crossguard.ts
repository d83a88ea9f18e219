import type { Policies, PolicyResource, ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { unknownCheckingProxy } from "@pulumi/policy/proxy";
import type { Pack } from "../../policies/shared/pack";
import { crossGuardPolicies } from "../../policies/shared/serve";

/** A resource as a program registers it. */
export interface Registration {
  readonly type: string;
  readonly name: string;
  readonly inputs?: object;
  /** Where they differ from the inputs; an unconfigured provider has none during a preview. */
  readonly outputs?: object;
  readonly parent?: string;
  /** Names of the resources that the property `metadata` comes from. */
  readonly metadataFrom?: readonly string[];
  /** Inputs of the provider. */
  readonly provider?: object;
  /** Left out of the run by `--target`: the engine knows it from the state only. */
  readonly untargeted?: boolean;
}

export interface Violation {
  readonly policy: string;
  readonly urn: string | undefined;
  readonly message: string;
  readonly when: "registration" | "end";
}

/** Calls a pack as the engine and the SDK do: each policy unpacks each resource for itself. */
export class CrossGuard {
  private readonly policies: Policies;

  constructor(
    pack: Pack,
    private readonly config: Readonly<Record<string, object>> = {},
  ) {
    this.policies = crossGuardPolicies(pack);
  }

  /** One run: every resource is registered, then the stack is judged as a whole. */
  async run(resources: readonly Registration[]): Promise<Violation[]> {
    const found: Violation[] = [];
    for (const resource of resources.filter((each) => each.untargeted !== true)) {
      for (const policy of this.policies) found.push(...(await this.register(policy, resource)));
    }
    for (const policy of this.policies) found.push(...(await this.finish(policy, resources)));
    return found;
  }

  private async register(policy: Policies[number], resource: Registration): Promise<Violation[]> {
    const { validateResource } = policy as ResourceValidationPolicy;
    const found: Violation[] = [];
    const report = (message: string, urn = urnOf(resource)): unknown =>
      found.push({ policy: policy.name, urn, message, when: "registration" });
    for (const validate of [validateResource ?? []].flat()) {
      await validate({ ...shared(resource, resource.inputs ?? {}), ...this.context(policy) } as never, report);
    }
    return found;
  }

  private async finish(policy: Policies[number], resources: readonly Registration[]): Promise<Violation[]> {
    const { validateStack } = policy as StackValidationPolicy;
    const found: Violation[] = [];
    const all = new Map(resources.map((each) => [each.name, stackResource(each)]));
    for (const each of resources) {
      const target = all.get(each.name);
      if (target === undefined) continue;
      target.parent = all.get(each.parent ?? "");
      target.propertyDependencies = { metadata: (each.metadataFrom ?? []).flatMap((name) => all.get(name) ?? []) };
    }
    const args = { resources: [...all.values()], stackTags: new Map(), ...this.context(policy) };
    await validateStack(args as never, (message, urn) => {
      found.push({ policy: policy.name, urn, message, when: "end" });
    });
    return found;
  }

  private context(policy: Policies[number]): object {
    return { getConfig: () => this.config[policy.name] ?? {} };
  }
}

export function urnOf({ type, name }: Pick<Registration, "type" | "name">): string {
  return `urn:pulumi:dev::shop::${type}::${name}`;
}

function shared(resource: Registration, props: object): object {
  const { type, name, provider } = resource;
  return {
    type,
    name,
    urn: urnOf(resource),
    props: unknownCheckingProxy(structuredClone(props)),
    ...(provider === undefined ? {} : { provider: { props: unknownCheckingProxy(provider) } }),
  };
}

function stackResource(resource: Registration): PolicyResource {
  return shared(resource, resource.outputs ?? resource.inputs ?? {}) as PolicyResource;
}
