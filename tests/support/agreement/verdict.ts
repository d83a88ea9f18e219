import { controls } from "../../../policies/pod-security/controls";
import { base } from "./base";
import type { Mutation, Objects } from "./mutation";
import { judgeByPacks, type PackVerdict } from "./packs";
import type { Judge, ServerVerdict } from "./refusal";
import { inParallel } from "./scene";

/** What both sides say of a mutation. */
export interface Compared {
  readonly mutation: Mutation;
  readonly packs: PackVerdict;
  readonly server: ServerVerdict;
}

export async function compare(
  mutations: readonly Mutation[],
  width: number,
  judge: (objects: Objects) => Promise<ServerVerdict>,
): Promise<Compared[]> {
  return inParallel(mutations, width, async (mutation) => {
    const objects = mutation.change(await base(mutation.base));
    try {
      return { mutation, packs: await judgeByPacks(objects), server: await judge(objects) };
    } catch (error) {
      throw new Error(`"${mutation.title}" could not be judged`, { cause: error });
    }
  });
}

/** Who of Kubernetes refuses what a policy refuses; policies of which it has no opinion are left out. */
const judgesOf: Readonly<Record<string, readonly Judge[]>> = {
  "container-resources": ["validation", "ResourceQuota"],
  "limit-range": ["LimitRange"],
  "namespace-levels": ["validation"],
  "namespace-limits": ["validation"],
  "quota-fit": ["ResourceQuota"],
  schedulable: ["scheduler"],
  "zone-spread": ["scheduler"],
};

/** What the API server calls the rule of a control. */
export const serverWords: Readonly<Record<string, string>> = {
  apparmor: "forbidden AppArmor profile",
  "capabilities-baseline": "non-default capabilities",
  "capabilities-restricted": "unrestricted capabilities",
  "host-namespaces": "host namespaces",
  "host-path-volumes": "hostPath volumes",
  "host-ports": "hostPort",
  "host-probes": "probe or lifecycle host",
  "privilege-escalation": "allowPrivilegeEscalation != false",
  "privileged-containers": "privileged",
  "proc-mount": "procMount",
  "proc-mount-restricted": "procMount",
  "restricted-volumes": "restricted volume types",
  "run-as-non-root": "runAsNonRoot != true",
  "run-as-user": "runAsUser=0",
  "seccomp-baseline": "seccompProfile",
  "seccomp-restricted": "seccompProfile",
  selinux: "seLinuxOptions",
  sysctls: "forbidden sysctls",
  "windows-host-process": "hostProcess",
};

/** The rules that the API server says a pod breaks: `violates PodSecurity "restricted:v1.36": privileged (…), …`. */
function wordsIn(message: string): string[] {
  const [, rules = ""] = /violates PodSecurity "[^"]*": (.*)$/s.exec(message) ?? [];
  const bare = rules.replaceAll(/\s*\([^()]*\)/g, "");
  return bare.split(", ").map((each) => each.replace(/profiles$/, "profile"));
}

const controlNames: ReadonlySet<string> = new Set(controls.map(({ name }) => name));

/** The policies among those of a verdict that are controls of the Pod Security Standards. */
export function controlsOf({ policies }: PackVerdict): readonly string[] {
  return policies.filter((each) => controlNames.has(each));
}

/** True when both accept, or both refuse and for the same reasons. */
export function agree({ packs, server }: Compared): boolean {
  if (packs.policies.length === 0 || server.length === 0) return packs.policies.length === server.length;
  const standards = server.filter(({ judge }) => judge === "PodSecurity");
  const said = new Set(standards.flatMap(({ message }) => wordsIn(message)));
  const meant = new Set(controlsOf(packs).map((name) => serverWords[name] ?? name));
  const judges = packs.policies.flatMap((name) => judgesOf[name] ?? []);
  const others = server.filter(({ judge }) => judge !== "PodSecurity");
  return isEqual(said, meant) && (others.length === 0 || others.some(({ judge }) => judges.includes(judge)));
}

function isEqual(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return one.size === other.size && [...one].every((each) => other.has(each));
}

/** Both verdicts side by side. */
export function report({ packs, server }: Compared): string {
  const side = (title: string, lines: readonly string[]): string =>
    lines.length === 0 ? `${title} accept it.` : `${title} refuse it:\n${lines.map((each) => `  ${each}`).join("\n")}`;
  return [
    side("The packs", packs.messages),
    side(
      "The judges of Kubernetes",
      server.map(({ judge, message }) => `${judge}: ${message}`),
    ),
  ].join("\n");
}
