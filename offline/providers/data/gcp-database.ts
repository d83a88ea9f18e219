import type { ResourceBehaviour, Subject } from "../behaviour";
import { text } from "../values";
import { location, project } from "./gcp-place";

/** A resource to which Cloud Monitoring gives a number, and whose id is its name. */
const numbered = (collection: string): ResourceBehaviour => {
  const name = (subject: Subject): string =>
    `projects/${project(subject)}/${collection}/${subject.digits(19).replace(/^0/, "1")}`;
  return {
    replaces: ["project"],
    id: name,
    outputs: (subject, id) => ({ name: id, project: project(subject) }),
  };
};

/** Cloud SQL and what watches it. */
export const databaseResources: Readonly<Record<string, ResourceBehaviour>> = {
  "gcp:sql/databaseInstance:DatabaseInstance": {
    autoname: "name",
    replaces: ["name", "project", "region", "encryptionKeyName", "masterInstanceName"],
    id: (subject) => subject.physicalName,
    outputs: (subject, id) => {
      const privateIpAddress = `10.${Number(subject.digits(2))}.128.${Number(subject.digits(2)) + 2}`;
      return {
        name: id,
        project: project(subject),
        region: location(subject),
        connectionName: `${project(subject)}:${location(subject)}:${id}`,
        selfLink: `https://sqladmin.googleapis.com/sql/v1beta4/projects/${project(subject)}/instances/${id}`,
        privateIpAddress,
        firstIpAddress: privateIpAddress,
        ipAddresses: [{ ipAddress: privateIpAddress, type: "PRIVATE" }],
        serviceAccountEmailAddress: `p${subject.digits(12)}-${subject.hex(6)}@gcp-sa-cloud-sql.iam.gserviceaccount.com`,
      };
    },
  },
  "gcp:sql/user:User": {
    replaces: ["name", "instance", "project", "host"],
    id: (subject) =>
      `${text(subject.inputs["name"]) ?? subject.physicalName}//${text(subject.inputs["instance"]) ?? ""}`,
  },
  "gcp:monitoring/alertPolicy:AlertPolicy": numbered("alertPolicies"),
  "gcp:monitoring/notificationChannel:NotificationChannel": numbered("notificationChannels"),
  "gcp:logging/metric:Metric": {
    autoname: "name",
    replaces: ["name", "project"],
    id: (subject) => subject.physicalName,
  },
};
