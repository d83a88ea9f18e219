import type { BadStackFile } from "./bad-stack-file";
import { eks } from "./good";

const exemption = { owner: "platform", reason: "Node exporters read the host.", expires: "2099-06-30" };

export const badNamespaceFiles: readonly BadStackFile[] = [
  {
    title: "no namespaces",
    good: eks,
    changes: { namespaces: undefined },
    faults: [["namespaces", "is missing", "a map of name and settings", "add it to the stack file"]],
  },
  {
    title: "namespaces as a list",
    good: eks,
    changes: { namespaces: ["applications"] },
    faults: [["namespaces", '["applications"] is a list, not a section']],
  },
  {
    title: "a namespace's name that Kubernetes refuses",
    good: eks,
    changes: { namespaces: { My_App: {} } },
    faults: [["namespaces.My_App", '"My_App" is not a valid name', "rename it"]],
  },
  {
    title: "a namespace of Kubernetes itself",
    good: eks,
    changes: { namespaces: { "kube-system": {} } },
    faults: [["namespaces.kube-system", '"kube-system" is not allowed', "a namespace of your own"]],
  },
  {
    title: "a level that does not exist",
    good: eks,
    changes: { namespaces: { applications: { level: "restrict" } } },
    faults: [["namespaces.applications.level", '"restrict" is not allowed', "baseline", "did you mean restricted?"]],
  },
  {
    title: "a level below restricted without an exemption",
    good: eks,
    changes: { namespaces: { monitoring: { level: "privileged" } } },
    faults: [["namespaces.monitoring.exemption", "is missing", "owner, reason and expires", "use level restricted"]],
  },
  {
    title: "an exemption that nobody needs",
    good: eks,
    changes: { namespaces: { applications: { exemption } } },
    faults: [["namespaces.applications.exemption", "nothing, as the level is restricted", "remove it"]],
  },
  {
    title: "an exemption that has expired",
    good: eks,
    changes: { namespaces: { monitoring: { level: "baseline", exemption: { ...exemption, expires: "2020-01-31" } } } },
    faults: [["namespaces.monitoring.exemption.expires", '"2020-01-31" is not allowed', "or later", "renew"]],
  },
  {
    title: "an exemption with half its fields, and one too many",
    good: eks,
    changes: {
      namespaces: { monitoring: { level: "baseline", exemption: { owner: "platform", expiry: "2099-06-30" } } },
    },
    faults: [
      ["namespaces.monitoring.exemption.reason", "is missing", "a sentence"],
      ["namespaces.monitoring.exemption.expires", "is missing", "a date"],
      ["namespaces.monitoring.exemption.expiry", "is not a setting", "did you mean expires?"],
    ],
  },
  {
    title: "an expiry date without quotes, as the CLI reads it",
    good: eks,
    changes: {
      namespaces: {
        monitoring: { level: "baseline", exemption: { ...exemption, expires: "2099-06-30 00:00:00 +0000 UTC" } },
      },
    },
    faults: [["namespaces.monitoring.exemption.expires", "was read as a time", "put the date in quotes"]],
  },
  {
    title: "faults in several namespaces, none hiding another",
    good: eks,
    changes: {
      namespaces: {
        applications: { levels: "restricted", nodeLocalDns: "yes" },
        monitoring: { level: "privileged" },
        default: {},
      },
    },
    faults: [
      ["namespaces.applications.nodeLocalDns", '"yes" is text, not true or false'],
      ["namespaces.applications.levels", "did you mean level?"],
      ["namespaces.monitoring.exemption", "is missing"],
      ["namespaces.default", '"default" is not allowed', "a namespace of your own"],
    ],
  },
  {
    title: "a quota that is neither text nor number",
    good: eks,
    changes: { namespaces: { applications: { quota: { "requests.cpu": true } } } },
    faults: [['namespaces.applications.quota["requests.cpu"]', "true is not allowed"]],
  },
  {
    title: "a quota in words",
    good: eks,
    changes: { namespaces: { applications: { quota: { pods: "many" } } } },
    faults: [["namespaces.applications.quota.pods", '"many" is not allowed']],
  },
];
