import { parseDocument } from "yaml";
import { clouds } from "../../components";
import { platformSettings } from "./clouds";
import { cloudsOf, configKeys, type ConfigKey } from "./config-keys";
import { rowPath, rowsOf, type Row } from "./rows";
import { defaultOf, docOf, isRequired, objectsOf, valuesOf } from "./schema";
import type { SettingDoc } from "./setting";

/** The documents that are written from the schemas: the README's table of settings and the keys of Pulumi.yaml. */

const start = "<!-- settings:start -->";
const end = "<!-- settings:end -->";

/** The README with its table of settings written anew. */
export function withSettings(readme: string): string {
  const from = readme.indexOf(start);
  const to = readme.indexOf(end);
  if (from < 0 || to < from) throw new Error(`README.md must hold the lines ${start} and ${end}.`);
  return [
    readme.slice(0, from + start.length),
    "<!-- Written by `npm run docs`. -->",
    "<!-- prettier-ignore-start -->",
    settingsTables(),
    "<!-- prettier-ignore-end -->",
    readme.slice(to),
  ].join("\n\n");
}

/** Pulumi.yaml with its `config` block written anew. */
export function withConfigKeys(pulumiYaml: string): string {
  const document = parseDocument(pulumiYaml);
  const keys = configKeys(platformSettings).map((key) => [key.name, declared(key)]);
  document.set("config", document.createNode(Object.fromEntries(keys)));
  return document.toString({ lineWidth: 0 });
}

const rows = rowsOf(platformSettings);

function settingsTables(): string {
  const everyCloud = rows.filter((row) => cloudsOf(row).length === clouds.length);
  const sections = clouds.map((cloud) => {
    const own = rows.filter((row) => cloudsOf(row).length < clouds.length && cloudsOf(row).includes(cloud));
    return `### Settings of ${cloud}\n\n${table(own)}`;
  });
  return [`### Settings of every cloud\n\n${table(everyCloud)}`, ...sections].join("\n\n");
}

function table(shown: readonly Row[]): string {
  const columns = ["Setting", "Only with", "Default", "What it does", "Allowed", "A change"];
  const lines = shown.map((row) => {
    const doc = documented(row);
    const cells = [
      `\`${rowPath(row.path)}\``,
      onlyWith(row),
      defaultText(row),
      doc.description,
      doc.allowed,
      doc.change ?? "in place",
    ];
    return line(cells.map((cell) => cell.replaceAll("|", "\\|")));
  });
  return [line(columns), line(columns.map(() => "---")), ...lines].join("\n");
}

const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

function documented(row: Row): SettingDoc {
  const doc = docOf(row.schema);
  if (doc === undefined) throw new Error(`The setting ${rowPath(row.path)} is not documented.`);
  const variants = row.variants.map((schema) => ({ values: valuesOf(schema), text: docOf(schema)?.description }));
  if (new Set(variants.map(({ text }) => text)).size < 2) return doc;
  return { ...doc, description: variants.map(({ values, text }) => `${values.join(", ")}: ${text}`).join(" ") };
}

/** The choices on which the setting depends, such as `mode adopt`; the cloud has a table of its own. */
function onlyWith(row: Row): string {
  return row.conditions
    .filter(({ path }) => path !== "cloud")
    .map(({ path, values }) => `${path.split(".").at(-1)} ${values.join(" or ")}`)
    .join(", ");
}

function defaultText(row: Row): string {
  if (isRequired(row.schema)) return "required";
  const value = defaultOf(row.schema);
  const section = objectsOf(row.schema).length > 0;
  return value === undefined || section ? "" : `\`${JSON.stringify(value)}\``;
}

/** The `config` block of Pulumi.yaml: type, description and default of each key. */
function declared(key: ConfigKey): Readonly<Record<string, unknown>> {
  const owners = key.rows.flatMap(cloudsOf);
  const meanings = key.rows.map((row) => ({ clouds: cloudsOf(row).join(", "), text: documented(row).description }));
  const differ = new Set(meanings.map(({ text }) => text)).size > 1;
  const description = [
    owners.length === clouds.length ? "" : `Only with cloud ${owners.join(" or ")}:`,
    differ ? meanings.map((meaning) => `${meaning.clouds}: ${meaning.text}`).join(" ") : meanings[0]?.text,
    key.rows.some((row) => isRequired(row.schema)) ? "Required." : "",
  ];
  return { type: key.type, description: description.filter(Boolean).join(" "), default: key.default };
}
