import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { z } from "zod";
import { root } from "./offline";

const definition = z.looseObject({
  spec: z.looseObject({
    group: z.string(),
    names: z.looseObject({ kind: z.string() }),
    versions: z.array(z.looseObject({ name: z.string(), schema: z.looseObject({ openAPIV3Schema: z.unknown() }) })),
  }),
});

/**
 * The folder of custom resource definitions that objects are judged by. It is test data beside the repository; without
 * it nothing is judged, which must not pass for success.
 */
export function definitionsFolder(): string {
  const found = process.env["DEFINITIONS"] ?? join(root, "..", "shared", "crds");
  if (existsSync(join(found, "external-secrets"))) return found;
  throw new Error(`NOT JUDGED: there are no definitions in ${found}; set DEFINITIONS to a folder that holds them`);
}

/** The schemas of the definitions of one project, by Pulumi's type of the resource. */
export function definitions(project: string): ReadonlyMap<string, z.ZodType> {
  const files = readdirSync(join(definitionsFolder(), project)).filter((name) => name.endsWith(".yaml"));
  return new Map(
    files.flatMap((name) =>
      parseAllDocuments(readFileSync(join(definitionsFolder(), project, name), "utf8")).flatMap((document) =>
        schemasOf(document.toJS()),
      ),
    ),
  );
}

/** The schemas of one definition, by Pulumi's type of the resource. */
export function schemasOf(object: unknown): readonly (readonly [type: string, schema: z.ZodType])[] {
  const { group, names, versions } = definition.parse(object).spec;
  return versions.map(({ name, schema }) => [
    `kubernetes:${group}/${name}:${names.kind}`,
    z.fromJSONSchema(strict(schema.openAPIV3Schema, true)),
  ]);
}

/** The schema with unknown properties refused, as an API server does that validates strictly. */
function strict(schema: unknown, top = false): Record<string, unknown> {
  const { properties, items, additionalProperties, ...rest } = Object(schema);
  const open = rest["x-kubernetes-preserve-unknown-fields"] === true || additionalProperties !== undefined;
  return {
    ...rest,
    ...(properties === undefined
      ? {}
      : {
          properties: Object.fromEntries(
            Object.entries(properties).map(([name, each]) =>
              // The API server knows the metadata of every object itself.
              top && name === "metadata" ? [name, { type: "object" }] : [name, strict(each)],
            ),
          ),
          ...(open ? {} : { additionalProperties: false }),
        }),
    ...(items === undefined ? {} : { items: strict(items) }),
    ...(typeof additionalProperties === "object" && additionalProperties !== null
      ? { additionalProperties: strict(additionalProperties) }
      : {}),
  };
}
