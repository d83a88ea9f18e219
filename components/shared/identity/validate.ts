import type * as pulumi from "@pulumi/pulumi";
import type { Cloud, Handle } from "../cloud";
import { fault, type Fault, keyPath, sortedEntries } from "../faults";
import { hashedName, isDnsLabel } from "../names";
import type { Assignment, Grant, Right, Statement, WorkloadIdentityArgs } from "./contract";

/** Every fault of the arguments that can be seen before deployment. Pure. */
export function identityFaults<C extends Cloud>(args: WorkloadIdentityArgs<C>): readonly Fault[] {
  const faultsOf: RightFaults<C> = rightFaults[args.cluster.cloud];
  const rights: Readonly<Record<string, Right[C]>> = args.rights;
  return [
    ...labelFaults("namespace", args.namespace),
    ...labelFaults("serviceAccount", args.serviceAccount),
    ...sortedEntries(rights).flatMap(([name, right]) => {
      const path = keyPath("rights", name);
      return [...rightNameFaults(path, name), ...faultsOf(right, path)];
    }),
  ];
}

/** Longest names that the clouds take; on Azure a name is a role of PostgreSQL as well, which is shorter. */
export const nameLimits: { readonly [C in Cloud]: number } = { gke: 30, eks: 64, aks: 63 };

/** Name of the identity within its cloud: one for each service account of each cluster. */
export function identityName(
  cluster: Pick<Handle<Cloud>, "cloud" | "name" | "region">,
  namespace: string,
  serviceAccount: string,
): string {
  const identity = [cluster.name, cluster.region, namespace, serviceAccount];
  return hashedName(`${namespace}-${serviceAccount}`, identity, nameLimits[cluster.cloud]);
}

type RightFaults<C extends Cloud> = (right: Right[C], path: string) => readonly Fault[];

const rightFaults: { readonly [C in Cloud]: RightFaults<C> } = {
  gke: grantFaults,
  eks: statementFaults,
  aks: assignmentFaults,
};

export function statementFaults({ actions, resources, because }: Statement, path: string): readonly Fault[] {
  return [
    ...actionFaults(actions, `${path}.actions`, /^[a-z0-9-]+:[A-Za-z0-9]+$/, "actions by name, such as s3:GetObject"),
    ...(resources.length > 0 ? [] : [fault(`${path}.resources`, [], "one or more ARNs", "name the resources")]),
    ...plain(resources).flatMap(([resource, index]) => arnFaults(resource, because, `${path}.resources[${index}]`)),
    ...reasonFaults(because, path),
  ];
}

/** An ARN that is malformed, or that needs a reason and has none. */
export function arnFaults(arn: string, because: string | undefined, path: string): readonly Fault[] {
  if (arn !== "*" && !/^arn:([^:]*:){4}.+$/.test(arn))
    return [fault(path, arn, "an ARN, or * with a reason", "write arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE")];
  if (!isBroadArn(arn) || because !== undefined) return [];
  return [
    fault(path, arn, "an ARN that names a particular resource", "narrow it, or say in `because` why it cannot be"),
  ];
}

/** True when an ARN names no particular resource: a wildcard for the service, region, account, or all of a type. */
export function isBroadArn(arn: string): boolean {
  if (arn === "*") return true;
  const [, partition = "", service = "", region = "", account = "", ...rest] = arn.split(":");
  const resource = rest.join(":");
  // The type stands before the name, but for S3, where a bucket is all there is.
  const named = service === "s3" ? resource : resource.replace(/^[^:/]*[:/]/, "");
  return /[*?]/.test([partition, service, region, account].join("")) || /^[*?]/.test(named);
}

const basicRoles = ["roles/owner", "roles/editor", "roles/viewer"];

export function grantFaults(grant: Grant, path: string): readonly Fault[] {
  const basic = "role" in grant && typeof grant.role === "string" && basicRoles.includes(grant.role.toLowerCase());
  return [
    ...("permissions" in grant
      ? actionFaults(
          grant.permissions,
          `${path}.permissions`,
          /^[a-z][A-Za-z0-9]*(\.[A-Za-z0-9]+){2,}$/,
          "permissions by name, such as compute.disks.get",
        )
      : []),
    ...(basic
      ? [fault(`${path}.role`, grant.role, "a predefined or custom role", "choose the role of one service")]
      : []),
    ...broadFaults(grant.on.kind === "project", `${path}.on`, "project", grant.because),
    ...reasonFaults(grant.because, path),
  ];
}

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Built-in roles with a wildcard over every service, or over the granting of rights. */
const sweepingRoles: Readonly<Record<string, string>> = {
  "8e3af657-a8ff-443c-a75c-2fe8c4bcb635": "Owner",
  "b24988ac-6180-42a0-ab88-20f7382dd24c": "Contributor",
  "acdd72a7-3385-48ef-bd42-f606fba81ae7": "Reader",
  "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9": "User Access Administrator",
  "f58310d9-a9f6-439a-9e8d-f62e7b41a168": "Role Based Access Control Administrator",
};

export function assignmentFaults(assignment: Assignment, path: string): readonly Fault[] {
  const { scope, because } = assignment;
  return [
    ...("role" in assignment ? roleIdFaults(assignment.role, `${path}.role`) : customRoleFaults(assignment, path)),
    ...(typeof scope === "string" ? scopeFaults(scope, because, `${path}.scope`) : []),
    ...reasonFaults(because, path),
  ];
}

function roleIdFaults(role: string, path: string): readonly Fault[] {
  if (!guid.test(role)) return [fault(path, role, "the id of a built-in role", "write its GUID in lower case")];
  if (!Object.hasOwn(sweepingRoles, role)) return [];
  return [fault(path, role, `a role of one service, not ${sweepingRoles[role]}`, "choose a narrower built-in role")];
}

function customRoleFaults(role: Extract<Assignment, { actions?: unknown }>, path: string): readonly Fault[] {
  const form = /^[A-Za-z.]+(\/[A-Za-z0-9.]+)+$/;
  const example = "actions by name, such as Microsoft.Compute/disks/read";
  const { actions = [], dataActions = [] } = role;
  if (actions.length + dataActions.length === 0)
    return [fault(`${path}.actions`, [], example, "name an action or a data action")];
  return [
    ...(actions.length > 0 ? actionFaults(actions, `${path}.actions`, form, example) : []),
    ...(dataActions.length > 0 ? actionFaults(dataActions, `${path}.dataActions`, form, example) : []),
  ];
}

const resourceGroup = /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+/i;

/** A scope that is no resource id, or that needs a reason and has none. */
export function scopeFaults(scope: string, because: string | undefined, path: string): readonly Fault[] {
  if (!scope.startsWith("/"))
    return [fault(path, scope, "a resource id", "write /subscriptions/ID/resourceGroups/NAME/providers/…")];
  return broadFaults(!resourceGroup.test(scope), path, scope, because);
}

/** The scope that owns a custom role: the resource group of `scope`, or its subscription. */
export function assignableScope(scope: string): string {
  return resourceGroup.exec(scope)?.[0] ?? scope;
}

function actionFaults(actions: readonly string[], path: string, form: RegExp, example: string): readonly Fault[] {
  if (actions.length === 0) return [fault(path, [], example, "name at least one")];
  return actions
    .map((action, index) => [action, index] as const)
    .filter(([action]) => !form.test(action))
    .map(([action, index]) => fault(`${path}[${index}]`, action, example, "list every one by name, without wildcard"));
}

function broadFaults(broad: boolean, path: string, value: string, because: string | undefined): readonly Fault[] {
  if (!broad || because !== undefined) return [];
  return [fault(path, value, "a particular resource", "narrow it, or say in `because` why it cannot be")];
}

function reasonFaults(because: string | undefined, path: string): readonly Fault[] {
  return because !== undefined && because.trim() === ""
    ? [fault(`${path}.because`, because, "a sentence", "say why nothing narrower will do")]
    : [];
}

function labelFaults(path: string, value: string): readonly Fault[] {
  return isDnsLabel(value)
    ? []
    : [fault(path, value, "a DNS label that starts with a letter, at most 63 characters", "rename it")];
}

function rightNameFaults(path: string, name: string): readonly Fault[] {
  return /^[a-z][a-z0-9]*(-[a-z][a-z0-9]*)*$/.test(name)
    ? []
    : [fault(path, name, "lower-case words joined by dashes", "rename the right")];
}

/** The values known already, each with its position. */
function plain(values: readonly pulumi.Input<string>[]): readonly (readonly [string, number])[] {
  return values.flatMap((value, index) => (typeof value === "string" ? [[value, index] as const] : []));
}
