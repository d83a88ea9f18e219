import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withConfigKeys, withSettings } from "./documentation";

/** `npm run docs`: writes the parts of README.md and Pulumi.yaml that come from the schemas. */
const documents = { "README.md": withSettings, "Pulumi.yaml": withConfigKeys };

for (const [name, renewed] of Object.entries(documents)) {
  const path = join(__dirname, "..", "..", name);
  writeFileSync(path, renewed(readFileSync(path, "utf8")));
}
