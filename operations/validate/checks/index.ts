import type { Practice } from "../check";
import { autoscalingPractices } from "./autoscaling";
import { backupPractices } from "./backups";
import { clusterPractices } from "./cluster";
import { costPractices } from "./costs";
import { databasePractices } from "./database";
import { disruptionBudgetPractices } from "./disruption-budgets";
import { externalSecretPractices } from "./external-secrets";
import { logPractices } from "./logs";
import { meshPractices } from "./mesh";
import { networkPolicyPractices } from "./network-policies";
import { podSecurityPractices } from "./pod-security";
import { podPractices } from "./pods";
import { quotaPractices } from "./quotas";
import { spreadPractices } from "./spread";
import { stuckPractices } from "./stuck";
import { workloadPractices } from "./workloads";

/** Every check, in the order of the report. */
export const practices: readonly Practice[] = [
  ...clusterPractices,
  ...podPractices,
  ...workloadPractices,
  ...spreadPractices,
  ...disruptionBudgetPractices,
  ...podSecurityPractices,
  ...networkPolicyPractices,
  ...quotaPractices,
  ...stuckPractices,
  ...databasePractices,
  ...externalSecretPractices,
  ...backupPractices,
  ...meshPractices,
  ...logPractices,
  ...costPractices,
  ...autoscalingPractices,
];
