import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Session } from "./session";

const deployment = z.looseObject({
  deployment: z.looseObject({ resources: z.array(z.record(z.string(), z.unknown())).default([]) }),
});
type Deployment = z.infer<typeof deployment>;

/**
 * A state in which what was protected, and what stands beside it, is neither protected nor retained; `undefined` when
 * nothing was. What is only retained, with nothing protected beside it, is meant to stay.
 */
export function withoutProtection(state: unknown): Deployment | undefined {
  const parsed = deployment.parse(state);
  const { resources } = parsed.deployment;
  const held = resources.filter(isProtected);
  if (held.length === 0) return undefined;
  const owners = new Set(held.map((each) => each["parent"]).filter((owner) => typeof owner === "string"));
  const lifted = resources.map((each) =>
    isProtected(each) || owners.has(String(each["parent"])) ? unprotected(each) : each,
  );
  return { ...parsed, deployment: { ...parsed.deployment, resources: lifted } };
}

const isProtected = (resource: Readonly<Record<string, unknown>>): boolean => resource["protect"] === true;

function unprotected({ protect: _, retainOnDelete: __, ...others }: Readonly<Record<string, unknown>>) {
  return others;
}

/** Lifts the protection of a whole stack; true when there was any. */
export async function liftProtection(
  session: Session,
  { folder, stack, state }: { readonly folder: string; readonly stack: string; readonly state: string },
): Promise<boolean> {
  const file = join(state, `${stack}.lifted.json`);
  const quietly = { cwd: folder, output: () => undefined };
  const ofStack = ["--stack", stack, "--file", file, "--non-interactive"];
  try {
    if ((await session.run(["stack", "export", ...ofStack], quietly)) !== 0) return false;
    const lifted = withoutProtection(JSON.parse(readFileSync(file, "utf8")));
    if (lifted === undefined) return false;
    writeFileSync(file, JSON.stringify(lifted));
    return (await session.run(["stack", "import", ...ofStack], quietly)) === 0;
  } finally {
    rmSync(file, { force: true });
  }
}
