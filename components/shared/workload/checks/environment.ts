import { fault, type Fault, keyPath } from "../../faults";
import type { Description, SecretKey } from "../contract";
import { isSecretKey } from "../manifests/container";
import { known } from "./values";

const variableName = /^[A-Za-z_.-][A-Za-z0-9_.-]*$/;
const secretName = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;
const secretKey = /^[A-Za-z0-9_.-]{1,253}$/;

/** Names of variables, and the Secrets that they come from. */
export function environmentFaults({ env = {} }: Description): readonly Fault[] {
  return Object.entries(env).flatMap(([name, value]) => {
    const at = keyPath("env", name);
    return [
      ...(variableName.test(name)
        ? []
        : [fault(at, name, "letters, digits, underscores, dashes and dots, no digit first", "rename the variable")]),
      ...(isSecretKey(value) ? secretFaults(at, value) : []),
    ];
  });
}

function secretFaults(path: string, { secret, key }: SecretKey): readonly Fault[] {
  const name = known(secret);
  return [
    ...(name === undefined || (name.length <= 253 && secretName.test(name))
      ? []
      : [fault(`${path}.secret`, name, "the name of a Secret of the namespace", "name it as kubectl shows it")]),
    ...(secretKey.test(key)
      ? []
      : [fault(`${path}.key`, key, "letters, digits, dashes, underscores and dots", "name a key of the Secret")]),
  ];
}
