import { WorkloadIdentity } from "../../../components";
import type { Cloud } from "../../../components/shared/cloud";
import type { Fault } from "../../../components/shared/faults";
import type { Rights } from "../../../components/shared/identity/contract";
import { clusterHandle } from "../../support/handles";

const noRights: Rights = { gke: {}, eks: {}, aks: {} };

/** The identity of one workload, the same on every cloud but for its rights. */
export function velero<C extends Cloud>(cloud: C, rights: Rights[C] = noRights[cloud]): WorkloadIdentity<C> {
  return new WorkloadIdentity<C>("velero", {
    cluster: clusterHandle<C>(cloud),
    namespace: "velero",
    serviceAccount: "server",
    rights,
  });
}

export const paths = (faults: readonly Fault[]): readonly string[] => faults.map((fault) => fault.path);
