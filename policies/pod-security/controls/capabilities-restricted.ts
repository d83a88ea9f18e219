import { holdsAny } from "../../shared/known";
import { quoted } from "../../shared/messages";
import { control, onWindows } from "../control";
import { atBaseline, examplePod, withoutPods } from "../example-pods";
import { inContainers, items, seenTexts, type Finder } from "../fields";

const find: Finder = (pod) =>
  inContainers(pod, ({ securityContext }, part) => [
    () => {
      const drop = securityContext?.capabilities?.drop;
      if (holdsAny(items(drop).map((look) => () => look() === "ALL"))) return undefined;
      const found = drop && (drop.length === 0 ? "is empty" : `holds ${quoted(seenTexts(pod, drop))}`);
      return { part, field: "securityContext.capabilities.drop", must: 'hold "ALL"', found };
    },
    () => {
      const added = seenTexts(pod, securityContext?.capabilities?.add);
      const forbidden = added.filter((each) => each !== "NET_BIND_SERVICE");
      if (forbidden.length === 0) return undefined;
      const field = "securityContext.capabilities.add";
      return { part, field, mustNot: 'hold more than "NET_BIND_SERVICE"', found: `holds ${quoted(forbidden)}` };
    },
  ]);

export const capabilitiesRestricted = control({
  name: "capabilities-restricted",
  check: "capabilities_restricted",
  level: "restricted",
  overrides: "capabilities-baseline",
  rule: "each container drops all capabilities and adds at most NET_BIND_SERVICE",
  cure: 'Set "capabilities: { drop: [ALL] }" on each container and add nothing but NET_BIND_SERVICE.',
  revisions: [
    { since: 22, find },
    { since: 25, find, spared: onWindows },
  ],
  examples: {
    pass: [
      { title: "a container that drops all", objects: [examplePod()] },
      {
        title: "a container that binds a low port",
        objects: [examplePod({ context: { capabilities: { drop: ["ALL"], add: ["NET_BIND_SERVICE"] } } })],
      },
      {
        title: "a Windows pod",
        objects: [examplePod({ spec: { os: { name: "windows" } }, context: { capabilities: undefined } })],
      },
    ],
    fail: [
      {
        title: "a container that drops nothing",
        objects: [examplePod({ context: { capabilities: undefined } })],
        faults: ['container "web": securityContext.capabilities.drop must hold "ALL", but is missing'],
      },
      {
        title: "a container that drops some and adds some",
        objects: [examplePod({ context: { capabilities: { drop: ["NET_RAW"], add: ["CHOWN", "NET_ADMIN"] } } })],
        faults: [
          'container "web": securityContext.capabilities.drop must hold "ALL", but holds "NET_RAW"',
          'container "web": securityContext.capabilities.add must not hold more than "NET_BIND_SERVICE", but holds "CHOWN" and "NET_ADMIN"',
        ],
      },
      {
        title: "a container that drops an empty list",
        objects: [examplePod({ context: { capabilities: { drop: [] } } })],
        faults: ['container "web": securityContext.capabilities.drop must hold "ALL", but is empty'],
      },
    ],
    skip: [
      withoutPods,
      {
        title: "a pod at baseline",
        objects: [examplePod({ context: { capabilities: undefined } })],
        config: atBaseline,
      },
    ],
  },
});
