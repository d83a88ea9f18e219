import { type Fault, fault, keyPath, sortedEntries } from "../shared/faults";
import { isLabelKey, isLabelValue } from "../shared/labels";
import { type LimitOverrides, mergeLimits } from "../shared/limits";
import { isDnsLabel } from "../shared/names";
import { parseQuantity } from "../shared/quantity";
import { isRange, overlap, platformRanges, specialRanges } from "../shared/service-graph/ranges";
import type { Pods } from "../shared/service-graph/contract";
import type { Resources } from "../shared/workload/contract";
import { boundFaults } from "../shared/workload/checks/limit-range";
import { resourceFaults } from "../shared/workload/checks/resources";
import type { ApplicationCall } from "./contract";
import { type CompleteExternal, type CompleteKeycloak, type Plan, serviceNames } from "./defaults";
import { templateFaults } from "./templates";

/** Checks of the services of an application, of what it calls, and of who calls it. Pure. */

export function servicesFaults(plan: Plan, limits: LimitOverrides | undefined): readonly Fault[] {
  return [
    ...serviceNames.flatMap((name) => {
      const service = plan.services[name];
      if (service === undefined) return [];
      const path = `services.${name}`;
      if (service.mode === "external") return externalFaults(path, service);
      return [
        ...ownResourceFaults(path, service.resources, limits),
        ...templateFaults(`${path}.env`, service.env, ["host", "port", "password"]),
      ];
    }),
    ...countFaults(plan),
    ...storageFaults(plan, limits),
    ...plan.calls.flatMap((call, index) => callFaults(`calls[${index}]`, call)),
    ...plan.callers.flatMap((pods, index) => podsFaults(`callers[${index}]`, pods)),
  ];
}

const ipv4 = /^\d{1,3}(\.\d{1,3}){3}$/;
const hostName = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;

function externalFaults(path: string, { host, port, range, env }: CompleteExternal): readonly Fault[] {
  return [
    ...(hostName.test(host) && (!ipv4.test(host) || isRange(`${host}/32`))
      ? reachFaults(path, host, range)
      : [
          fault(
            `${path}.host`,
            host,
            "a DNS name in lower case, or an IPv4 address",
            "write it without scheme and port",
          ),
        ]),
    ...portFaults(`${path}.port`, port),
    ...(range === undefined ? [] : rangeFaults(`${path}.range`, range)),
    ...templateFaults(`${path}.env`, env, ["host", "port"]),
  ];
}

/** The network policy opens the range, or the public addresses without one: the host must be there. */
function reachFaults(path: string, host: string, range: string | undefined): readonly Fault[] {
  if (!ipv4.test(host)) return [];
  const address = `${host}/32`;
  if (range === undefined)
    return specialRanges.some((special) => overlap(address, special))
      ? [
          {
            path: `${path}.host`,
            value: host,
            problem: "is not public",
            allowed: "a public address",
            cure: "add a range",
          },
        ]
      : [];
  return !isRange(range) || overlap(address, range)
    ? []
    : [{ ...fault(`${path}.range`, range, `a range that holds ${host}`, "correct one of them") }];
}

function rangeFaults(path: string, range: string): readonly Fault[] {
  if (!isRange(range))
    return [fault(path, range, "an IPv4 range on its network address, such as 10.60.0.0/24", "write it as a range")];
  return platformRanges
    .filter((platform) => overlap(range, platform))
    .map((platform) =>
      fault(path, range, `addresses outside ${platform}, where clouds give out credentials`, "narrow the range"),
    );
}

function portFaults(path: string, port: number): readonly Fault[] {
  return Number.isInteger(port) && port >= 1 && port <= 65_535
    ? []
    : [fault(path, port, "a whole number from 1 to 65535", "name the port that is called")];
}

function callFaults(path: string, call: ApplicationCall): readonly Fault[] {
  const ports = [
    ...(call.ports.length > 0 ? [] : [fault(`${path}.ports`, [], "one port or more", "name the ports")]),
    ...call.ports.flatMap((port, index) => portFaults(`${path}.ports[${index}]`, port)),
  ];
  switch (call.to) {
    case "internet":
      return ports;
    case "range":
      return [...rangeFaults(`${path}.range`, call.range), ...ports];
    case "pods":
      return [...podsFaults(path, call), ...ports];
  }
}

/** No label would mean every pod of the namespace. */
function podsFaults(path: string, { namespace, podLabels }: Pods): readonly Fault[] {
  return [
    ...(isDnsLabel(namespace) ? [] : [fault(`${path}.namespace`, namespace, "a namespace's name", "rename it")]),
    ...(Object.keys(podLabels).length > 0
      ? []
      : [fault(`${path}.podLabels`, podLabels, "one label or more", "name the labels that only its pods carry")]),
    ...sortedEntries(podLabels).flatMap(([key, value]) =>
      isLabelKey(key) && isLabelValue(value)
        ? []
        : [
            fault(
              keyPath(`${path}.podLabels`, key),
              value,
              "a label of pods",
              "write a key and a value that labels take",
            ),
          ],
    ),
  ];
}

/** What the namespace's LimitRange would refuse of an installed service. */
function ownResourceFaults(path: string, resources: Resources, limits: LimitOverrides | undefined): readonly Fault[] {
  const described = { namespace: "", service: "", image: "", ports: {}, probes: { readiness: { command: [] } } };
  return resourceFaults({ ...described, resources }, mergeLimits(limits)).map((each) => ({
    ...each,
    path: `${path}.${each.path}`,
  }));
}

function countFaults({ services: { redis, keycloak, openfga } }: Plan): readonly Fault[] {
  return [
    ...(redis?.mode === "install" ? wholeFaults("services.redis.copies", redis.copies, 1, 5) : []),
    ...(keycloak?.mode === "install"
      ? [...wholeFaults("services.keycloak.replicas", keycloak.replicas, 2, 9), ...hostnameFaults(keycloak)]
      : []),
    ...(openfga?.mode === "install" ? wholeFaults("services.openfga.replicas", openfga.replicas, 2, 9) : []),
  ];
}

function wholeFaults(path: string, value: number, least: number, most: number): readonly Fault[] {
  return Number.isInteger(value) && value >= least && value <= most
    ? []
    : [fault(path, value, `${least} to ${most}`, "one pod alone is an outage whenever it moves")];
}

function hostnameFaults({ hostname }: CompleteKeycloak): readonly Fault[] {
  if (hostname === undefined || /^https:\/\/[a-z0-9.-]+(:\d+)?(\/[\w./-]*)?$/.test(hostname)) return [];
  return [
    fault(
      "services.keycloak.hostname",
      hostname,
      "an address such as https://login.example.com",
      "write it with https",
    ),
  ];
}

function storageFaults({ services: { redis } }: Plan, limits: LimitOverrides | undefined): readonly Fault[] {
  if (redis?.mode !== "install") return [];
  const path = "services.redis.storage";
  const { storage } = redis;
  const size = parseQuantity(storage);
  if (size === undefined || size <= 0)
    return [fault(path, storage, "a quantity such as 8Gi", "write it with its unit")];
  const asked = { requests: { storage }, limits: {} };
  return boundFaults(
    { kind: "persistentVolumeClaim", pathOf: () => path },
    asked,
    mergeLimits(limits).persistentVolumeClaim,
  );
}
