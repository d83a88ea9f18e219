import type { Properties, Value } from "./values";

/** One resource as a stand-in sees it when it makes up what the cloud would have answered. */
export interface Subject {
  readonly urn: string;
  readonly type: string;
  /** Logical name in the program. */
  readonly name: string;
  /** Inputs without marks of secrecy; unknown values are absent. */
  readonly inputs: Properties;
  /** Physical name: given, or chosen by the stand-in as the provider would. */
  readonly physicalName: string;
  /** Configuration of the provider instance that serves the resource. */
  readonly provider: Properties;
  /** `length` hexadecimal digits, the same in every run of the same program. */
  hex(length: number): string;
  /** `length` decimal digits, likewise. */
  digits(length: number): string;
}

/** How resources of one type behave; whatever is left out follows the provider's defaults. */
export interface ResourceBehaviour {
  /** Input that the provider fills with a name when the program gives none. */
  readonly autoname?: string;
  readonly id?: (subject: Subject) => string;
  /** Outputs that the cloud computes, beside the inputs. Absent, hence unknown, in a preview. */
  readonly outputs?: (subject: Subject, id: string) => Properties;
  /** Paths of inputs whose change replaces the resource in truth, such as `settings.region`. */
  readonly replaces?: readonly string[];
  /** The cloud cannot hold old and new side by side, for they share a name. */
  readonly deleteBeforeReplace?: boolean;
  /** Whether all ids below this resource's own go with it when it is deleted, as a namespace takes its objects along. */
  readonly holdsIdsBelow?: boolean;
  /** Outputs that are secret whatever the program says. */
  readonly secrets?: readonly string[];
}

/** A child of a remote component. */
export interface ComponentChild {
  readonly type: string;
  /** Appended to the component's name. */
  readonly suffix: string;
  /** @param sibling an output of an earlier child, by its suffix; unknown where it is not yet computed. */
  readonly inputs: (sibling: (suffix: string, output: string) => Value) => Properties;
  /** Children that must exist first, by suffix. */
  readonly dependsOn?: readonly string[];
}

/** A component that the provider, not the program, makes. */
export interface RemoteComponent {
  readonly children: (component: Subject) => readonly ComponentChild[];
  /** Outputs by name; a child's whole resource by its suffix, or one of the child's outputs. */
  readonly outputs: Readonly<Record<string, { readonly child: string; readonly output?: string }>>;
}

export interface ProviderBehaviour {
  readonly package: string;
  readonly version: string;
  /** For types that `resources` does not name, and for what an entry leaves out. */
  readonly defaults: ResourceBehaviour;
  readonly resources: Readonly<Record<string, ResourceBehaviour>>;
  /** Answers of functions, by token. */
  readonly functions?: Readonly<Record<string, (args: Properties, provider: Properties) => Properties>>;
  readonly components?: Readonly<Record<string, RemoteComponent>>;
  /**
   * What stands for configuration that is not known yet, such as the address of a cluster still to be made. A provider
   * with unknown configuration is asked nothing, and would render no chart; a stand-in needs none of it.
   */
  readonly unknownConfig?: Properties;
  /** Paths of the provider's own configuration whose change replaces the provider. */
  readonly replacesProvider?: readonly string[];
}
