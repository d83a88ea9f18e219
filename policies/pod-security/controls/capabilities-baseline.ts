import { quoted } from "../../shared/messages";
import { control } from "../control";
import { atBaseline, examplePod, withoutPods } from "../example-pods";
import { inContainers, seenTexts, type Finder } from "../fields";

/** The capabilities that container runtimes give by default, but for the network ones that spoof. */
const defaults: ReadonlySet<string> = new Set([
  "AUDIT_WRITE",
  "CHOWN",
  "DAC_OVERRIDE",
  "FOWNER",
  "FSETID",
  "KILL",
  "MKNOD",
  "NET_BIND_SERVICE",
  "SETFCAP",
  "SETGID",
  "SETPCAP",
  "SETUID",
  "SYS_CHROOT",
]);

const find: Finder = (pod) =>
  inContainers(pod, ({ securityContext }, part) => [
    () => {
      const added = seenTexts(pod, securityContext?.capabilities?.add);
      const forbidden = added.filter((each) => !defaults.has(each));
      if (forbidden.length === 0) return undefined;
      const field = "securityContext.capabilities.add";
      return { part, field, mustNot: "hold more than the default ones", found: `holds ${quoted(forbidden)}` };
    },
  ]);

export const capabilitiesBaseline = control({
  name: "capabilities-baseline",
  check: "capabilities_baseline",
  level: "baseline",
  rule: "no container adds capabilities beyond those that runtimes give by default, and none adds NET_RAW",
  cure: "Remove the capability, or name the workload in the ledger of exemptions.",
  revisions: [{ since: 0, find }],
  examples: {
    pass: [
      {
        title: "a default capability",
        objects: [examplePod({ context: { capabilities: { add: ["CHOWN", "NET_BIND_SERVICE"] } } })],
        config: atBaseline,
      },
    ],
    fail: [
      {
        title: "capabilities beyond the default ones",
        objects: [examplePod({ context: { capabilities: { add: ["CHOWN", "NET_RAW", "SYS_ADMIN"] } } })],
        config: atBaseline,
        faults: [
          'container "web": securityContext.capabilities.add must not hold more than the default ones, but holds "NET_RAW" and "SYS_ADMIN"',
        ],
      },
    ],
    skip: [
      withoutPods,
      {
        title: "a pod at restricted, where a stricter control speaks",
        objects: [examplePod({ context: { capabilities: { add: ["SYS_ADMIN"] } } })],
      },
    ],
  },
});
