import type { ProviderBehaviour, ResourceBehaviour, Subject } from "../behaviour";
import { at } from "../differences";
import { text } from "../values";
import { uuid } from "./random";

/** A change of any of these makes another object, whatever the kind. */
const identity = ["apiVersion", "kind", "metadata.name", "metadata.namespace"];

/** What the API server refuses to change, per kind. */
const immutable = (...paths: string[]): ResourceBehaviour => ({ replaces: [...identity, ...paths] });

const name = (subject: Subject): string => text(at(subject.inputs, "metadata.name")) ?? subject.physicalName;

export const kubernetes: ProviderBehaviour = {
  package: "kubernetes",
  version: "4.34.2",
  replacesProvider: ["clusterIdentifier"],
  unknownConfig: { kubeconfig: "of a cluster that is still to be made" },
  defaults: {
    autoname: "metadata.name",
    replaces: identity,
    deleteBeforeReplace: true,
    id: (subject) => {
      const namespace = text(at(subject.inputs, "metadata.namespace"));
      return namespace === undefined ? name(subject) : `${namespace}/${name(subject)}`;
    },
    outputs: (subject) => ({
      metadata: { uid: uuid(subject), resourceVersion: "1", creationTimestamp: "2026-01-01T00:00:00Z", generation: 1 },
    }),
  },
  resources: {
    "kubernetes:core/v1:Namespace": { holdsIdsBelow: true },
    "kubernetes:apps/v1:Deployment": immutable("spec.selector"),
    "kubernetes:apps/v1:DaemonSet": immutable("spec.selector"),
    "kubernetes:apps/v1:ReplicaSet": immutable("spec.selector"),
    "kubernetes:apps/v1:StatefulSet": immutable(
      "spec.selector",
      "spec.serviceName",
      "spec.volumeClaimTemplates",
      "spec.podManagementPolicy",
    ),
    "kubernetes:batch/v1:Job": immutable("spec.selector", "spec.template", "spec.completionMode"),
    "kubernetes:core/v1:PersistentVolumeClaim": immutable(
      "spec.accessModes",
      "spec.storageClassName",
      "spec.volumeName",
      "spec.selector",
    ),
    "kubernetes:core/v1:Service": immutable("spec.clusterIP"),
    "kubernetes:core/v1:Secret": immutable("type"),
    "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding": immutable("roleRef"),
    "kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding": immutable("roleRef"),
    "kubernetes:storage.k8s.io/v1:StorageClass": immutable(
      "provisioner",
      "parameters",
      "reclaimPolicy",
      "volumeBindingMode",
    ),
  },
};
