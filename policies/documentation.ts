import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { podSecurity } from "./pod-security/pack";
import { quotas } from "./quotas/pack";
import type { Pack } from "./shared/pack";
import type { Policy } from "./shared/policy";
import { topologySpread } from "./topology-spread/pack";

/** The tables of docs/policies, written from what the policies say of themselves. */

/** The packs of this project. */
export const packs: readonly Pack[] = [podSecurity, topologySpread, quotas];

const start = "<!-- policies:start -->";
const end = "<!-- policies:end -->";

/** The page of a pack with its tables written anew. */
export function withPolicies(page: string, pack: Pack): string {
  const from = page.indexOf(start);
  const to = page.indexOf(end);
  if (from < 0 || to < from) throw new Error(`The page of ${pack.name} must hold the lines ${start} and ${end}.`);
  return [
    page.slice(0, from + start.length),
    "<!-- Written by `npm run docs`. -->",
    "<!-- prettier-ignore-start -->",
    "## Policies",
    policyTable(pack.policies),
    "## Settings",
    settingsTable(pack.policies),
    "<!-- prettier-ignore-end -->",
    page.slice(to),
  ].join("\n\n");
}

function policyTable(policies: readonly Policy[]): string {
  const rows = policies.map((policy) => [
    `[\`${policy.name}\`](${policy.source})`,
    policy.description,
    policy.why,
    `\`${policy.examples.fail[0]?.faults[0]?.replaceAll("\n", " ") ?? ""}\``,
    policy.cure,
  ]);
  return table(["Policy and its source", "Rule", "Level", "A message", "Cure"], rows);
}

function settingsTable(policies: readonly Policy[]): string {
  const rows = policies.flatMap(({ name, configSchema }) =>
    Object.entries(configSchema?.properties ?? {}).map(([key, schema]) => [
      `\`${name}\``,
      `\`${key}\``,
      typeText(schema.type),
      schema.default === undefined ? "" : `\`${JSON.stringify(schema.default)}\``,
      schema.description ?? "",
    ]),
  );
  return table(["Policy", "Setting", "Type", "Default", "What it does"], rows);
}

function typeText(type: string | readonly string[] | undefined): string {
  return typeof type === "string" ? type : (type ?? ["any"]).join(" or ");
}

function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(columns), line(columns.map(() => "---")), ...rows.map(line)].join("\n");
}

/** Where the page of a pack stands. */
export function pageOf(pack: Pack): string {
  return join(__dirname, "..", "docs", "policies", `${pack.name}.md`);
}

/** `npm run docs`: writes the pages of the packs. */
export function writePages(): void {
  for (const pack of packs) writeFileSync(pageOf(pack), withPolicies(readFileSync(pageOf(pack), "utf8"), pack));
}
