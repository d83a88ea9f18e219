import type { Properties } from "../../values";
import { select, textOf } from "./json-path";
import {
  conditionsOf,
  describe,
  failed,
  isObserved,
  numberAt,
  once,
  type Readiness,
  ready,
  type Verdict,
  waiting,
} from "./verdict";

/**
 * Readiness by the annotation `pulumi.com/waitFor`: `condition=TYPE`, `condition=TYPE=STATUS`, `jsonpath={.path}` or
 * `jsonpath={.path}=VALUE`; all must hold.
 *
 * @throws Error when a condition cannot be read.
 */
export function readinessBy(expressions: readonly string[]): Readiness {
  const checks = expressions.map(check);
  return {
    verdict: ({ object }) => {
      const open = checks.map((each) => each(object)).find((each) => each.state !== "ready");
      return open ?? ready;
    },
  };
}

function check(expression: string): (object: Properties) => Verdict {
  if (expression.startsWith("condition=")) return conditionCheck(expression.slice("condition=".length));
  if (expression.startsWith("jsonpath=")) return pathCheck(expression.slice("jsonpath=".length));
  throw new Error(`annotation pulumi.com/waitFor begins with condition= or jsonpath=, not ${expression}`);
}

function conditionCheck(expression: string): (object: Properties) => Verdict {
  const [type = "", status = "True"] = expression.split("=");
  return (object) => {
    const found = conditionsOf(object).find((each) => each.type.toLowerCase() === type.toLowerCase());
    if (found === undefined) return waiting(`no condition ${type} yet`);
    if (isStale(object)) return isObserved(object);
    return once(found.status.toLowerCase() === status.toLowerCase(), describe(found));
  };
}

function pathCheck(expression: string): (object: Properties) => Verdict {
  const [, path, value] = /^\{\s*(.*?)\s*\}(?:=(.+))?$/s.exec(expression) ?? [];
  if (path === undefined) {
    throw new Error(`annotation pulumi.com/waitFor: jsonpath={.path} or jsonpath={.path}=VALUE, not ${expression}`);
  }
  // Read once now, so that a fault shows before anything waits.
  select({}, path);
  return (object) => {
    if (isStale(object)) return isObserved(object);
    const [found] = select(object, path);
    if (found === undefined) return waiting(`{${path}} selects nothing`);
    if (value === undefined) return ready;
    if (typeof found === "object" && found !== null) return failed(`{${path}} is no single value`);
    return once(textOf(found) === value, `{${path}} is ${textOf(found)}, not ${value}`);
  };
}

/** Whether the status speaks of an older generation; one that names no generation is taken as it is. */
function isStale(object: Properties): boolean {
  const observed = numberAt(object, "status.observedGeneration");
  return observed !== undefined && observed < (numberAt(object, "metadata.generation") ?? 0);
}
