import * as assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { record, valueOf, type Answers } from "./record";

/** Options with which a program registers its resources. */
export class Options {
  private constructor(private readonly byName: ReadonlyMap<string, pulumi.CustomResourceOptions>) {}

  static async of(program: () => unknown, answers: Answers): Promise<Options> {
    const byName = new Map<string, pulumi.CustomResourceOptions>();
    await record(
      () =>
        pulumi.runtime.runInPulumiStack(async () => {
          pulumi.runtime.registerStackTransformation(({ name, opts }) => {
            byName.set(name, opts);
            return undefined;
          });
          await program();
        }),
      answers,
    );
    return new Options(byName);
  }

  /** The options of the resource of that name; fails when there is none. */
  named(name: string): pulumi.CustomResourceOptions {
    return this.byName.get(name) ?? assert.fail(`no ${name} among ${[...this.byName.keys()].join(", ")}`);
  }

  /** What a resource ignores, by its name; those that ignore nothing are left out. */
  ignored(): Readonly<Record<string, readonly string[]>> {
    return Object.fromEntries(
      [...this.byName].flatMap(([name, { ignoreChanges }]) =>
        ignoreChanges === undefined ? [] : [[name, ignoreChanges]],
      ),
    );
  }

  /** Names of what a resource is made after, beside what its inputs come from. */
  async before(name: string): Promise<readonly string[]> {
    const { dependsOn } = this.named(name);
    assert.ok(Array.isArray(dependsOn), `${name} names nothing that it depends on`);
    const urns = await Promise.all(dependsOn.map(async (resource) => valueOf((await valueOf(resource)).urn)));
    return urns.map((urn) => urn.slice(urn.lastIndexOf("::") + 2));
  }
}
