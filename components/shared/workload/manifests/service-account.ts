import type * as k8s from "@pulumi/kubernetes";
import type { Description } from "../contract";
import { metadata } from "./labels";

type ServiceAccountManifest = k8s.types.input.core.v1.ServiceAccount;

/** Gives no token by itself; the pods ask for one where they need it. */
export function serviceAccount(description: Description): ServiceAccountManifest {
  const { serviceAccountAnnotations } = description;
  return {
    metadata: {
      ...metadata(description),
      ...(serviceAccountAnnotations === undefined ? {} : { annotations: serviceAccountAnnotations }),
    },
    automountServiceAccountToken: false,
  };
}
