import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseDocument } from "yaml";
import stack from "../../stacks";
import { root, Sandbox } from "./offline";

/** A stack file without some of its settings, such as `applications`. */
export function withoutSettings(text: string, ...names: readonly string[]): string {
  const document = parseDocument(text);
  for (const name of names) document.deleteIn(["config", `kubernetes-best-practices:${name}`]);
  return document.toString();
}

/** This project's program with stack files of a test's own, in a folder outside the work tree. */
export class TemporaryProject {
  readonly folder = mkdtempSync(join(tmpdir(), "kbp-project-"));

  constructor() {
    const project = parseDocument(readFileSync(join(root, "Pulumi.yaml"), "utf8"));
    project.set("main", join(root, "stacks", "program.cjs"));
    writeFileSync(join(this.folder, "Pulumi.yaml"), project.toString());
  }

  /** A backend for it that runs the program in this process. */
  sandbox(): Sandbox {
    return new Sandbox(this.folder, () => ({ ...stack() }));
  }

  /** @param text the stack file as it stands on disk. */
  write(stack: string, text: string): void {
    writeFileSync(join(this.folder, `Pulumi.${stack}.yaml`), text);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
