import { corpus } from "./corpus";
import { type Difference, differences } from "./differences";
import { type Subject, subjects } from "./mutation";

/** What docs/policies/README.md says of the agreement with Kubernetes, from the corpus and the list of differences. */

/** Pack and the judges of Kubernetes that were asked. */
const judges: { readonly [S in Subject]: readonly [pack: string, asked: string] } = {
  "pod-security": ["pod-security", "Pod Security admission, by a dry run of each pod"],
  limits: ["quotas", "LimitRanger and validation, by a dry run of each object, pod and claim"],
  quotas: ["quotas", "ResourceQuota, by running each program at its maximum and through a rollout"],
  spread: [
    "topology-spread",
    "the scheduler, by running each program on nine nodes in three zones, and through a rollout",
  ],
};

function cells(subject: Subject): readonly (string | number)[] {
  const differing = new Set(differences.flatMap(({ titles }) => titles));
  const mutations = corpus[subject];
  const agreeing = mutations.filter(({ title }) => !differing.has(title));
  const of = (verdict: string): number => agreeing.filter((each) => each.verdict === verdict).length;
  return [...judges[subject], mutations.length, of("accepted"), of("refused"), mutations.length - agreeing.length];
}

export function tableRows(): readonly string[] {
  return subjects.map((subject) => `| ${cells(subject).join(" | ")} |`);
}

export function differenceLines(): readonly string[] {
  return differences.map(lineOf);
}

function lineOf({ policies, reason, harm, titles }: Difference): string {
  const who = policies.length === 0 ? "Kubernetes alone" : policies.map((each) => `\`${each}\``).join(", ");
  const without = harm === undefined ? "" : ` Without the rule, ${harm.shows}.`;
  return `- ${who} (${titles.length}): ${reason}${without}`;
}

export function total(): number {
  return subjects.reduce((sum, subject) => sum + corpus[subject].length, 0);
}
