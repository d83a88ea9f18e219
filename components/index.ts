export * from "./shared/cloud";
export type { Fault } from "./shared/faults";
export type {
  Assignment,
  Conditions,
  GoogleResource,
  Grant,
  Right,
  Rights,
  Statement,
  WorkloadIdentityArgs,
} from "./shared/identity/contract";
export { WorkloadIdentity } from "./shared/identity/identity";
export { hashedName } from "./shared/names";
export { eksAddons, kubernetes } from "./shared/versions";
export {
  defaultLevel,
  defaultLimits,
  defaultMonitoring,
  defaultPodSecurityVersion,
  defaultQuota,
  type LimitOverrides,
  type Limits,
  type LimitSet,
  type PodSecurityLevel,
  podSecurityLevels,
  type Quantities,
} from "./guardrails/defaults";
export { Guardrails, type GuardrailsArgs } from "./guardrails/guardrails";
export type { Monitoring } from "./guardrails/manifests";
export { type Exemption, guardrailsFaults, type NamespaceRules } from "./guardrails/validate";
