import { z } from "zod";
import { clouds, type Cloud } from "../../components";
import { aksRules, aksSettings, type AksConfig } from "./aks";
import { commonRules } from "./common";
import { eksRules, eksSettings, type EksConfig } from "./eks";
import { gkeRules, gkeSettings, type GkeConfig } from "./gke";
import { judge, type Judgement } from "./judge";
import type { Rule } from "./setting";

/** The settings of one stack: valid, without contradiction, every default filled in. */
export type PlatformConfig = GkeConfig | EksConfig | AksConfig;

interface CloudSettings {
  readonly schema: z.ZodObject;
  /** Keys of the cloud's Pulumi provider, each with the setting that says the same here. */
  readonly providerKeys: Readonly<Record<string, string>>;
  judge(file: unknown): Judgement<PlatformConfig>;
}

export const cloudSettings: { readonly [C in Cloud]: CloudSettings } = {
  gke: settingsOf(gkeSettings, gkeRules, { "gcp:project": "gcp.project", "gcp:region": "region" }),
  eks: settingsOf(eksSettings, eksRules, { "aws:region": "region" }),
  aks: settingsOf(aksSettings, aksRules, {
    "azure-native:location": "region",
    "azure-native:subscriptionId": "azure.subscriptionId",
    "azure-native:tenantId": "azure.tenantId",
  }),
};

function settingsOf<S extends z.ZodObject & z.ZodType<PlatformConfig>>(
  schema: S,
  rules: readonly Rule<z.output<S>>[],
  providerKeys: Readonly<Record<string, string>>,
): CloudSettings {
  return { schema, providerKeys, judge: (file) => judge(schema, [...rules, ...commonRules(file)], file) };
}

const [first, ...others] = clouds;

/** The settings of all clouds as one schema: what the error messages and the documentation are read from. */
export const platformSettings = z.discriminatedUnion("cloud", [
  cloudSettings[first].schema,
  ...others.map((cloud) => cloudSettings[cloud].schema),
]);
