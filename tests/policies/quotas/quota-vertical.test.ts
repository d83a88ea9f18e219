import { itSums, object, pod } from "./sums";

const bursting = pod("web", {
  containers: [{ name: "web", resources: { requests: { cpu: "1" }, limits: { cpu: "2" } } }],
});

function vertical(
  containerPolicy: object,
  updateMode = "Recreate",
  containerPolicies: readonly object[] = [{ containerName: "web", ...containerPolicy }],
) {
  return object("autoscaling.k8s.io/v1", "VerticalPodAutoscaler", "web", {
    targetRef: { apiVersion: "v1", kind: "Pod", name: "web" },
    updatePolicy: { updateMode },
    resourcePolicy: { containerPolicies },
  });
}

function limitsWith(item: object) {
  return object("v1", "LimitRange", "limits", { limits: [{ type: "Container", ...item }] });
}

describe("a quota of what a VerticalPodAutoscaler may ask for", () => {
  itSums([
    [
      "the most that an autoscaler allows counts",
      "requests.cpu",
      [pod("web"), vertical({ maxAllowed: { cpu: "4" } })],
      "4 (Pod web: 4)",
    ],
    ["limits grow in proportion", "limits.cpu", [bursting, vertical({ maxAllowed: { cpu: "4" } })], "8 (Pod web: 8)"],
    [
      "limits stay where an autoscaler changes requests alone, and bound them",
      "requests.cpu",
      [bursting, vertical({ controlledValues: "RequestsOnly" })],
      "2 (Pod web: 2)",
    ],
    [
      "a LimitRange bounds the autoscaler",
      "limits.cpu",
      [bursting, vertical({}), limitsWith({ max: { cpu: "3" } })],
      "3 (Pod web: 3)",
    ],
    [
      "an autoscaler that is off changes nothing",
      "requests.cpu",
      [pod("web"), vertical({ maxAllowed: { cpu: "4" } }, "Off")],
      "1 (Pod web: 1)",
    ],
    [
      "a container that it leaves alone stays as it is",
      "requests.cpu",
      [pod("web"), vertical({ mode: "Off" })],
      "1 (Pod web: 1)",
    ],
    [
      "a resource that it leaves alone stays as it is",
      "requests.cpu",
      [pod("web"), vertical({ controlledResources: ["memory"] })],
      "1 (Pod web: 1)",
    ],
    [
      "an init container does not grow",
      "requests.cpu",
      [
        pod("web", { initContainers: [{ name: "web", resources: { requests: { cpu: "2" } } }] }),
        vertical({ maxAllowed: { cpu: "1500m" } }),
      ],
      "2 (Pod web: 2)",
    ],
    [
      "limits stay where an autoscaler changes requests alone",
      "limits.cpu",
      [bursting, vertical({ controlledValues: "RequestsOnly", maxAllowed: { cpu: "4" } })],
      "2 (Pod web: 2)",
    ],
    [
      "a bound of 0 is none",
      "limits.cpu",
      [bursting, vertical({ maxAllowed: { cpu: "0" } }), limitsWith({ max: { cpu: "3" } })],
      "3 (Pod web: 3)",
    ],
    [
      "an autoscaler asks for what nobody asked for",
      "requests.cpu",
      [pod("web", { containers: [{ name: "web" }] }), vertical({ maxAllowed: { cpu: "4" } })],
      "4 (Pod web: 4)",
    ],
    [
      "a limit above a request of 0 becomes the request",
      "limits.cpu",
      [
        pod("web", { containers: [{ name: "web", resources: { requests: { cpu: "0" }, limits: { cpu: "1" } } }] }),
        vertical({ maxAllowed: { cpu: "4" } }),
      ],
      "4 (Pod web: 4)",
    ],
    [
      "what is said of a container counts before what is said of all",
      "requests.cpu",
      [
        pod("web", { containers: ["web", "proxy"].map((name) => ({ name, resources: { limits: { cpu: "1" } } })) }),
        vertical({}, "Recreate", [
          { containerName: "*", maxAllowed: { cpu: "2" } },
          { containerName: "web", maxAllowed: { cpu: "8" } },
        ]),
      ],
      "10 (Pod web: 10)",
    ],
    [
      "an autoscaler of another workload changes nothing",
      "requests.cpu",
      [pod("other"), vertical({ maxAllowed: { cpu: "4" } })],
      "1 (Pod other: 1)",
    ],
  ]);
});
