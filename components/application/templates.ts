import { type Fault, fault, keyPath, sortedEntries } from "../shared/faults";
import type { Templates } from "./contract";

/** Values with named placeholders. Pure. */

const placeholder = /\$\{([^}]*)\}/g;

/** The template of a variable that is read from a generated secret. */
export const passwordTemplate = "${password}";

/** Fills in the placeholders; percent-encoded where the value is a URL, in which `@` and `/` mean something else. */
export function render(template: string, values: Readonly<Record<string, string>>): string {
  const encode = template.includes("://") ? encodeURIComponent : String;
  return template.replace(placeholder, (_, name: string) => encode(values[name] ?? ""));
}

/** Faults of templates that name what there is not, or that would put a secret into plain text. */
export function templateFaults(path: string, templates: Templates, known: readonly string[]): readonly Fault[] {
  return sortedEntries(templates).flatMap(([name, template]) => {
    const at = keyPath(path, name);
    if (template === passwordTemplate && known.includes("password")) return [];
    return [...template.matchAll(placeholder)].flatMap(([text, word = ""]) => {
      if (word === "password") return [passwordFault(at, template, known)];
      return known.includes(word) ? [] : [unknownFault(at, template, text, known)];
    });
  });
}

function passwordFault(path: string, value: string, known: readonly string[]): Fault {
  if (known.includes("password"))
    return {
      path,
      value,
      problem: "would hold a password in plain text",
      allowed: "`${password}` and nothing beside it",
      cure: "give the password a variable of its own, and name it here as $(VARIABLE)",
    };
  return {
    path,
    value,
    problem: "asks for a password that there is not",
    allowed: known.map((name) => `\${${name}}`).join(", "),
    cure: "let the driver read the file of PGPASSFILE, or take the secret of an external service from `secrets`",
  };
}

function unknownFault(path: string, value: string, text: string, known: readonly string[]): Fault {
  const allowed = known.map((name) => `\${${name}}`).join(", ");
  return { ...fault(path, value, allowed, "name one of them"), problem: `holds ${text}, which nothing fills in` };
}
