import type { ProviderBehaviour, ResourceBehaviour, Subject } from "../behaviour";
import { canonical, digest } from "../values";

const length = (subject: Subject, fallback: number): number => {
  const given = subject.inputs["length"] ?? subject.inputs["byteLength"];
  return typeof given === "number" ? given : fallback;
};

/** Digits of a digest, as many as wanted: looks random, is the same in every run, and guards nothing real. */
const characters = (hex: string, count: number): string => hex.repeat(Math.ceil(count / hex.length)).slice(0, count);

/** Nothing random changes in place: every input replaces. */
const replacedBy = (...inputs: string[]): ResourceBehaviour => ({ replaces: ["keepers", ...inputs] });

const textInputs = [
  "length",
  "lower",
  "minLower",
  "minNumeric",
  "minSpecial",
  "minUpper",
  "number",
  "numeric",
  "overrideSpecial",
  "special",
  "upper",
];

export const random: ProviderBehaviour = {
  package: "random",
  version: "4.21.2",
  defaults: {
    ...replacedBy(),
    id: (subject) => characters(subject.hex(64), length(subject, 16)),
    outputs: (_subject, id) => ({ result: id }),
  },
  resources: {
    "random:index/randomPassword:RandomPassword": {
      ...replacedBy(...textInputs),
      id: () => "none",
      // The id is always the same, so the inputs make the difference: new keepers give a new password.
      outputs: (subject) => {
        const hex = digest(64, subject.urn, canonical(subject.inputs));
        return { result: characters(hex, length(subject, 16)), bcryptHash: `$2a$10$${characters(hex, 53)}` };
      },
      secrets: ["result", "bcryptHash"],
    },
    "random:index/randomString:RandomString": replacedBy(...textInputs),
    "random:index/randomBytes:RandomBytes": replacedBy("length"),
    "random:index/randomShuffle:RandomShuffle": replacedBy("inputs", "resultCount", "seed"),
    "random:index/randomPet:RandomPet": {
      ...replacedBy("length", "prefix", "separator"),
      id: (subject) => `pet-${subject.hex(8)}`,
    },
    "random:index/randomId:RandomId": {
      ...replacedBy("byteLength", "prefix"),
      id: (subject) => Buffer.from(characters(subject.hex(64), length(subject, 8) * 2), "hex").toString("base64url"),
      outputs: (_subject, id) => {
        const bytes = Buffer.from(id, "base64url");
        const hex = bytes.toString("hex");
        return { hex, b64Std: bytes.toString("base64"), b64Url: id, dec: BigInt(`0x0${hex}`).toString() };
      },
    },
    "random:index/randomInteger:RandomInteger": {
      ...replacedBy("max", "min", "seed"),
      id: (subject) => String(integer(subject)),
      outputs: (_subject, id) => ({ result: Number.parseInt(id, 10) || 0 }),
    },
    "random:index/randomUuid:RandomUuid": { id: uuid, outputs: (_subject, id) => ({ result: id }) },
  },
};

function integer(subject: Subject): number {
  const { min, max } = subject.inputs;
  const from = typeof min === "number" ? min : 0;
  const to = typeof max === "number" ? max : from;
  return from + (Number(subject.digits(9)) % (to - from + 1));
}

export function uuid(subject: Subject): string {
  const hex = subject.hex(32);
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20)].join("-");
}
