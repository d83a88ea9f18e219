import * as pulumi from "@pulumi/pulumi";
import { Application, type ApplicationArgs } from "../../../components";
import type { Cloud } from "../../../components/shared/cloud";
import type { Server, ServerFacts, ServerKind } from "../../../components/shared/database/contract";
import { clusterHandle } from "../../support/handles";
import { type Answers, record, type Recording } from "../../support/record";

const facts: { readonly [K in ServerKind]: () => ServerFacts[K] } = {
  gke: () => ({
    project: "shop-1234",
    instanceName: pulumi.output("database"),
    connectionName: pulumi.output("shop-1234:europe-west1:database"),
  }),
  eks: () => ({
    resourceId: pulumi.output("db-ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    administratorSecretArn: pulumi.output("arn:aws:secretsmanager:eu-west-1:111122223333:secret:rds!db-1"),
    administratorSecretKeyArn: pulumi.output("arn:aws:kms:eu-west-1:111122223333:key/1"),
  }),
  aks: () => ({ tenantId: "00000000-0000-0000-0000-000000000002" }),
  "in-cluster": () => ({
    namespace: "databases",
    podLabels: { "app.kubernetes.io/name": "postgresql" },
    administratorSecret: pulumi.output("postgresql-administrator"),
  }),
};

function serverOf<K extends ServerKind>(kind: K): Server<K> {
  return {
    kind,
    host: pulumi.output("database.internal"),
    port: 5432,
    range: "10.0.0.0/16",
    administration: {
      namespace: "databases",
      serviceAccount: "database-administration",
      podLabels: { "app.kubernetes.io/name": "database-administration" },
      role: pulumi.output("administrator"),
      ready: [],
    },
    facts: facts[kind](),
    ready: [],
  };
}

/** What clouds compute, and mocks cannot. */
export const answers: Answers = {
  "random:index/randomPassword:RandomPassword": { result: "0123456789abcdefghijklmnopqrstuv" },
  "azure-native:managedidentity:UserAssignedIdentity": { principalId: "00000000-0000-0000-0000-000000000009" },
};

type Settings = Omit<Partial<ApplicationArgs<Cloud>>, "cluster" | "database">;

/** The example application on a managed server of the cloud, by default with nothing but what it needs. */
export const onCloud = <C extends Cloud>(cloud: C, settings: Settings = {}): Application<C> =>
  new Application<C>("shop", {
    cluster: clusterHandle(cloud),
    service: "shop",
    namespace: "applications",
    database: { server: serverOf(cloud) },
    secretStore: { name: "cloud", ready: [] },
    ...settings,
  });

const inCluster = (): Application<"eks"> =>
  new Application("shop", {
    cluster: clusterHandle("eks"),
    service: "shop",
    namespace: "applications",
    database: { server: serverOf("in-cluster") },
    secretStore: { name: "cloud", ready: [] },
  });

export const programs: Readonly<Record<ServerKind, () => unknown>> = {
  gke: () => onCloud("gke"),
  eks: () => onCloud("eks"),
  aks: () => onCloud("aks"),
  "in-cluster": inCluster,
};
export const kinds = ["gke", "eks", "aks", "in-cluster"] as const;

export const make = (program: () => unknown): Promise<Recording<unknown>> => record(program, answers);
