import type { BadStackFile } from "./bad-stack-file";
import { adoptedGke, gke } from "./good";

export const badGkeFiles: readonly BadStackFile[] = [
  {
    title: "a zone outside the region",
    good: gke,
    changes: { "cluster.zones[1]": "europe-west4-a" },
    faults: [["cluster.zones[1]", '"europe-west4-a" is outside the region europe-west1', "zones of europe-west1"]],
  },
  {
    title: "a zone named twice",
    good: gke,
    changes: { "cluster.zones[2]": "europe-west1-b" },
    faults: [["cluster.zones[2]", '"europe-west1-b" stands there twice', "three different zones"]],
  },
  {
    title: "a backup region that is the home region",
    good: gke,
    changes: { backupRegion: "europe-west1" },
    faults: [["backupRegion", '"europe-west1" is the region of the cluster', "another Google Cloud region"]],
  },
  {
    title: "a region of another cloud, without complaints about its zones",
    good: gke,
    changes: { region: "eu-west-1" },
    faults: [["region", '"eu-west-1" is not allowed', "such as europe-west1"]],
  },
  {
    title: "a project by its number",
    good: gke,
    changes: { "gcp.project": 123456789012 },
    faults: [["gcp.project", "123456789012 is a number, not text", "6 to 30 lower-case letters"]],
  },
  {
    title: "a project by its name",
    good: gke,
    changes: { "gcp.project": "Example Project" },
    faults: [["gcp.project", '"Example Project" is not allowed', "gcloud projects list"]],
  },
  {
    title: "pods within the nodes' range, and Services within both",
    good: gke,
    changes: { "cluster.network": { range: "10.0.0.0/16", pods: "10.0.0.0/14", services: "10.0.16.0/20" } },
    faults: [
      ["cluster.network.pods", "overlaps cluster.network.range, 10.0.0.0/16", "share no address"],
      ["cluster.network.services", "overlaps cluster.network.range, 10.0.0.0/16"],
      ["cluster.network.services", "overlaps cluster.network.pods, 10.0.0.0/14"],
    ],
  },
  {
    title: "ranges that nodes keep for themselves, and public ones",
    good: gke,
    changes: { "cluster.network": { range: "172.17.0.0/16", services: "20.0.0.0/20" } },
    faults: [
      ["cluster.network.range", "overlaps 172.17.0.0/16, which nodes keep for themselves"],
      ["cluster.network.services", '"20.0.0.0/20" is not private', "10.0.0.0/8"],
    ],
  },
  {
    title: "too few pod addresses for the nodes",
    good: gke,
    changes: { "cluster.network.pods": "10.24.0.0/20", "cluster.nodes.maximumPerZone": 10 },
    faults: [["cluster.network.pods", "serves 16 nodes, and the system nodes alone need 31", "lower"]],
  },
  {
    title: "fewer nodes at most than at least",
    good: gke,
    changes: { "cluster.nodes": { minimumPerZone: 3, maximumPerZone: 2 } },
    faults: [["cluster.nodes.maximumPerZone", "2 is below the minimum of 3", "3 to 50"]],
  },
  {
    title: "an API server open to the internet, and to a private range",
    good: gke,
    changes: { "cluster.endpoint": { access: "restricted", authorisedRanges: ["0.0.0.0/0", "192.168.0.0/24"] } },
    faults: [
      ["cluster.endpoint.authorisedRanges[0]", '"0.0.0.0/0" opens the API server to the internet'],
      ["cluster.endpoint.authorisedRanges[1]", '"192.168.0.0/24" is not public', "connectedRanges"],
    ],
  },
  {
    title: "connected ranges that are public, or the cluster's own",
    good: gke,
    changes: { "cluster.endpoint": { access: "dns", connectedRanges: ["8.8.8.0/24", "10.20.0.0/24"] } },
    faults: [
      ["cluster.endpoint.connectedRanges[0]", '"8.8.8.0/24" is not private'],
      ["cluster.endpoint.connectedRanges[1]", '"10.20.0.0/24" overlaps cluster.network.range, 10.20.0.0/16'],
    ],
  },
  {
    title: "an API server reached in an unknown way, and its ranges",
    good: gke,
    changes: { "cluster.endpoint": { access: "public", connectedRanges: ["10.0.0.1/8"], authorizedRanges: [] } },
    faults: [
      ["cluster.endpoint.access", '"public" is not allowed', "private, dns, restricted"],
      ["cluster.endpoint.connectedRanges[0]", '"10.0.0.1/8" is not allowed', "on their network address"],
      ["cluster.endpoint.authorizedRanges", "is not a setting", "did you mean authorisedRanges?"],
    ],
  },
  {
    title: "less maintenance than GKE asks for, on a day named twice",
    good: gke,
    changes: { "cluster.maintenance": { days: ["Sunday", "Sunday"], hours: 8 } },
    faults: [
      ["cluster.maintenance.days[1]", '"Sunday" stands there twice', "each day once"],
      ["cluster.maintenance.hours", "8 gives 8 hours in a week", "12 hours or more in a week"],
    ],
  },
  {
    title: "a release channel in lower case",
    good: gke,
    changes: { "cluster.releaseChannel": "regular" },
    faults: [["cluster.releaseChannel", '"regular" is not allowed', "RAPID, REGULAR", "did you mean REGULAR?"]],
  },
  {
    title: "settings of other clouds",
    good: gke,
    changes: { azure: { tenantId: "x" }, "cluster.login": "azurecli", "cluster.logRetentionDays": 90 },
    faults: [
      ["cluster.login", '"azurecli" belongs to cloud aks', "cloud is gke here"],
      ["cluster.logRetentionDays", "90 belongs to cloud eks or aks", "cloud is gke here"],
      ["azure", "belongs to cloud aks", "cloud is gke here"],
    ],
  },
  {
    title: "an adopted cluster without its facts",
    good: adoptedGke,
    changes: {
      "cluster.network.range": undefined,
      "cluster.network.vpc": undefined,
      "cluster.network.subnetwork": undefined,
    },
    faults: [
      ["cluster.network.range", "is missing", "an IPv4 range of /8 to /29"],
      ["cluster.network.vpc", "is missing", "global/networks/NAME"],
      ["cluster.network.subnetwork", "is missing", "subnetworks/NAME"],
    ],
  },
  {
    title: "an adopted cluster with the subnetwork of another region",
    good: adoptedGke,
    changes: {
      "cluster.network.subnetwork":
        "https://www.googleapis.com/compute/v1/projects/example-project/regions/us-east1/subnetworks/nodes",
    },
    faults: [["cluster.network.subnetwork", "is outside the region europe-west1", "a subnetwork of europe-west1"]],
  },
  {
    title: "an adopted cluster with a capability that nobody provides",
    good: adoptedGke,
    changes: { "cluster.capabilities": { metricsServer: "yes", gatewayApi: "managed" } },
    faults: [
      ["cluster.capabilities.metricsServer", '"yes" is not allowed', "ours or none"],
      ["cluster.capabilities.gatewayApi", "is not a setting", "did you mean gatewayApiCrds?"],
    ],
  },
  {
    title: "the provider's project and region against the settings",
    good: gke,
    changes: { "gcp:project": "another-project", "gcp:region": "europe-west1", "aws:region": "eu-west-1" },
    faults: [["gcp:project", '"another-project" contradicts the setting gcp.project', "pulumi config rm gcp:project"]],
  },
];
