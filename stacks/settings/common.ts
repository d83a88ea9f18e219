import { z } from "zod";
import { applicationRules, applicationsSetting, type WithApplications } from "./applications";
import { namespaceRules, namespacesSetting, type NamespaceConfig } from "./namespaces";
import { formatPath, isSection, valueAt } from "./paths";
import { secretSyncRules, type WithSecrets } from "./secret-sync";
import { setting, type Rule } from "./setting";

/** What every cloud takes as a tag or label: the grammar of Google Cloud labels, the narrowest of the three. */
const tagKey = z.string().regex(/^(?!goog)[a-z][a-z0-9_-]{0,62}$/);
const tagValue = z.string().regex(/^[a-z0-9_-]{0,63}$/);

/** Settings that all clouds share; spread into the settings of each. */
export const commonSettings = {
  tags: setting(
    {
      description:
        "Tags (labels on Google Cloud) of every cloud resource of the stack, such as its owner and cost centre.",
      allowed:
        "names of lower-case letters, digits, `-` and `_` (a letter first, not `goog`), values likewise, each up to 63 characters",
      cure: "write it in lower case and without spaces",
    },
    z.record(tagKey, tagValue).default({}),
  ),
  namespaces: namespacesSetting,
  applications: applicationsSetting,
};

/** Contradictions between settings that all clouds share, and within sections that every cloud has in its own form. */
export function commonRules(file: unknown): readonly Rule<CommonConfig>[] {
  return [...rulesOfNamespaces(file), ...secretSyncRules, ...applicationRules(file)];
}

/** The rules of each namespace by itself, so that a fault in one does not hide those of another. */
function rulesOfNamespaces(file: unknown): readonly Rule<WithNamespaces>[] {
  const namespaces = valueAt(file, ["namespaces"]);
  return Object.keys(isSection(namespaces) ? namespaces : {}).map((name) => ({
    reads: [formatPath(["namespaces", name])],
    check({ namespaces: { [name]: config } }) {
      return config === undefined
        ? []
        : namespaceRules.flatMap((rule) => rule.check({ namespaces: { [name]: config } }));
    },
  }));
}

interface WithNamespaces {
  readonly namespaces: Readonly<Record<string, NamespaceConfig>>;
}

type CommonConfig = WithNamespaces & WithSecrets & WithApplications;
