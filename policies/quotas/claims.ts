import { known } from "../shared/known";
import type { KubernetesObject } from "../shared/objects";
import { quantity } from "../shared/quantity";
import { list, map, object, text, type Read } from "../shared/shape";

/** What this pack looks at of a claim for a volume, or of the template of one. */
export const claimShape = object({
  metadata: object({ name: text, annotations: map(text) }),
  spec: object({
    resources: object({ requests: map(quantity) }),
    storageClassName: text,
    volumeAttributesClassName: text,
  }),
});

export type Claim = Read<typeof claimShape>;

const templates = object({ volumeClaimTemplates: list(claimShape) });

/** The templates of the claims that a StatefulSet makes. @throws Unseen */
export function claimTemplates(statefulSet: KubernetesObject): readonly Claim[] {
  return known(statefulSet, templates, "spec")?.volumeClaimTemplates ?? [];
}
