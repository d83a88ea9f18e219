import type { KubernetesObject } from "../shared/objects";
import type { Program } from "../shared/program";
import { quantityOf, type Quantity } from "../shared/quantity";
import { known } from "../shared/known";
import { integer, object } from "../shared/shape";
import type { Charge, Use } from "./charge";
import { chargedOfClaims } from "./claim-charges";
import { claimShape, claimTemplates } from "./claims";
import { copiesOf, runsOf, type Assumptions, type Copies } from "./copies";
import { countKeys, resourceOf } from "./counts";
import { podUse } from "./pod-charges";
import { chargedOfService } from "./services";

/** Everything in a namespace, and what may yet turn out to be there. */
export function usesIn(program: Program, namespace: string, assumptions: Assumptions): readonly Use[] {
  return program.objects
    .filter((each) => (each.namespace ?? namespace) === namespace)
    .flatMap((each) => usesOf(each, program, assumptions));
}

function usesOf(object: KubernetesObject, program: Program, assumptions: Assumptions): readonly Use[] {
  const once = (): Copies => ({ replicas: 1, surge: 0 });
  const single = [objectCharge(object, program), dependentsCharge(object, assumptions)];
  const carrier = program.podCarrier(object);
  const uses = single.map((charge) => ({ object, charge, copies: once }));
  if (carrier === undefined) return uses;
  const copies = (): Copies => copiesOf(carrier, program, assumptions);
  const pods = { object, copies, ...podUse(carrier, program) };
  return [...uses, pods, { object, copies, charge: templatesCharge(object, program) }];
}

/** Quotas with scopes count pods and claims alone. */
function unscoped(charge: (key: string) => Quantity | undefined): Charge {
  return (key, scopes) => (scopes.length === 0 ? charge(key) : undefined);
}

function objectCharge(object: KubernetesObject, program: Program): Charge {
  switch (object.groupKind) {
    case "Pod":
      return () => undefined;
    case "PersistentVolumeClaim":
      return (key, scopes) => chargedOfClaims(() => [known(object, claimShape) ?? {}], key, scopes, program);
    case "Service":
      return unscoped((key) => chargedOfService(object, key) ?? chargedOnce(resourceOf(object, program), key));
    default:
      return unscoped((key) => chargedOnce(resourceOf(object, program), key));
  }
}

function chargedOnce(resource: string, key: string): Quantity | undefined {
  return countKeys(resource).includes(key) ? quantityOf(1) : undefined;
}

const history = object({
  revisionHistoryLimit: integer,
  successfulJobsHistoryLimit: integer,
  failedJobsHistoryLimit: integer,
});

/** Objects that controllers make of a workload, beside pods: what runs, and what is kept of what ran. */
function dependentsCharge(object: KubernetesObject, { overlap }: Assumptions): Charge {
  const limits = () => known(object, history, "spec") ?? {};
  switch (object.groupKind) {
    case "apps/Deployment":
      // A rollout begins before what is too old is deleted.
      return unscoped((key) =>
        key === "count/replicasets.apps" ? quantityOf((limits().revisionHistoryLimit ?? 10) + 2) : undefined,
      );
    case "batch/CronJob":
      return unscoped((key) => {
        if (key !== "count/jobs.batch") return undefined;
        const { successfulJobsHistoryLimit = 3, failedJobsHistoryLimit = 1 } = limits();
        return quantityOf(successfulJobsHistoryLimit + failedJobsHistoryLimit + runsOf(object, overlap));
      });
    default:
      return () => undefined;
  }
}

/** The claims that a StatefulSet makes for each pod, and keeps. */
function templatesCharge(object: KubernetesObject, program: Program): Charge {
  if (object.groupKind !== "apps/StatefulSet") return () => undefined;
  return (key, scopes) => chargedOfClaims(() => claimTemplates(object), key, scopes, program);
}
