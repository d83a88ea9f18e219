export * from "./shared/cloud";
export { databaseCalls } from "./shared/database/calls";
export type {
  Administration,
  DatabaseLoginArgs,
  DatabaseServer,
  LoginPod,
  Server as DatabaseServerOf,
  ServerOf,
} from "./shared/database/contract";
export { DatabaseLogin } from "./shared/database/login";
export { rdsRootRegions } from "./shared/database/roots";
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
export type { RemoteKey, SecretStore } from "./shared/secrets/contract";
export { generatedSecret, syncedSecret } from "./shared/secrets/secrets";
export type {
  Call,
  Caller,
  Pods,
  Port,
  Service as GraphService,
  ServiceGraphArgs,
} from "./shared/service-graph/contract";
export { ServiceGraph } from "./shared/service-graph/service-graph";
export { charts, eksAddons, kubernetes, postgres } from "./shared/versions";
export type {
  EnvValue,
  PersistentPath,
  Probe,
  Probes,
  Replicas,
  Resources,
  WorkloadArgs,
  WorkloadPort,
  WritablePath,
} from "./shared/workload/contract";
export { selectorLabels, Workload } from "./shared/workload/workload";
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
export { type Exemption, guardrailsFaults, isWorkload, type NamespaceRules } from "./guardrails/validate";
export { Application } from "./application/application";
export type {
  ApplicationArgs,
  ApplicationCall,
  ApplicationDatabase,
  ApplicationSettings,
  ExternalService,
  InstalledKeycloak,
  InstalledOpenFga,
  InstalledRedis,
  Services,
  Templates,
} from "./application/contract";
export { presetNames as applicationPresets, remoteSecretsOf } from "./application/defaults";
export { distinctFaults as distinctApplicationFaults } from "./application/distinct";
export { applicationFaults } from "./application/validate";
export { BackupSuite } from "./backup-suite/backup-suite";
export type { BackupHook, BackupSettings } from "./backup-suite/contract";
export { backupFaults } from "./backup-suite/validate";
export { pairOf as azurePairOf } from "./managed-database/aks/regions";
export type {
  AdministrationSettings,
  Adoption as DatabaseAdoption,
  AlarmSettings,
  Creation as DatabaseCreation,
  DatabaseSettings,
  InCluster as InClusterDatabase,
  Place as DatabasePlace,
} from "./managed-database/contract";
export { ManagedDatabase, type ManagedDatabaseArgs } from "./managed-database/managed-database";
export { creationFaults } from "./managed-database/validate";
export type { SecretSyncArgs, SecretSyncSettings } from "./secret-sync/contract";
export { SecretSync } from "./secret-sync/secret-sync";
