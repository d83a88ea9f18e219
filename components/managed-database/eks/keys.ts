import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { createCustomerKey, customerKeyPolicy, useOfKey } from "../../shared/eks/keys";
import { arnOf, dnsSuffix, type Place } from "../../shared/eks/place";
import type { Statement } from "../../shared/eks/policies";
import type { Removal } from "../contract";
import { logGroupName, logTypes } from "./names";

/** One key per purpose, so that leave to use one opens nothing else. */
export type KeyPurpose = "storage" | "secret" | "logs" | "alarms" | "backups";

export interface KeyArgs {
  readonly purpose: KeyPurpose;
  /** Name of an instance made here, which the key's alias carries. */
  readonly baseName: string;
  /** Name of the instance that the key serves, as AWS knows it. */
  readonly identifier: string;
  /** Where the key is. */
  readonly place: Place;
  /** What becomes of the data that the key decrypts. */
  readonly removal: Removal;
}

/** A customer key of the database, such as the one that decrypts the final snapshot. */
export function createKey(name: string, args: KeyArgs, opts: pulumi.CustomResourceOptions): aws.kms.Key {
  const { purpose, baseName, identifier, place, removal } = args;
  return createCustomerKey(
    `${name}-${purpose}-key`,
    {
      description: `${purpose} of the database ${baseName}`,
      alias: `rds/${baseName}/${purpose}`,
      place,
      services: servicesOf(purpose, identifier, place),
      removal,
    },
    opts,
  );
}

/** Who may do what with the key of that purpose. */
export function keyPolicy({ purpose, identifier, place }: Pick<KeyArgs, "purpose" | "identifier" | "place">): string {
  return customerKeyPolicy(place, servicesOf(purpose, identifier, place));
}

function servicesOf(purpose: KeyPurpose, identifier: string, place: Place): readonly Statement[] {
  switch (purpose) {
    case "storage":
    case "secret":
    case "backups":
      return [];
    case "logs":
      return [ofLogs(identifier, place)];
    case "alarms":
      return [ofPublishers()];
  }
}

function ofLogs(identifier: string, place: Place): Statement {
  return {
    Sid: "LogGroups",
    Effect: "Allow",
    Principal: { Service: `logs.${place.region}.${dnsSuffix(place)}` },
    Action: useOfKey,
    Resource: "*",
    Condition: {
      ArnEquals: {
        "kms:EncryptionContext:aws:logs:arn": logTypes.map((type) =>
          arnOf(place, "logs", `log-group:${logGroupName(identifier, type)}`),
        ),
      },
    },
  };
}

/** EventBridge names neither account nor rule when it writes to an encrypted topic, so no condition can ask for them. */
function ofPublishers(): Statement {
  return {
    Sid: "Publishers",
    Effect: "Allow",
    Principal: { Service: ["cloudwatch.amazonaws.com", "events.amazonaws.com"] },
    Action: ["kms:Decrypt", "kms:GenerateDataKey"],
    Resource: "*",
  };
}
