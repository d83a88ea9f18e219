import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { type Document, isPair, parse, parseDocument, visit } from "yaml";
import { z } from "zod";
import { CannotContinue } from "./tool";

const projectFile = z.looseObject({
  name: z.string(),
  main: z.string().optional(),
  stackConfigDir: z.string().optional(),
});

/** Written without folding lines. */
const verbatim = { lineWidth: 0 };

/**
 * A Pulumi project as the offline engine runs it: a copy of its Pulumi files outside the source tree. The CLI writes
 * into stack files (an encryption salt) and `stack rm` deletes them; it gets the copies, and no tracked file changes.
 */
export interface ShadowProject {
  readonly name: string;
  /** Folder of the copies: what the CLI takes for the project. */
  readonly folder: string;
  /** Stacks that have a stack file. */
  readonly stacks: readonly string[];
  /** Paths of secrets that the copies replace by a placeholder, for their key is not known here. */
  readonly replacedSecrets: readonly string[];
}

/** The folder of the nearest Pulumi.yaml at `start` or above it. */
export function findProject(start: string): string | undefined {
  for (let folder = resolve(start); ; folder = dirname(folder)) {
    if (existsSync(join(folder, "Pulumi.yaml"))) return folder;
    if (folder === dirname(folder)) return undefined;
  }
}

/** Makes or refreshes the copy below `state`. */
export function shadow(source: string, state: string): ShadowProject {
  const text = readFileSync(join(source, "Pulumi.yaml"), "utf8");
  const copy = parseVerbatim(text, join(source, "Pulumi.yaml"));
  const project = projectFile.parse(parse(text));
  const digest = createHash("sha256").update(source).digest("hex").slice(0, 8);
  const folder = join(state, "projects", `${project.name}-${digest}`);
  mkdirSync(folder, { recursive: true });
  copy.delete("stackConfigDir");
  copy.set("main", resolve(source, project.main ?? "."));
  write(join(folder, "Pulumi.yaml"), copy.toString(verbatim));
  const stackFolder = join(source, project.stackConfigDir ?? ".");
  const files = existsSync(stackFolder)
    ? readdirSync(stackFolder).filter((file) => /^Pulumi\..+\.yaml$/.test(file))
    : [];
  const replacedSecrets = files.flatMap((file) => copyStackFile(join(stackFolder, file), join(folder, file)));
  return { name: project.name, folder, stacks: files.map(stackName).sort(), replacedSecrets };
}

/**
 * Copies a stack file as it is written, for YAML's scalars mean different things to different readers, but with the
 * salt that the CLI gave the copy. Returns the paths of replaced secrets.
 */
function copyStackFile(source: string, target: string): string[] {
  const copy = parseVerbatim(readFileSync(source, "utf8"), source);
  const salt = existsSync(target) ? parseDocument(readFileSync(target, "utf8")).get("encryptionsalt") : undefined;
  for (const key of ["encryptionsalt", "secretsprovider", "encryptedkey"]) copy.delete(key);
  if (salt !== undefined) copy.set("encryptionsalt", salt);
  const replaced = replaceSecrets(copy, basename(source));
  write(target, copy.toString(verbatim));
  return replaced;
}

/** By YAML's failsafe schema, for which every scalar is its text: `012` stays `012`. */
function parseVerbatim(text: string, file: string): Document.Parsed {
  const document = parseDocument(text, { schema: "failsafe" });
  const [error] = document.errors;
  if (error !== undefined) throw new CannotContinue(`${file} is no YAML: ${error.message}`);
  return document;
}

/** `{ secure: ciphertext }` can be read only with the stack's key; offline a placeholder stands for it. */
function replaceSecrets(document: Document, file: string): string[] {
  const replaced: string[] = [];
  visit(document, {
    Map(_key, node, path) {
      if (node.items.length !== 1 || !node.has("secure")) return undefined;
      const keys = path.flatMap((each) => (isPair(each) ? [String(each.key)] : []));
      replaced.push([file, ...keys].join(" "));
      return document.createNode("offline-placeholder-of-a-secret");
    },
  });
  return replaced;
}

/** `eks` of `Pulumi.eks.yaml`. */
function stackName(file: string): string {
  return file.slice("Pulumi.".length, -".yaml".length);
}

function write(path: string, text: string): void {
  if (!existsSync(path) || readFileSync(path, "utf8") !== text) writeFileSync(path, text);
}
