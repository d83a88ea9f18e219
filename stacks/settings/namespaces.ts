import { z } from "zod";
import {
  defaultLevel,
  defaultMonitoring,
  defaultPodSecurityVersion,
  type Fault,
  guardrailsFaults,
  isWorkload,
  podSecurityLevels,
} from "../../components";
import { dnsLabel } from "./fields";
import { setting, type Rule } from "./setting";

/** YAML reads `pods: 100` as a number; Kubernetes takes text. */
const quantity = z.union([z.string(), z.number()]).transform(String);
const quantities = z.record(z.string(), quantity);

const limitRule = (description: string, allowed = "quantities by resource") =>
  setting({ description, allowed }, quantities.optional());

const limitRules = {
  default: limitRule("Limit of what names none."),
  defaultRequest: limitRule("Request of what names none."),
  min: limitRule("Least request."),
  max: limitRule("Highest limit."),
  maxLimitRequestRatio: limitRule("How many times its request a limit may be.", "numbers of 1 or more, by resource"),
};

const limitSet = (kind: string, rules: string) =>
  setting(
    {
      description: `Limits of one ${kind}; each quantity replaces one of the defaults.`,
      allowed: `${rules}, each a map such as \`{ cpu: "8", memory: 16Gi }\``,
    },
    z.strictObject(limitRules).optional(),
  );

/** Why a namespace is below restricted: the ledger that the pod-security pack reads too. */
const exemption = z.strictObject({
  owner: setting(
    { description: "Team or person that answers for the namespace.", allowed: "a name or an address" },
    z.string().trim().min(1),
  ),
  reason: setting({ description: "What needs the lower level.", allowed: "a sentence" }, z.string().trim().min(1)),
  expires: setting(
    {
      description: "Last day of the exemption; after it no preview succeeds until it is renewed or removed.",
      allowed: 'a date such as "2027-03-31"',
      cure: "write it in quotes, for YAML makes something else of a bare date",
    },
    z.iso.date(),
  ),
  startedBy: setting(
    {
      description: "What starts the pods that need it, where this program makes none of them; it must be there.",
      allowed: "KIND/NAME of a workload, such as DaemonSet/node-agent",
    },
    z.string().refine(isWorkload).optional(),
  ),
});

const monitoring = z.strictObject({
  namespace: setting(
    { description: "Namespace of the pods that scrape metrics.", allowed: "a namespace's name" },
    dnsLabel().default(defaultMonitoring.namespace),
  ),
  podLabels: setting(
    { description: "Labels of the pods that scrape metrics.", allowed: "one label or more" },
    z.record(z.string(), z.string()).default({ ...defaultMonitoring.podLabels }),
  ),
});

/** One namespace; `{}` is a complete one for production. */
export const namespaceSettings = z.strictObject({
  level: setting(
    {
      description: "Pod Security Standard that the namespace enforces; it audits and warns at restricted in any case.",
      allowed: podSecurityLevels.join(", "),
    },
    z.enum(podSecurityLevels).default(defaultLevel),
  ),
  podSecurityVersion: setting(
    {
      description: "Version of the standard, pinned, so that a new Kubernetes refuses no pod that ran yesterday.",
      allowed: `\`v\` and a Kubernetes minor, such as ${defaultPodSecurityVersion}`,
    },
    z
      .string()
      .regex(/^v1\.\d{1,2}$/)
      .default(defaultPodSecurityVersion),
  ),
  exemption: setting(
    {
      description: "Who answers for a level below restricted, why, and until when; required below restricted.",
      allowed: "owner, reason and expires",
    },
    exemption.optional(),
  ),
  quota: setting(
    {
      description: "Most that the namespace may hold; each key replaces one of the defaults.",
      allowed: 'keys of a ResourceQuota and quantities, such as `{ requests.cpu: "80" }`',
    },
    quantities.default({}),
  ),
  limits: setting(
    {
      description: "What one container, pod or claim may ask for, and what it gets when it does not ask.",
      allowed: "container, pod and persistentVolumeClaim",
    },
    z
      .strictObject({
        container: limitSet("container", "default, defaultRequest, min, max, maxLimitRequestRatio"),
        pod: limitSet("pod", "min, max, maxLimitRequestRatio"),
        persistentVolumeClaim: limitSet("claim", "min, max"),
      })
      .default({}),
  ),
  labels: setting(
    { description: "More labels of the namespace.", allowed: "labels that Kubernetes does not set itself" },
    z.record(z.string(), z.string()).default({}),
  ),
  monitoring: setting(
    { description: "The pods that may scrape every pod of the namespace.", allowed: "namespace and podLabels" },
    monitoring.prefault({}),
  ),
  nodeLocalDns: setting(
    {
      description: "Whether pods may ask the DNS cache of their node (169.254.20.10) as well as kube-dns.",
      allowed: "true where the cluster runs NodeLocal DNSCache, else false",
    },
    z.boolean().default(false),
  ),
});
export type NamespaceConfig = z.output<typeof namespaceSettings>;

export const namespacesSetting = setting(
  {
    description: "The namespaces of the stack, each with its guardrails, by name.",
    allowed: "a map of name and settings such as `applications: {}`",
  },
  z.record(dnsLabel(), namespaceSettings),
);

interface WithNamespaces {
  readonly namespaces: Readonly<Record<string, NamespaceConfig>>;
}

/** The rules of a given day, such as `2026-11-23`. */
export function namespaceRulesOn(today: () => string): readonly Rule<WithNamespaces>[] {
  return [{ reads: ["namespaces"], check: ({ namespaces }) => namespaceFaults(namespaces, today()) }];
}

/** Every check of the Guardrails component, before anything is registered. */
export const namespaceRules = namespaceRulesOn(() => new Date().toISOString().slice(0, 10));

function namespaceFaults(namespaces: WithNamespaces["namespaces"], today: string): readonly Fault[] {
  return Object.entries(namespaces).flatMap(([name, config]) =>
    guardrailsFaults(name, config, today).map((fault) => ({
      ...fault,
      path: fault.path === "namespace" ? `namespaces.${name}` : `namespaces.${name}.${fault.path}`,
    })),
  );
}
