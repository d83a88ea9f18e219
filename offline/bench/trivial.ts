import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import type { Step } from "../report/events";

/**
 * Writes a Pulumi project that registers what `steps` registered, bare: the same classes of the same SDKs with the same
 * inputs as literals, in a flat list, without components, dependencies, settings or a compiler.
 */
export function writeTrivialProject(
  folder: string,
  name: string,
  steps: readonly Step[],
  sdks: readonly string[],
): void {
  mkdirSync(folder, { recursive: true });
  const files = {
    "Pulumi.yaml": stringify({ name, runtime: { name: "nodejs", options: { typescript: false } }, main: "index.js" }),
    [`Pulumi.${name}.yaml`]: stringify({ config: {} }),
    "package.json": JSON.stringify({ name, private: true }),
    "index.js": program(sdks),
    "resources.json": JSON.stringify(bareResources(steps)),
  };
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
}

/** What the program itself registered, providers first; the engine makes the stack and the default providers. */
export function bareResources(steps: readonly Step[]) {
  const own = steps.filter((each) => each.type !== "pulumi:pulumi:Stack" && !isDefaultProvider(each));
  return [...own.filter(isProvider), ...own.filter((each) => !isProvider(each))].map(({ type, custom, inputs }) => ({
    type,
    custom,
    inputs,
  }));
}

/** The packages that the steps need an SDK of, such as `aws`. */
export function packagesOf(steps: readonly Step[]): readonly string[] {
  return [...new Set(steps.map(({ type }) => type.split(":")[isProviderType(type) ? 2 : 0] ?? ""))].sort();
}

const isProviderType = (type: string): boolean => type.startsWith("pulumi:providers:");
const isProvider = ({ type }: Step): boolean => isProviderType(type);
const isDefaultProvider = (step: Step): boolean => isProvider(step) && step.name.startsWith("default");

function program(sdks: readonly string[]): string {
  return `"use strict";
const pulumi = require("@pulumi/pulumi");
const sdks = {
${sdks.map((sdk) => `  "${sdk}": require("@pulumi/${sdk}"),`).join("\n")}
};
const providers = {};

require("./resources.json").forEach(({ type, custom, inputs }, index) => {
  const name = \`resource-\${index}\`;
  if (!custom) return new pulumi.ComponentResource(type, name);
  const [first, path, last] = type.split(":");
  if (first === "pulumi") return (providers[last] ??= new sdks[last].Provider(name, inputs));
  const opts = { provider: providers[first] };
  const Resource = classOf(sdks[first], path, last);
  return Resource ? new Resource(name, inputs, opts) : new pulumi.CustomResource(type, name, inputs, opts);
});

/** \`aws.ec2.Vpc\` of \`aws:ec2/vpc:Vpc\`, \`k8s.networking.v1.NetworkPolicy\` of \`kubernetes:networking.k8s.io/v1:NetworkPolicy\`. */
function classOf(sdk, path, name) {
  return path.split("/").reduce((space, part) => space?.[part.split(".")[0]] ?? space, sdk)?.[name];
}
`;
}
