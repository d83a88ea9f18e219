import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";
import type { ShadowProject } from "../engine/project";

/** Adds to the copy of a project a stack file like that of `stack`, with `count` namespaces. Returns its stack. */
export function writeNamespacesStack(project: ShadowProject, stack: string, count: number): string {
  const file = parseDocument(readFileSync(join(project.folder, `Pulumi.${stack}.yaml`), "utf8"));
  const names = Array.from({ length: count }, (_, index) => `ns-${String(index + 1).padStart(3, "0")}`);
  file.setIn(["config", `${project.name}:namespaces`], Object.fromEntries(names.map((name) => [name, {}])));
  const added = `namespaces-${count}`;
  writeFileSync(join(project.folder, `Pulumi.${added}.yaml`), file.toString());
  return added;
}
