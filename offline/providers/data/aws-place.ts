import type { ResourceBehaviour, Subject } from "../behaviour";
import type { Properties } from "../values";
import { parseJson, text } from "../values";

export const account = (provider: Properties): string => {
  const allowed = provider["allowedAccountIds"];
  const parsed = typeof allowed === "string" ? parseJson(allowed) : allowed;
  return Array.isArray(parsed) && typeof parsed[0] === "string" ? parsed[0] : "123456789012";
};
export const region = (provider: Properties): string => text(provider["region"]) ?? "us-east-1";
export const partition = (provider: Properties): string => {
  const name = region(provider);
  if (name.startsWith("cn-")) return "aws-cn";
  return name.startsWith("us-gov-") ? "aws-us-gov" : "aws";
};

/** Region of one resource: its own (`region` input) or its provider's. */
export const regionOf = (subject: Subject): string => text(subject.inputs["region"]) ?? region(subject.provider);
export const arn = (subject: Subject, service: string, path: string, global = false): string =>
  ["arn", partition(subject.provider), service, global ? "" : regionOf(subject), account(subject.provider), path].join(
    ":",
  );

/** Resources whose id is a prefix and hexadecimal digits. */
export const prefixed = (prefix: string, more: ResourceBehaviour = {}): ResourceBehaviour => ({
  id: (subject) => `${prefix}-${subject.hex(17)}`,
  ...more,
});

/** Resources whose id is their name. */
export const named = (more: ResourceBehaviour = {}): ResourceBehaviour => ({
  autoname: "name",
  replaces: ["name"],
  ...more,
});

/** Resources that only join two others. */
export const joined = (...keys: string[]): ResourceBehaviour => ({
  id: (subject) => keys.map((key) => text(subject.inputs[key]) ?? "").join(":"),
  replaces: keys,
});
