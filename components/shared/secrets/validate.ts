import { fault, type Fault, keyPath, sortedEntries } from "../faults";
import { isDnsLabel } from "../names";
import type { RemoteKey } from "./contract";
import type { GeneratedSecret, SyncedSecret } from "./manifests";

/** Every fault of a synced Secret that can be seen before deployment. Pure. */
export function syncedSecretFaults(args: SyncedSecret): readonly Fault[] {
  return [
    ...placeFaults(args),
    ...emptyFaults("keys", args.keys),
    ...sortedEntries(args.keys).flatMap(([key, from]) => [
      ...keyFaults(keyPath("keys", key), key),
      ...remoteFaults(keyPath("keys", key), from),
    ]),
    ...intervalFaults(args.refreshInterval),
  ];
}

/** Every fault of a generated Secret that can be seen before deployment. Pure. */
export function generatedSecretFaults(args: GeneratedSecret): readonly Fault[] {
  const { passwords = ["password"], length = 32, template = {} } = args;
  return [
    ...placeFaults(args),
    ...passwordFaults(passwords),
    ...(Number.isInteger(length) && length >= 16 && length <= 128
      ? []
      : [fault("length", length, "16 to 128", "choose a length that nobody guesses")]),
    ...(args.template === undefined ? [] : emptyFaults("template", template)),
    ...sortedEntries(template).flatMap(([key, text]) => [
      ...keyFaults(keyPath("template", key), key),
      ...templateFaults(keyPath("template", key), text, passwords),
    ]),
  ];
}

function placeFaults({ namespace, secret }: { readonly namespace: string; readonly secret: string }): readonly Fault[] {
  return [
    ...(isDnsLabel(namespace) ? [] : [fault("namespace", namespace, "a namespace's name", "rename it")]),
    ...(isDnsLabel(secret)
      ? []
      : [fault("secret", secret, "a DNS label that starts with a letter, at most 63 characters", "rename it")]),
  ];
}

function emptyFaults(path: string, map: Readonly<Record<string, unknown>>): readonly Fault[] {
  return Object.keys(map).length > 0 ? [] : [fault(path, map, "one key or more", "name the keys of the Secret")];
}

/** Keys that Kubernetes takes in a Secret. */
function keyFaults(path: string, key: string): readonly Fault[] {
  return /^[-._a-zA-Z0-9]{1,253}$/.test(key) && key !== "." && !key.startsWith("..")
    ? []
    : [fault(path, key, "letters, digits, dashes, dots and underscores", "rename the key")];
}

function remoteFaults(path: string, from: RemoteKey): readonly Fault[] {
  const { remote, property } = typeof from === "string" ? { remote: from, property: "value" } : from;
  return [
    ...(remote.trim() === "" ? [fault(path, remote, "the name of a secret in the store", "name it")] : []),
    ...(property.trim() === ""
      ? [fault(`${path}.property`, property, "a property of the secret's JSON", "name it, or give the name alone")]
      : []),
  ];
}

/** A Go duration of a minute or more; the store's cloud counts and bills calls. */
function intervalFaults(interval: string | undefined): readonly Fault[] {
  if (interval === undefined || /^([1-9]\d*h)?([1-9]\d*m)?$/.test(interval || "0")) return [];
  return [
    fault("refreshInterval", interval, "hours and minutes such as 1h, 15m or 1h30m", "ask a minute apart or more"),
  ];
}

function passwordFaults(passwords: readonly string[]): readonly Fault[] {
  return [
    ...(passwords.length > 0 ? [] : [fault("passwords", [], "one name or more", "name a password")]),
    ...passwords.flatMap((name, index) => {
      const path = `passwords[${index}]`;
      if (!/^[a-zA-Z_]\w*$/.test(name))
        return [
          fault(path, name, "letters, digits and underscores, a letter first", "rename it, for templates name it"),
        ];
      return passwords.indexOf(name) < index ? [fault(path, name, "each name once", "remove it")] : [];
    }),
  ];
}

/** A template holds a password, and none that is not made: that would leave an empty text in its place. */
function templateFaults(path: string, text: string, passwords: readonly string[]): readonly Fault[] {
  const allowed = passwords.map((name) => `{{ .${name} }}`).join(", ");
  const named = [...text.matchAll(/\{\{(.*?)\}\}/gs)].flatMap(([, action = ""]) =>
    [...action.matchAll(/(?:^|[\s(|-])\.(\w+)/g)].flatMap(([, name]) => name ?? []),
  );
  if (named.length === 0) return [fault(path, text, `a text with ${allowed}`, "name a password, or use a ConfigMap")];
  return named
    .filter((name) => !passwords.includes(name))
    .map((name) => fault(path, text, allowed, `name one of the passwords, or add ${name} to them`));
}
