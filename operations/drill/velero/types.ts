import { z } from "zod";

/** What the drill reads of Velero's kinds; the rest of them is passed over. */

const metadata = z.looseObject({
  name: z.string(),
  namespace: z.string().optional(),
  labels: z.record(z.string(), z.string()).optional(),
  creationTimestamp: z.string().optional(),
});
const names = z.array(z.string()).nullish();

export const location = z.looseObject({
  metadata,
  spec: z.looseObject({
    default: z.boolean().optional(),
    accessMode: z.string().optional(),
    objectStorage: z.looseObject({ bucket: z.string().optional(), caCert: z.string().optional() }).nullish(),
  }),
  status: z.looseObject({ phase: z.string().optional(), message: z.string().optional() }).optional(),
});
export type Location = z.infer<typeof location>;

export const backup = z.looseObject({
  metadata,
  spec: z
    .looseObject({
      includedNamespaces: names,
      excludedNamespaces: names,
      storageLocation: z.string().optional(),
    })
    .default({}),
  status: z
    .looseObject({
      phase: z.string().optional(),
      startTimestamp: z.string().nullish(),
      completionTimestamp: z.string().nullish(),
      failureReason: z.string().optional(),
      validationErrors: names,
      errors: z.number().optional(),
      warnings: z.number().optional(),
      progress: z.looseObject({ itemsBackedUp: z.number().optional() }).nullish(),
    })
    .optional(),
});
export type Backup = z.infer<typeof backup>;

export const restore = z.looseObject({
  metadata,
  status: z
    .looseObject({
      phase: z.string().optional(),
      failureReason: z.string().optional(),
      validationErrors: names,
      errors: z.number().optional(),
      warnings: z.number().optional(),
      progress: z.looseObject({ totalItems: z.number().optional(), itemsRestored: z.number().optional() }).nullish(),
    })
    .optional(),
});
export type Restore = z.infer<typeof restore>;

export const schedule = z.looseObject({
  metadata,
  spec: z.looseObject({
    paused: z.boolean().optional(),
    template: z
      .looseObject({ includedNamespaces: names, excludedNamespaces: names, storageLocation: z.string().optional() })
      .default({}),
  }),
});
export type Schedule = z.infer<typeof schedule>;

export const statusRequest = z.looseObject({
  metadata,
  status: z.looseObject({ phase: z.string().optional(), serverVersion: z.string().optional() }).optional(),
});

export const downloadRequest = z.looseObject({
  metadata,
  status: z.looseObject({ phase: z.string().optional(), downloadURL: z.string().optional() }).optional(),
});

export const deleteRequest = z.looseObject({
  metadata,
  status: z.looseObject({ phase: z.string().optional(), errors: names }).optional(),
});

const messages = z
  .looseObject({ velero: names, cluster: names, namespaces: z.record(z.string(), names).nullish() })
  .nullish();

/** What stands in a file of results, of a backup or a restore. */
export const results = z
  .looseObject({ warnings: messages, errors: messages })
  .transform(({ warnings, errors }) => ({ warnings: flat(warnings), errors: flat(errors) }));
export interface Results {
  readonly warnings: readonly string[];
  readonly errors: readonly string[];
}

function flat(found: z.infer<typeof messages>): readonly string[] {
  const perNamespace = Object.values(found?.namespaces ?? {}).flatMap((each) => each ?? []);
  return [...(found?.velero ?? []), ...(found?.cluster ?? []), ...perNamespace];
}
