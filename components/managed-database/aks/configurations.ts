import * as dbforpostgresql from "@pulumi/azure-native/dbforpostgresql";
import * as pulumi from "@pulumi/pulumi";
import type { Guards } from "../../shared/aks/guards";
import type { Place } from "../../shared/aks/place";
import type { Creation } from "../contract";
import { parametersOf } from "./parameters";

/** Sets the server's parameters one after another: Azure refuses two changes of one server at a time. */
export function createConfigurations(
  name: string,
  settings: Creation<"aks">,
  server: dbforpostgresql.Server,
  { resourceGroupName }: Place,
  guards: Guards,
): readonly dbforpostgresql.Configuration[] {
  const made: dbforpostgresql.Configuration[] = [];
  for (const parameter of parametersOf(settings))
    made.push(
      new dbforpostgresql.Configuration(
        `${name}-parameter-${parameter.name}`,
        {
          resourceGroupName,
          serverName: server.name,
          configurationName: parameter.name,
          value: parameter.value,
          source: "user-override",
        },
        // A parameter cannot be deleted, only reset; with its server it need not be.
        { ...guards.movable, dependsOn: made.slice(-1), deletedWith: server },
      ),
    );
  remindOfRestart(server, made, resourceGroupName);
  return made;
}

/** Static parameters wait for a restart, which Azure leaves to the owner of the server. */
function remindOfRestart(
  server: dbforpostgresql.Server,
  configurations: readonly dbforpostgresql.Configuration[],
  resourceGroupName: pulumi.Output<string>,
): void {
  const waiting = pulumi
    .all(configurations.map((each) => each.isConfigPendingRestart))
    .apply((pending) => pending.includes(true));
  pulumi.all([waiting, server.name, resourceGroupName]).apply(([isWaiting, serverName, group]) => {
    if (!isWaiting) return;
    const command = `az postgres flexible-server restart --resource-group ${group} --name ${serverName}`;
    void pulumi.log.warn(`Some parameters act at the next restart only: ${command}`, server);
  });
}
