import { unknownCheckingProxy } from "@pulumi/policy/proxy";
import { judgePod } from "../../../policies/pod-security/judge";
import { newestVersion } from "../../../policies/pod-security/standards";
import { faultText } from "../../../policies/shared/messages";
import { KubernetesObject } from "../../../policies/shared/objects";

export type JudgedLevel = "baseline" | "restricted";

interface Verdict {
  /** The names of the controls that refuse. */
  readonly refused: string[];
  readonly faults: string[];
  readonly unseen: string[];
}

/** What the standards say of a manifest. */
export function judge(pod: object, level: JudgedLevel = "restricted", version = newestVersion): Verdict {
  return judgeAt([], pod, level, version);
}

export function judgeAt(path: readonly string[], manifest: object, level: JudgedLevel, version: number): Verdict {
  const object = KubernetesObject.of(unknownCheckingProxy(manifest));
  const verdicts = [...judgePod(level, version, { object, path })].filter(([, faults]) => faults.length > 0);
  return {
    refused: verdicts.map(([name]) => name),
    faults: verdicts.flatMap(([, faults]) => faults.map(faultText)),
    unseen: [...object.unseen.keys()],
  };
}
