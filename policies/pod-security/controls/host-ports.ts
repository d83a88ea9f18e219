import { control } from "../control";
import { examplePod, withoutPods } from "../example-pods";
import { inContainers, isText, items, type Finder } from "../fields";

/** In the network of its node each port of a container is one of the node: the API server writes so into the pod. */
const find: Finder = (pod) =>
  inContainers(pod, ({ ports }, part) =>
    items(ports).map((look, index) => () => {
      const { hostPort = 0, containerPort = 0 } = look() ?? {};
      const field = `ports[${index}].hostPort`;
      if (hostPort !== 0) return { part, field, mustNot: "be set", found: isText(hostPort) };
      if (containerPort === 0 || pod.spec.hostNetwork !== true) return undefined;
      return { part, field, mustNot: "be set", found: `${isText(containerPort)} by hostNetwork` };
    }),
  );

export const hostPorts = control({
  name: "host-ports",
  check: "hostPorts",
  level: "baseline",
  rule: "no container takes a port of its node",
  cure: 'Remove "hostPort" and "hostNetwork", and reach the pod through a Service.',
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
