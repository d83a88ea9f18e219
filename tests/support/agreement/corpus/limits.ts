import {
  add,
  all,
  container,
  ephemeralContainer,
  initContainer,
  manifest,
  pod,
  type Patch,
  resources,
  sidecarContainer,
} from "../changes";
import { limitRange, quota, claim, claimOf, amounts } from "../fences";
import { type Change, type Mutation, rowsOf } from "../mutation";

/** LimitRange: minimum, maximum, ratio and defaults of containers, pods and claims. */

const { accepted, refused } = rowsOf("limits");

const places: Readonly<Record<string, (resources: Patch) => Change>> = {
  "a container": (over) => container({ resources: over }),
  "an init container": (over) => initContainer({ resources: over }),
  "a sidecar": (over) => sidecarContainer({ resources: over }),
};

/** What a container must not ask for in a namespace with the limits of the base. */
const forbidden: Readonly<Record<string, Patch>> = {
  "that asks for less cpu than the minimum": amounts({ cpu: "99m" }, { cpu: "300m" }),
  "that asks for less memory than the minimum": amounts({ memory: "127Mi" }, { memory: "256Mi" }),
  "that may use more cpu than the maximum": amounts({ cpu: "2" }, { cpu: "4001m" }),
  "that may use more memory than the maximum": amounts({ memory: "4Gi" }, { memory: "8193Mi" }),
  "whose limit of cpu is too many times its request": amounts({ cpu: "250m" }, { cpu: "1001m" }),
  "whose limit of memory is too many times its request": amounts({ memory: "256Mi" }, { memory: "1025Mi" }),
  "that asks for more than its limit": amounts({ cpu: "600m" }, { cpu: "500m" }),
  "whose small request meets the default limit": { requests: { cpu: "100m" }, limits: { cpu: null } },
  "whose large request meets the default limit": { requests: { memory: "1Gi" }, limits: { memory: null } },
  "that asks for nothing": amounts({ cpu: "0" }, { cpu: "500m" }),
  "that asks for another number of devices than its limit": amounts(
    { "example.com/gpu": "1" },
    { "example.com/gpu": "2" },
  ),
  "that asks for fewer huge pages than its limit": amounts({ "hugepages-2Mi": "2Mi" }, { "hugepages-2Mi": "4Mi" }),
  "whose limit alone is too small to be a request": { requests: { cpu: null }, limits: { cpu: "50m" } },
};

const allowed: Readonly<Record<string, Patch>> = {
  "at the minimum": amounts({ cpu: "100m", memory: "128Mi" }, { cpu: "100m", memory: "128Mi" }),
  "at the maximum": amounts({ cpu: "4", memory: "8Gi" }, { cpu: "4", memory: "8Gi" }),
  "at the ratio": amounts({ cpu: "250m", memory: "256Mi" }, { cpu: "1", memory: "1Gi" }),
  "at the minimum in other words": amounts({ cpu: 0.1, memory: "134217728" }, { cpu: "1e-1", memory: "131072Ki" }),
  "a hair below the minimum, which is rounded up": amounts({ cpu: "99.5m" }, { cpu: "200m" }),
  "that names nothing and gets the defaults": { requests: null, limits: null },
  "that names limits alone": { requests: { cpu: null, memory: null }, limits: { cpu: "2", memory: "2Gi" } },
  "that names a request alone, near the default limit": { requests: { cpu: "125m" }, limits: { cpu: null } },
};

const ofContainers = Object.entries(places).flatMap(([place, change]) => [
  ...Object.entries(forbidden).map(([title, over]) => refused(`${place} ${title}`, change(over))),
  ...Object.entries(allowed).map(([title, over]) => accepted(`${place} ${title}`, change(over))),
]);

const two = amounts({ cpu: "2", memory: "4Gi" }, { cpu: "4", memory: "8Gi" });
const three: Change = all(resources(two), sidecarContainer({ resources: two }));

const ofPods: readonly Mutation[] = [
  refused("three containers that are too much together", all(three, sidecarContainer({ name: "more" }))),
  accepted("two containers that are as much as a pod may", three),
  accepted("an init container as large as those after it", all(resources(two), initContainer({ resources: two }))),
  refused(
    "an init container beside sidecars that start before it",
    all(sidecarContainer({ resources: two }), sidecarContainer({ name: "more" }), initContainer({ resources: two })),
  ),
  accepted(
    "an init container before the sidecars",
    all(initContainer({ resources: two }), sidecarContainer({ resources: amounts({ cpu: "1" }, { cpu: "2" }) })),
  ),
  accepted("a container to look around, which has no resources", ephemeralContainer()),
  refused("a pod as a whole above the maximum", pod({ resources: amounts({ cpu: "2" }, { cpu: "9" }) })),
  accepted("a pod as a whole at the maximum", pod({ resources: amounts({ cpu: "2" }, { cpu: "8" }) })),
  refused(
    "a pod as a whole that asks for less than its container",
    pod({ resources: amounts({ cpu: "200m" }, { cpu: "1" }) }),
  ),
  refused(
    "a pod as a whole with less room than its container",
    pod({ resources: amounts({ cpu: "300m" }, { cpu: "400m" }) }),
  ),
  refused(
    "a pod as a whole that asks for more than its limit",
    pod({ resources: amounts({ cpu: "2" }, { cpu: "1" }) }),
  ),
  refused("a pod of a namespace that wants larger ones", limitRange("Pod", { min: { cpu: "300m" } })),
  accepted("a pod as small as its namespace allows", limitRange("Pod", { min: { cpu: "250m" } })),
  refused("a pod of a namespace with a narrow ratio", limitRange("Pod", { maxLimitRequestRatio: { cpu: "1500m" } })),
  accepted("a pod at the ratio of its namespace", limitRange("Pod", { maxLimitRequestRatio: { cpu: "2" } })),
  refused("a disk of a pod above the maximum", limitRange("Pod", { max: { "ephemeral-storage": "100Mi" } })),
  refused("a pod without what its namespace bounds", limitRange("Pod", { max: { "example.com/gpu": "1" } })),
];

const none = { default: null, defaultRequest: null };
const bare = resources({ requests: null, limits: null });
const more = manifest("v1", "LimitRange", "more", {
  spec: { limits: [{ type: "Container", max: { memory: "400Mi" } }] },
});

const ofRanges: readonly Mutation[] = [
  refused(
    "a maximum below what the container may use",
    limitRange("Container", { max: { cpu: "400m" }, default: { cpu: "400m" } }),
  ),
  refused(
    "a minimum above what the container asks for",
    limitRange("Container", { min: { cpu: "300m" }, defaultRequest: { cpu: "300m" } }),
  ),
  refused(
    "a ratio below that of the container",
    limitRange("Container", { maxLimitRequestRatio: { memory: "1900m" }, default: { memory: "256Mi" } }),
  ),
  accepted("a ratio that is that of the container", limitRange("Container", { maxLimitRequestRatio: { memory: "2" } })),
  refused(
    "a ratio of a disk without request and limit",
    all(
      limitRange("Container", {
        maxLimitRequestRatio: { "ephemeral-storage": "2" },
        default: { "ephemeral-storage": null },
        defaultRequest: { "ephemeral-storage": null },
      }),
      resources({ requests: { "ephemeral-storage": null }, limits: { "ephemeral-storage": null } }),
    ),
  ),
  refused(
    "a minimum of a disk that nothing fills in",
    all(
      limitRange("Container", {
        min: { "ephemeral-storage": "300Mi" },
        default: { "ephemeral-storage": "300Mi" },
        defaultRequest: { "ephemeral-storage": "300Mi" },
      }),
      resources({ requests: { "ephemeral-storage": "100Mi" }, limits: { "ephemeral-storage": "400Mi" } }),
    ),
  ),
  refused("a second LimitRange that is narrower", add(more)),
  refused("defaults that the range itself refuses", limitRange("Container", { default: { cpu: "5" } })),
  refused("default requests above the default limits", limitRange("Container", { defaultRequest: { cpu: "600m" } })),
  refused("a minimum above the maximum", limitRange("Container", { min: { cpu: "5" } })),
  accepted(
    "a container without resources where the maximum becomes the default",
    all(limitRange("Container", { ...none, maxLimitRequestRatio: null }), bare),
  ),
  refused(
    "a container without resources where only the minimum is given",
    all(limitRange("Container", { ...none, max: null, maxLimitRequestRatio: null }), bare),
  ),
  refused(
    "a container without resources where nothing fills them in and a quota counts them",
    all(limitRange("Container", { ...none, max: null, min: null, maxLimitRequestRatio: null }), bare),
  ),
  accepted(
    "a container without resources where nothing fills them in and no quota counts them",
    all(
      limitRange("Container", { ...none, max: null, min: null, maxLimitRequestRatio: null }),
      limitRange("Pod", { max: null }),
      quota({ "requests.cpu": null, "requests.memory": null, "limits.cpu": null, "limits.memory": null }),
      bare,
    ),
  ),
  refused("a container that asks for less than nothing", resources({ requests: { cpu: "-1" } })),
  refused("a container that asks for no quantity", resources({ requests: { cpu: "2 cores" } })),
  accepted("no LimitRange at all", (objects) => objects.filter((each) => each.kind !== "LimitRange")),
];

const ofClaims: readonly Mutation[] = [
  refused("a claim of a StatefulSet below the minimum", claimOf("1023Mi"), "stored"),
  accepted("a claim of a StatefulSet at the minimum", claimOf("1Gi"), "stored"),
  refused("a claim of a StatefulSet above the maximum", claimOf("101Gi"), "stored"),
  accepted("a claim of a StatefulSet at the maximum", claimOf("107374182400"), "stored"),
  refused("a claim below the minimum", add(claim("data", "500Mi"))),
  accepted("a claim at the minimum", add(claim("data", "1Gi"))),
  refused("a claim above the maximum", add(claim("data", "1Ti"))),
  refused(
    "a volume with a claim of its own above the maximum",
    pod({ volumes: [{ name: "a", ephemeral: { volumeClaimTemplate: { spec: claim("a", "101Gi").spec } } }] }),
  ),
  accepted(
    "a volume with a claim of its own within the bounds",
    pod({ volumes: [{ name: "a", ephemeral: { volumeClaimTemplate: { spec: claim("a", "10Gi").spec } } }] }),
  ),
  refused(
    "claims of a namespace that wants larger ones",
    limitRange("PersistentVolumeClaim", { min: { storage: "20Gi" } }),
    "stored",
  ),
];

export const limits: readonly Mutation[] = [...ofContainers, ...ofPods, ...ofRanges, ...ofClaims];
