import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { arnOf, type Place } from "../../shared/eks/place";
import { policyDocument, trust, type Statement } from "../../shared/eks/policies";
import { allocatedStorage, restorableAge, watchNamespace } from "./metric-alarms";

/** What the watch asks RDS. */
export interface Question {
  /** Action of the API, as Step Functions spells it. */
  readonly call: "describeDBInstances" | "describeDBInstanceAutomatedBackups";
  readonly arguments: Readonly<Record<string, pulumi.Input<string>>>;
  /** JSONata: the newest point in time that could be restored. */
  readonly restorable: string;
  /** JSONata: storage in GiB; absent where it is not asked for. */
  readonly storage?: string;
  /** What it takes to ask. */
  readonly leave: Pick<Statement, "Action" | "Resource">;
}

/** How old the newest state is that could be restored here, and how much storage there is. */
export function instanceQuestion(identifier: string, place: Place): Question {
  return {
    call: "describeDBInstances",
    arguments: { DbInstanceIdentifier: identifier },
    restorable: "$states.result.DbInstances[0].LatestRestorableTime",
    storage: "$states.result.DbInstances[0].AllocatedStorage",
    leave: { Action: "rds:DescribeDBInstances", Resource: arnOf(place, "rds", `db:${identifier}`) },
  };
}

/** How old the newest state is that could be restored in the second region. */
export function copiesQuestion(resourceId: pulumi.Input<string>): Question {
  return {
    call: "describeDBInstanceAutomatedBackups",
    arguments: { DbiResourceId: resourceId },
    restorable: "$states.result.DbInstanceAutomatedBackups[0].RestoreWindow.LatestTime",
    // Asked for by the id of the instance, this action names no backup that a policy could name.
    leave: { Action: "rds:DescribeDBInstanceAutomatedBackups", Resource: "*" },
  };
}

export interface WatchArgs {
  readonly identifier: string;
  readonly question: Question;
  /** Where it looks, and where its metrics are. */
  readonly place: Place;
}

/**
 * RDS has no metric for the age of its backups. This asks for it four times an hour and makes one, without code that
 * somebody would have to keep current; when it stops, the alarms on its metrics go off.
 */
export function createWatch(name: string, args: WatchArgs, opts: pulumi.CustomResourceOptions): void {
  const { identifier, question, place } = args;
  const role = new aws.iam.Role(
    `${name}-role`,
    { description: `Age of the backups of ${identifier}`, assumeRolePolicy: trust("states.amazonaws.com", place) },
    opts,
  );
  const policy = new aws.iam.RolePolicy(`${name}-policy`, { role: role.id, policy: watchPolicy(question.leave) }, opts);
  const machine = new aws.sfn.StateMachine(
    name,
    {
      region: place.region,
      type: "EXPRESS",
      roleArn: role.arn,
      definition: pulumi.jsonStringify(watchDefinition(question, identifier, place)),
    },
    { ...opts, dependsOn: [policy] },
  );
  schedule(name, { machineArn: machine.arn, identifier, place }, opts);
}

function schedule(
  name: string,
  args: { readonly machineArn: pulumi.Output<string>; readonly identifier: string; readonly place: Place },
  opts: pulumi.CustomResourceOptions,
): void {
  const { region } = args.place;
  const role = new aws.iam.Role(
    `${name}-start-role`,
    {
      description: `Starts the watch over the backups of ${args.identifier}`,
      assumeRolePolicy: trust("events.amazonaws.com", args.place),
    },
    opts,
  );
  const policy = new aws.iam.RolePolicy(
    `${name}-start-policy`,
    {
      role: role.id,
      policy: args.machineArn.apply((arn) =>
        policyDocument([{ Sid: "Start", Effect: "Allow", Action: "states:StartExecution", Resource: arn }]),
      ),
    },
    opts,
  );
  const rule = new aws.cloudwatch.EventRule(
    `${name}-schedule`,
    {
      region,
      description: `Watches the backups of ${args.identifier}`,
      scheduleExpression: "rate(15 minutes)",
    },
    opts,
  );
  new aws.cloudwatch.EventTarget(
    `${name}-schedule-target`,
    { region, rule: rule.name, arn: args.machineArn, roleArn: role.arn },
    { ...opts, dependsOn: [policy] },
  );
}

function watchPolicy(leave: Question["leave"]): string {
  return policyDocument([
    { Sid: "Ask", Effect: "Allow", ...leave },
    {
      Sid: "Measure",
      Effect: "Allow",
      Action: "cloudwatch:PutMetricData",
      // The action knows no resources.
      Resource: "*",
      Condition: { StringEquals: { "cloudwatch:namespace": watchNamespace } },
    },
  ]);
}

/** Asks RDS and writes what it says as metrics, in Amazon States Language. Pure. */
export function watchDefinition(question: Question, identifier: string, { partition }: Place) {
  const { call, restorable, storage } = question;
  const metric = (name: string, value: string) => ({
    MetricName: name,
    Dimensions: [{ Name: "DBInstanceIdentifier", Value: identifier }],
    Value: `{% ${value} %}`,
  });
  return {
    QueryLanguage: "JSONata",
    StartAt: "Ask",
    States: {
      Ask: {
        Type: "Task",
        Resource: `arn:${partition}:states:::aws-sdk:rds:${call}`,
        Arguments: question.arguments,
        Output: {
          restorable: `{% ${restorable} %}`,
          ...(storage === undefined ? {} : { storage: `{% ${storage} %}` }),
        },
        Next: "Measure",
      },
      Measure: {
        Type: "Task",
        Resource: `arn:${partition}:states:::aws-sdk:cloudwatch:putMetricData`,
        Arguments: {
          Namespace: watchNamespace,
          MetricData: [
            // In hours.
            metric(restorableAge, "($millis() - $toMillis($states.input.restorable)) / 3600000"),
            ...(storage === undefined ? [] : [metric(allocatedStorage, "$states.input.storage")]),
          ],
        },
        End: true,
      },
    },
  };
}
