import { control } from "../control";
import { examplePod, withoutPods } from "../example-pods";
import { inContainers, isText, items, type Finder } from "../fields";

const find: Finder = (pod) =>
  inContainers(pod, ({ ports }, part) =>
    items(ports).map((look, index) => () => {
      const { hostPort = 0 } = look() ?? {};
      if (hostPort === 0) return undefined;
      return { part, field: `ports[${index}].hostPort`, mustNot: "be set", found: isText(hostPort) };
    }),
  );

export const hostPorts = control({
  name: "host-ports",
  check: "hostPorts",
  level: "baseline",
  rule: "no container takes a port of its node",
  cure: 'Remove "hostPort" and reach the pod through a Service.',
  revisions: [{ since: 0, find }],
  examples: {
    pass: [
      { title: "a port of the pod", objects: [examplePod({ container: { ports: [{ containerPort: 8080 }] } })] },
      {
        title: "no port, written as 0",
        objects: [examplePod({ container: { ports: [{ containerPort: 8080, hostPort: 0 }] } })],
      },
    ],
    fail: [
      {
        title: "a port of the node",
        objects: [
          examplePod({ container: { ports: [{ containerPort: 8080 }, { containerPort: 9090, hostPort: 9090 }] } }),
        ],
        faults: ['container "web": ports[1].hostPort must not be set, but is 9090'],
      },
    ],
    skip: [withoutPods],
  },
});
