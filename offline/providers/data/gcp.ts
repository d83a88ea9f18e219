import type { ProviderBehaviour, ResourceBehaviour, Subject } from "../behaviour";
import type { Properties } from "../values";
import { text } from "../values";
import { databaseResources } from "./gcp-database";
import { location, project } from "./gcp-place";

const projectNumber = (projectId: string): string => {
  const sum = [...projectId].reduce((total, each) => (total * 31 + each.charCodeAt(0)) % 899_999_999_999, 7);
  return String(100_000_000_000 + sum);
};

/** A resource with a name, whose id is its path in the API. */
const at = (collection: string, scope: "global" | "regional", more: ResourceBehaviour = {}): ResourceBehaviour => {
  const place = (subject: Subject): string => (scope === "global" ? scope : `regions/${location(subject)}`);
  const path = (subject: Subject): string =>
    `projects/${project(subject)}/${place(subject)}/${collection}/${subject.physicalName}`;
  return {
    autoname: "name",
    id: path,
    ...more,
    replaces: ["name", "project", ...(scope === "global" ? [] : ["region"]), ...(more.replaces ?? [])],
    outputs: (subject, id) => ({
      selfLink: `https://www.googleapis.com/compute/v1/${path(subject)}`,
      project: project(subject),
      ...more.outputs?.(subject, id),
    }),
  };
};

/** One member of one role on something, which an input names. */
const member = (on: string): ResourceBehaviour => ({
  replaces: [on, "role", "member", "condition"],
  id: (subject) =>
    [on, "role", "member"]
      .map((key) => text(subject.inputs[key]))
      .filter((each) => each !== undefined)
      .join("/"),
  outputs: (subject) => ({ etag: subject.hex(12) }),
});

const cluster: ResourceBehaviour = {
  autoname: "name",
  deleteBeforeReplace: true,
  replaces: [
    "name",
    "location",
    "project",
    "network",
    "subnetwork",
    "datapathProvider",
    "enableAutopilot",
    "ipAllocationPolicy",
    "privateClusterConfig.enablePrivateNodes",
    "initialNodeCount",
    "networkingMode",
    "confidentialNodes",
  ],
  id: (subject) => `projects/${project(subject)}/locations/${location(subject)}/clusters/${subject.physicalName}`,
  outputs: (subject, id) => ({
    selfLink: `https://container.googleapis.com/v1/${id}`,
    project: project(subject),
    endpoint: `10.${Number(subject.digits(2))}.0.2`,
    masterVersion: `${text(subject.inputs["minMasterVersion"]) ?? "1.36"}.0-gke.1000000`,
    masterAuth: {
      clusterCaCertificate: Buffer.from(`certificate authority of ${id}`).toString("base64"),
      clientCertificateConfig: { issueClientCertificate: false },
    },
    controlPlaneEndpointsConfig: {
      dnsEndpointConfig: { endpoint: `gke-${subject.hex(30)}.${location(subject)}.gke.goog` },
    },
    privateClusterConfig: { privateEndpoint: `10.${Number(subject.digits(2))}.0.2`, peeringName: "" },
  }),
};

export const gcp: ProviderBehaviour = {
  package: "gcp",
  version: "9.37.0",
  defaults: {
    id: (subject) => `projects/${project(subject)}/${subject.physicalName}-${subject.hex(8)}`,
    outputs: (subject): Properties => ({ project: project(subject) }),
  },
  resources: {
    ...databaseResources,
    "gcp:compute/network:Network": at("networks", "global"),
    "gcp:compute/globalAddress:GlobalAddress": at("addresses", "global", {
      outputs: (subject) => ({ address: `10.${Number(subject.digits(2))}.0.0` }),
    }),
    "gcp:compute/firewall:Firewall": at("firewalls", "global", { replaces: ["network", "direction"] }),
    "gcp:compute/subnetwork:Subnetwork": at("subnetworks", "regional", { replaces: ["network"] }),
    "gcp:compute/router:Router": at("routers", "regional", { replaces: ["network"] }),
    "gcp:compute/routerNat:RouterNat": at("nats", "regional", { replaces: ["router"] }),
    "gcp:compute/address:Address": at("addresses", "regional", {
      outputs: (subject) => ({ address: `192.0.2.${Number(subject.digits(2))}` }),
    }),
    "gcp:servicenetworking/connection:Connection": {
      replaces: ["network", "service"],
      outputs: () => ({ peering: "servicenetworking-googleapis-com" }),
    },
    "gcp:projects/service:Service": {
      replaces: ["service", "project"],
      id: (subject) => `${project(subject)}/${text(subject.inputs["service"]) ?? ""}`,
    },
    "gcp:projects/serviceIdentity:ServiceIdentity": {
      replaces: ["service", "project"],
      id: (subject) => `projects/${project(subject)}/services/${text(subject.inputs["service"]) ?? ""}`,
      outputs: (subject) => {
        const service = (text(subject.inputs["service"]) ?? "").replace(/\.googleapis\.com$/, "");
        const email = `service-${projectNumber(project(subject))}@gcp-sa-${service}.iam.gserviceaccount.com`;
        return { email, member: `serviceAccount:${email}`, project: project(subject) };
      },
    },
    "gcp:projects/iAMMember:IAMMember": member("project"),
    "gcp:projects/iAMCustomRole:IAMCustomRole": {
      autoname: "roleId",
      replaces: ["roleId", "project"],
      id: (subject) => `projects/${project(subject)}/roles/${subject.physicalName}`,
      outputs: (_subject, id) => ({ name: id, deleted: false }),
    },
    "gcp:storage/bucketIAMMember:BucketIAMMember": member("bucket"),
    "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember": member("cryptoKeyId"),
    "gcp:kms/keyRing:KeyRing": {
      autoname: "name",
      replaces: ["name", "location", "project"],
      id: (subject) => `projects/${project(subject)}/locations/${location(subject)}/keyRings/${subject.physicalName}`,
    },
    "gcp:kms/cryptoKey:CryptoKey": {
      autoname: "name",
      replaces: ["name", "keyRing", "purpose", "destroyScheduledDuration"],
      id: (subject) => `${text(subject.inputs["keyRing"]) ?? ""}/cryptoKeys/${subject.physicalName}`,
    },
    "gcp:serviceaccount/account:Account": {
      replaces: ["accountId", "project"],
      id: (subject) => `projects/${project(subject)}/serviceAccounts/${email(subject)}`,
      outputs: (subject, id) => ({
        email: email(subject),
        member: `serviceAccount:${email(subject)}`,
        name: id,
        uniqueId: `1${subject.digits(20)}`,
        project: project(subject),
      }),
    },
    "gcp:serviceaccount/iAMMember:IAMMember": member("serviceAccountId"),
    "gcp:container/cluster:Cluster": cluster,
    "gcp:container/nodePool:NodePool": {
      autoname: "name",
      replaces: [
        "name",
        "cluster",
        "location",
        "project",
        "nodeConfig.machineType",
        "nodeConfig.serviceAccount",
        "nodeConfig.diskType",
        "nodeConfig.bootDiskKmsKey",
      ],
      id: (subject) => `${text(subject.inputs["cluster"]) ?? ""}/nodePools/${subject.physicalName}`,
      outputs: () => ({ instanceGroupUrls: [], managedInstanceGroupUrls: [] }),
    },
    "gcp:storage/bucket:Bucket": {
      autoname: "name",
      replaces: ["name", "location", "project", "customPlacementConfig"],
      outputs: (subject, id) => ({
        url: `gs://${id}`,
        selfLink: `https://www.googleapis.com/storage/v1/b/${id}`,
        project: project(subject),
      }),
    },
  },
  functions: {
    "gcp:storage/getProjectServiceAccount:getProjectServiceAccount": (args, provider) => {
      const projectId = text(args["project"]) ?? text(provider["project"]) ?? "offline-project";
      const emailAddress = `service-${projectNumber(projectId)}@gs-project-accounts.iam.gserviceaccount.com`;
      return { id: emailAddress, emailAddress, member: `serviceAccount:${emailAddress}`, project: projectId };
    },
    "gcp:organizations/getProject:getProject": (args, provider) => {
      const projectId = text(args["projectId"]) ?? text(provider["project"]) ?? "offline-project";
      return { id: `projects/${projectId}`, projectId, name: projectId, number: projectNumber(projectId) };
    },
    "gcp:organizations/getClientConfig:getClientConfig": (_args, provider) => ({
      id: "client",
      project: provider["project"] ?? "offline-project",
      region: provider["region"] ?? "",
      zone: "",
    }),
  },
};

function email(subject: Subject): string {
  return `${text(subject.inputs["accountId"]) ?? subject.physicalName}@${project(subject)}.iam.gserviceaccount.com`;
}
