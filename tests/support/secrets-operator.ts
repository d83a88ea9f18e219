import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import type { Api } from "../../offline/kubernetes/api";
import type { KubernetesObject } from "../../offline/kubernetes/objects";

/**
 * Stands in for External Secrets, whose controller does not run on the test's cluster: stores and secrets are ready as
 * soon as they are there, and each Secret is made with its keys. The values are no secrets.
 */

const secretsVersion = "external-secrets.io/v1";
const generatorGroup = "generators.external-secrets.io";
const manager = "secrets-operator";

const externalSecret = z.looseObject({
  metadata: z.looseObject({ name: z.string(), namespace: z.string(), uid: z.string() }),
  spec: z.looseObject({
    target: z.looseObject({
      name: z.string(),
      creationPolicy: z.string(),
      template: z.looseObject({ data: z.record(z.string(), z.string()) }).optional(),
    }),
    data: z.array(z.looseObject({ secretKey: z.string() })).default([]),
  }),
});
const conditioned = z.looseObject({
  status: z
    .looseObject({ conditions: z.array(z.looseObject({ type: z.string() })).default([]) })
    .default({ conditions: [] }),
});

/** The generator of passwords, as its documentation describes it; strict, so that a misspelt field is refused. */
export const passwordDefinition: KubernetesObject = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: `passwords.${generatorGroup}` },
  spec: {
    group: generatorGroup,
    scope: "Namespaced",
    names: { kind: "Password", plural: "passwords", singular: "password", listKind: "PasswordList" },
    versions: [
      {
        name: "v1alpha1",
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: "object",
            properties: {
              spec: {
                type: "object",
                required: ["allowRepeat", "length", "noUpper"],
                properties: {
                  length: { type: "integer" },
                  digits: { type: "integer" },
                  symbols: { type: "integer" },
                  symbolCharacters: { type: "string" },
                  noUpper: { type: "boolean" },
                  allowRepeat: { type: "boolean" },
                  secretKeys: { type: "array", items: { type: "string" } },
                },
              },
            },
          },
        },
      },
    ],
  },
};

/** Serves the cluster until it is told to end. */
export class SecretsOperator {
  private over = false;
  private readonly work: Promise<void>;

  /** @param more what else is decreed in each round. */
  constructor(
    private readonly api: Api,
    private readonly more: (api: Api) => Promise<void> = () => Promise.resolve(),
  ) {
    this.work = this.serve();
  }

  async end(): Promise<void> {
    this.over = true;
    await this.work;
  }

  private async serve(): Promise<void> {
    while (!this.over) {
      // What is deleted meanwhile is gone; it is looked at no more.
      await this.reconcile().catch(() => undefined);
      await this.more(this.api).catch(() => undefined);
      await pause(200);
    }
  }

  private async reconcile(): Promise<void> {
    for (const store of await this.api.list(secretsVersion, "ClusterSecretStore")) await this.makeReady(store);
    for (const object of await this.api.list(secretsVersion, "ExternalSecret")) {
      if (await this.makeReady(object)) await this.makeSecret(externalSecret.parse(object));
    }
  }

  /** True when it was not ready before. */
  private async makeReady({ apiVersion, kind, metadata, ...rest }: KubernetesObject): Promise<boolean> {
    if (conditioned.parse(rest).status.conditions.length > 0 || metadata.deletionTimestamp !== undefined) return false;
    const condition = {
      type: "Ready",
      status: "True",
      reason: "Decreed",
      lastTransitionTime: new Date().toISOString(),
    };
    const reference = { apiVersion, kind, name: metadata.name, namespace: metadata.namespace };
    await this.api.merge(reference, { status: { conditions: [condition] } }, "status");
    return true;
  }

  private async makeSecret({ metadata, spec }: z.infer<typeof externalSecret>): Promise<void> {
    const { target, data } = spec;
    const keys = target.template === undefined ? data.map((each) => each.secretKey) : Object.keys(target.template.data);
    const owner = { apiVersion: secretsVersion, kind: "ExternalSecret", name: metadata.name, uid: metadata.uid };
    await this.api.apply(
      {
        apiVersion: "v1",
        kind: "Secret",
        metadata: {
          name: target.name,
          namespace: metadata.namespace,
          ...(target.creationPolicy === "Owner" ? { ownerReferences: [owner] } : {}),
        },
        stringData: Object.fromEntries((keys.length === 0 ? ["password"] : keys).map((key) => [key, "by-decree"])),
      },
      { manager, force: true },
    );
  }
}
