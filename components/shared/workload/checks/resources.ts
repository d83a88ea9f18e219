import { fault, type Fault, keyPath } from "../../faults";
import type { Limits } from "../../limits";
import type { Container, Description } from "../contract";
import { resourcesOf } from "../defaults";
import { admitted, amount, type Asked, boundFaults, orderFaults, quantityText } from "./limit-range";
import { known } from "./values";

/** Requests and limits: of the main container, of those beside it, and of the pod as a whole. */
export function resourceFaults(description: Description, limits: Limits): readonly Fault[] {
  const { sidecars = [], initContainers = [] } = description;
  const main = { path: "resources", asked: resourcesOf(description) };
  const beside = sidecars.map((each, index) => ({ path: `sidecars[${index}].resources`, asked: askedBy(each) }));
  const before = initContainers.map((each, index) => ({
    path: `initContainers[${index}].resources`,
    asked: askedBy(each),
  }));
  const ofContainers = [main, ...beside, ...before].flatMap(({ path, asked }) => containerFaults(path, asked, limits));
  if (ofContainers.length > 0) return ofContainers;
  const admit = ({ asked }: { readonly asked: Asked }): Asked => admitted(asked, limits.container);
  return podFaults([main, ...beside].map(admit), before.map(admit), beside.map(admit), limits);
}

const needed = ["cpu", "memory"];
const sides = ["requests", "limits"] as const;

function containerFaults(path: string, asked: Asked, { container }: Limits): readonly Fault[] {
  const pathOf = (side: keyof Asked, resource: string): string => keyPath(`${path}.${side}`, resource);
  const malformed = sides.flatMap((side) =>
    [...new Set([...needed, ...Object.keys(asked[side])])]
      .filter((resource) => !(amount(asked[side][resource]) > 0))
      .map((resource) =>
        fault(
          pathOf(side, resource),
          asked[side][resource],
          "a quantity above 0, such as 250m or 512Mi",
          "write all four: a request or a limit alone meets the default of a LimitRange",
        ),
      ),
  );
  if (malformed.length > 0) return malformed;
  const judged = { kind: "container", pathOf } as const;
  const whole = admitted(asked, container);
  return [...orderFaults(judged, whole), ...boundFaults(judged, whole, container)];
}

/** A pod holds the most when all run, or while one init container does beside the sidecars. */
function podFaults(running: readonly Asked[], before: readonly Asked[], sidecars: readonly Asked[], limits: Limits) {
  const total = (side: keyof Asked): Record<string, string> => {
    const names = new Set([...running, ...before].flatMap((asked) => Object.keys(asked[side])));
    const sum = (of: readonly Asked[], resource: string): number =>
      of.reduce((all, asked) => all + amount(asked[side][resource] ?? "0"), 0);
    return Object.fromEntries(
      [...names].map((resource) => [
        resource,
        quantityText(Math.max(sum(running, resource), ...before.map((each) => sum([...sidecars, each], resource)))),
      ]),
    );
  };
  const pathOf = (side: keyof Asked, resource: string): string => keyPath(`resources.${side}`, resource);
  const faults = boundFaults(
    { kind: "pod", pathOf },
    { requests: total("requests"), limits: total("limits") },
    limits.pod,
  );
  return faults.map((each) => ({ ...each, problem: "is what all containers of the pod come to" }));
}

/** What a container beside the main one asks for; what is not known counts as missing, for it decides. */
function askedBy(container: Container): Asked {
  const resources = known(container.resources);
  const plain = (side: keyof Asked): Record<string, string> =>
    Object.fromEntries(
      Object.entries(known(resources?.[side]) ?? {}).flatMap(([resource, input]) => {
        const text = known(input);
        return text === undefined ? [] : [[resource, text] as const];
      }),
    );
  return { requests: plain("requests"), limits: plain("limits") };
}
