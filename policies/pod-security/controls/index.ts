import type { Control } from "../control";
import { apparmor } from "./apparmor";
import { capabilitiesBaseline } from "./capabilities-baseline";
import { capabilitiesRestricted } from "./capabilities-restricted";
import { hostNamespaces } from "./host-namespaces";
import { hostPathVolumes } from "./host-path-volumes";
import { hostPorts } from "./host-ports";
import { hostProbes } from "./host-probes";
import { privilegeEscalation } from "./privilege-escalation";
import { privilegedContainers } from "./privileged-containers";
import { procMount } from "./proc-mount";
import { procMountRestricted } from "./proc-mount-restricted";
import { restrictedVolumes } from "./restricted-volumes";
import { runAsNonRoot } from "./run-as-non-root";
import { runAsUser } from "./run-as-user";
import { seccompBaseline } from "./seccomp-baseline";
import { seccompRestricted } from "./seccomp-restricted";
import { selinux } from "./selinux";
import { sysctls } from "./sysctls";
import { windowsHostProcess } from "./windows-host-process";

/** Every control of the Pod Security Standards: baseline, then restricted, each by name. */
export const controls: readonly Control[] = [
  apparmor,
  capabilitiesBaseline,
  hostNamespaces,
  hostPathVolumes,
  hostPorts,
  hostProbes,
  privilegedContainers,
  procMount,
  seccompBaseline,
  selinux,
  sysctls,
  windowsHostProcess,
  capabilitiesRestricted,
  privilegeEscalation,
  procMountRestricted,
  restrictedVolumes,
  runAsNonRoot,
  runAsUser,
  seccompRestricted,
];
