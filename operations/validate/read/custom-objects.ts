import { z } from "zod";

/** What the judges read of custom resources; the rest of them is passed over. */

const metadata = z.looseObject({
  name: z.string(),
  namespace: z.string().optional(),
  labels: z.record(z.string(), z.string()).optional(),
  creationTimestamp: z.string().optional(),
});

const condition = z.looseObject({
  type: z.string(),
  status: z.string(),
  reason: z.string().optional(),
  message: z.string().optional(),
});
const conditions = z.array(condition).optional();

/** Any object that says by conditions how it fares. */
export const conditioned = z.looseObject({ metadata, status: z.looseObject({ conditions }).optional() });
export type Conditioned = z.infer<typeof conditioned>;

export const storageLocation = z.looseObject({
  metadata,
  status: z.looseObject({ phase: z.string().optional(), message: z.string().optional() }).optional(),
});
export type StorageLocation = z.infer<typeof storageLocation>;

export const schedule = z.looseObject({
  metadata,
  spec: z.looseObject({ schedule: z.string(), paused: z.boolean().optional() }),
  status: z.looseObject({ phase: z.string().optional(), validationErrors: z.array(z.string()).optional() }).optional(),
});
export type Schedule = z.infer<typeof schedule>;

export const backup = z.looseObject({
  metadata,
  status: z
    .looseObject({
      phase: z.string().optional(),
      startTimestamp: z.string().nullish(),
      completionTimestamp: z.string().nullish(),
      failureReason: z.string().optional(),
      errors: z.number().optional(),
      progress: z.looseObject({ itemsBackedUp: z.number().optional() }).nullish(),
    })
    .optional(),
});
export type Backup = z.infer<typeof backup>;

const mutualTls = z.looseObject({ mode: z.string().optional() });

export const peerAuthentication = z.looseObject({
  metadata,
  spec: z
    .looseObject({
      selector: z.looseObject({ matchLabels: z.record(z.string(), z.string()).optional() }).nullish(),
      mtls: mutualTls.nullish(),
      portLevelMtls: z.record(z.string(), mutualTls).nullish(),
    })
    .optional(),
});
export type PeerAuthentication = z.infer<typeof peerAuthentication>;

export const verticalAutoscaler = z.looseObject({
  metadata,
  spec: z.looseObject({
    targetRef: z.looseObject({ kind: z.string(), name: z.string() }).nullish(),
    updatePolicy: z.looseObject({ updateMode: z.string().optional() }).nullish(),
  }),
  status: z
    .looseObject({
      conditions,
      recommendation: z
        .looseObject({
          containerRecommendations: z
            .array(
              z.looseObject({
                containerName: z.string().optional(),
                target: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
              }),
            )
            .optional(),
        })
        .nullish(),
    })
    .optional(),
});
export type VerticalAutoscaler = z.infer<typeof verticalAutoscaler>;
