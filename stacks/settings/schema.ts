import { z } from "zod";
import { isSection, valueAt, type Path } from "./paths";
import { settingDocs, type SettingDoc } from "./setting";

/** Reads the schemas of the settings as a tree, for error messages and for the documentation. */
export type Schema = z.core.$ZodType;

/** The schema within `.default()`, `.optional()` and their like. */
export function unwrap(schema: Schema): Schema {
  const within = inner(schema);
  return within === undefined ? schema : unwrap(within);
}

function inner(schema: Schema): Schema | undefined {
  if (schema instanceof z.ZodPipe) return schema.in instanceof z.ZodTransform ? schema.out : schema.in;
  if (
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodNonOptional ||
    schema instanceof z.ZodReadonly
  )
    return schema.unwrap();
  return undefined;
}

/** What a person is told about the setting; of several layers the outermost that is documented. */
export function docOf(schema: Schema): SettingDoc | undefined {
  const within = inner(schema);
  return settingDocs.get(schema) ?? (within === undefined ? undefined : docOf(within));
}

/** The value that stands in for an absent one. */
export function defaultOf(schema: Schema): unknown {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) return schema.def.defaultValue;
  const within = inner(schema);
  return within === undefined ? undefined : defaultOf(within);
}

export function isRequired(schema: Schema): boolean {
  return schema._zod.optin === undefined;
}

/** Types of the `config` block of Pulumi.yaml. */
export type ConfigType = "string" | "integer" | "boolean" | "array" | "object";

export function configType(schema: Schema): ConfigType {
  const bare = unwrap(schema);
  if (bare instanceof z.ZodNumber) return "integer";
  if (bare instanceof z.ZodBoolean) return "boolean";
  if (bare instanceof z.ZodArray) return "array";
  return bare instanceof z.ZodRecord || objectsOf(bare).length > 0 ? "object" : "string";
}

/** The shapes that a section may take: one, or one per option of a discriminated union. */
export function objectsOf(schema: Schema): readonly z.ZodObject[] {
  const bare = unwrap(schema);
  if (bare instanceof z.ZodObject) return [bare];
  return bare instanceof z.ZodDiscriminatedUnion ? bare.options.flatMap(objectsOf) : [];
}

/** The key that decides between the shapes of a section, such as `mode`. */
export function discriminatorOf(schema: Schema): string | undefined {
  const bare = unwrap(schema);
  return bare instanceof z.ZodDiscriminatedUnion ? bare.def.discriminator : undefined;
}

/** The schema of one key of a section. */
export function fieldOf(shape: z.ZodObject, key: string | number): Schema | undefined {
  const field: unknown = Object.hasOwn(shape.shape, key) ? shape.shape[key] : undefined;
  return field instanceof z.core.$ZodType ? field : undefined;
}

/** The keys of one shape of a section: first the one that selects the shape, then as the schema has them. */
export function keysOf(schema: Schema, shape: z.ZodObject | undefined): readonly string[] {
  const discriminator = discriminatorOf(schema);
  const keys = Object.keys(shape?.shape ?? {});
  return discriminator === undefined ? keys : [discriminator, ...keys.filter((key) => key !== discriminator)];
}

/** The values of `key` that select this shape. */
export function literalsOf(shape: z.ZodObject, key: string): readonly unknown[] {
  const field = fieldOf(shape, key);
  return field === undefined ? [] : valuesOf(field);
}

/** The values that a literal or a choice allows. */
export const valuesOf = (schema: Schema): readonly unknown[] => [...(schema._zod.values ?? [])];

/** The shape that the value selects; `undefined` where the section has several and the value selects none. */
export function shapeFor(schema: Schema, value: unknown): z.ZodObject | undefined {
  const shapes = objectsOf(schema);
  const discriminator = discriminatorOf(schema);
  if (discriminator === undefined) return shapes[0];
  const selected = isSection(value) ? value[discriminator] : undefined;
  return shapes.find((shape) => literalsOf(shape, discriminator).includes(selected));
}

/** The settings that every shape of a section has in common, whatever its discriminator says. */
export function sharedShape(schema: Schema): Readonly<Record<string, Schema>> {
  const [first, ...others] = objectsOf(schema);
  const shared = Object.keys(first?.shape ?? {}).flatMap((key): [string, Schema][] => {
    const field = first && fieldOf(first, key);
    return field !== undefined && others.every((other) => fieldOf(other, key) === field) ? [[key, field]] : [];
  });
  return Object.fromEntries(shared);
}

/** The schema of a section's key, of a list's or of a table's element. */
export function childOf(schema: Schema, step: string | number, value: unknown): Schema | undefined {
  const bare = unwrap(schema);
  if (bare instanceof z.ZodArray) return bare.element;
  if (bare instanceof z.ZodRecord) return bare.valueType;
  const shape = shapeFor(bare, value) ?? objectsOf(bare).find((each) => fieldOf(each, step) !== undefined);
  return shape && fieldOf(shape, step);
}

/** The schemas on the way to a path, outermost first; it ends early where the schema knows no further. */
export function schemasAlong(schema: Schema, path: Path, value: unknown): readonly Schema[] {
  const [step, ...rest] = path;
  const child = step === undefined ? undefined : childOf(schema, step, value);
  if (step === undefined || child === undefined) return [schema];
  return [schema, ...schemasAlong(child, rest, valueAt(value, [step]))];
}
