import { z } from "zod";

/** NetworkPolicies as the API server reads them: a field that it does not know is an error. */

const labels = z.record(z.string(), z.string());

const selector = z.strictObject({
  matchLabels: labels.default({}),
  matchExpressions: z
    .array(
      z.strictObject({
        key: z.string(),
        operator: z.enum(["In", "NotIn", "Exists", "DoesNotExist"]),
        values: z.array(z.string()).default([]),
      }),
    )
    .default([]),
});

const peer = z.union([
  z.strictObject({ ipBlock: z.strictObject({ cidr: z.string(), except: z.array(z.string()).default([]) }) }),
  z
    .strictObject({ namespaceSelector: selector.optional(), podSelector: selector.optional() })
    .refine((each) => each.namespaceSelector !== undefined || each.podSelector !== undefined),
]);

const port = z.strictObject({
  port: z.union([z.number(), z.string()]).optional(),
  endPort: z.number().optional(),
  protocol: z.enum(["TCP", "UDP", "SCTP"]).default("TCP"),
});

const peers = z.array(peer).default([]);
const ports = z.array(port).default([]);
const direction = z.enum(["Ingress", "Egress"]);

const policySchema = z.strictObject({
  apiVersion: z.literal("networking.k8s.io/v1").optional(),
  kind: z.literal("NetworkPolicy").optional(),
  metadata: z.strictObject({ name: z.string(), namespace: z.string(), labels: labels.optional() }),
  spec: z.strictObject({
    podSelector: selector,
    policyTypes: z.array(direction).optional(),
    ingress: z.array(z.strictObject({ from: peers, ports })).optional(),
    egress: z.array(z.strictObject({ to: peers, ports })).optional(),
  }),
});

export type Policy = z.output<typeof policySchema>;
export type Selector = z.output<typeof selector>;
export type Peer = z.output<typeof peer>;
export type PolicyPort = z.output<typeof port>;
export type Protocol = PolicyPort["protocol"];
export type Direction = z.output<typeof direction>;

/** Reads a manifest, with the defaults of the API server; throws at what the API server does not know. */
export function policyOf(manifest: unknown): Policy {
  return policySchema.parse(manifest);
}
