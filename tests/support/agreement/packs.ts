import { packs } from "../../../policies/documentation";
import { CrossGuard, type Registration } from "../crossguard";
import type { Objects } from "./mutation";

/** What the packs say of a program, as CrossGuard asks them; advisory policies refuse nothing. */
export interface PackVerdict {
  /** Names of the mandatory policies that refuse. */
  readonly policies: readonly string[];
  readonly messages: readonly string[];
}

/** The cluster of the test, in the words of the packs' settings. */
const settings = {
  "namespace-levels": { cluster: "v1.36" },
  schedulable: {
    zones: 3,
    pools: [{ name: "general", nodes: 3, labels: { "kubernetes.io/os": "linux", "kubernetes.io/arch": "amd64" } }],
  },
  "quota-fit": { nodes: 9 },
};

const mandatory = new Set(
  packs.flatMap(({ policies }) => policies.filter((each) => each.enforcement === "mandatory").map(({ name }) => name)),
);

export async function judgeByPacks(objects: Objects): Promise<PackVerdict> {
  const resources = objects.map(registration);
  const found = await Promise.all(packs.map((pack) => new CrossGuard(pack, settings).run(resources)));
  const refusing = found.flat().filter(({ policy }) => mandatory.has(policy));
  return {
    policies: [...new Set(refusing.map(({ policy }) => policy))].sort(),
    messages: refusing.map(({ policy, message }) => `${policy}: ${message}`),
  };
}

function registration({ apiVersion, kind, ...inputs }: Objects[number]): Registration {
  const version = apiVersion.includes("/") ? apiVersion : `core/${apiVersion}`;
  return { type: `kubernetes:${version}:${kind}`, name: `${kind}-${inputs.metadata.name}`, inputs };
}
