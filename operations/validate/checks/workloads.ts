import type { V1Job } from "@kubernetes/client-node";
import { fail, type Finding, type Practice, type Verdict, warning } from "../check";
import type { Facts } from "../facts";
import { conditionOf, groupBy, nameOf, namespaceOf, saying, tally } from "../objects";
import { controllerOf, display, eventOf, type Workload, workloadsOf } from "../workloads";

/** Every workload has its pods, and every Job came to its end. */
export const workloadPractices: readonly Practice[] = [
  { id: "workloads", title: "Workloads at their replicas", judge: judgeWorkloads },
  { id: "jobs", title: "Jobs", judge: judgeJobs },
];

function judgeWorkloads(facts: Facts): Verdict {
  const workloads = workloadsOf(facts);
  const whole = workloads.filter((each) => each.ready >= each.desired);
  const kinds = tally(workloads.map(({ kind }) => kind));
  return {
    evidence: `${whole.length}/${workloads.length} at their replicas${kinds === "" ? "" : ` (${kinds})`}`,
    findings: workloads.flatMap(workloadFindings),
  };
}

function workloadFindings(workload: Workload): readonly Finding[] {
  const { kind, namespace, name, desired, ready, updated, observed, refusal } = workload;
  const describe = `kubectl describe ${kind.toLowerCase()} -n ${namespace} ${name}`;
  const state = `${display(workload)}: ${ready} of ${desired} pods ready`;
  if (ready < desired && refusal !== undefined) {
    const { asker, message } = refusal;
    return [fail(`${state}; refused: ${message}`, `kubectl describe ${asker.kind} -n ${namespace} ${asker.name}`)];
  }
  if (ready < desired) return [fail(state, describe)];
  if (updated < desired) return [fail(`${state}, but ${updated} of the newest revision`, describe)];
  if (!observed) return [fail(`${state}, but its controller has not seen its newest form`, describe)];
  return [];
}

function judgeJobs(facts: Facts): Verdict {
  const jobs = latest(facts.list("jobs"));
  const refusalOf = eventOf(facts.list("refusals"));
  return {
    evidence: `${jobs.filter((job) => has(job, "Complete")).length}/${jobs.length} complete`,
    findings: jobs.flatMap((job) => jobFindings(job, refusalOf("Job", job.metadata)?.message)),
  };
}

const has = ({ status }: V1Job, type: string): boolean => conditionOf(status?.conditions, type)?.status === "True";

/** Of the Jobs of one CronJob the newest counts. */
function latest(jobs: readonly V1Job[]): readonly V1Job[] {
  const groups = groupBy(jobs, ({ metadata }) => controllerOf(metadata)?.uid ?? metadata?.uid ?? "");
  return [...groups.values()].flatMap((group) => [...group].sort((a, b) => bornAt(b) - bornAt(a)).slice(0, 1));
}

const bornAt = ({ metadata }: V1Job): number => metadata?.creationTimestamp?.getTime() ?? 0;

function jobFindings(job: V1Job, refusal: string | undefined): readonly Finding[] {
  const { status, spec } = job;
  const name = `Job ${namespaceOf(job)}/${nameOf(job)}`;
  const command = `kubectl describe job -n ${namespaceOf(job)} ${nameOf(job)}`;
  const logs = `kubectl logs -n ${namespaceOf(job)} job/${nameOf(job)} --all-containers`;
  if (has(job, "Complete") || spec?.suspend === true) return [];
  if (has(job, "Failed")) {
    return [fail(`${name} failed: ${saying(conditionOf(status?.conditions, "Failed"), "without a reason")}`, logs)];
  }
  if ((status?.active ?? 0) === 0 && refusal !== undefined)
    return [fail(`${name}: its pod is refused: ${refusal}`, command)];
  const tries = status?.failed ?? 0;
  return tries > 0 ? [warning(`${name} runs; ${tries} tries failed`, logs)] : [];
}
