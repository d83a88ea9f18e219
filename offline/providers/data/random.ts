import type { ProviderBehaviour, ResourceBehaviour, Subject } from "../behaviour";

const length = (subject: Subject, fallback: number): number => {
  const given = subject.inputs["length"] ?? subject.inputs["byteLength"];
  return typeof given === "number" ? given : fallback;
};

/** Digits of a digest, as many as wanted: looks random, is the same in every run, and guards nothing real. */
const characters = (subject: Subject, count: number): string => {
  let result = "";
  while (result.length < count) result += subject.hex(64);
  return result.slice(0, count);
};

const everything = [
  "length",
  "byteLength",
  "keepers",
  "special",
  "upper",
  "lower",
  "numeric",
  "min",
  "max",
  "seed",
  "prefix",
];
const textual: ResourceBehaviour = {
  replaces: everything,
  id: (subject) => characters(subject, length(subject, 16)),
  outputs: (subject, id) => ({ result: id, keepers: subject.inputs["keepers"] ?? null }),
};

export const random: ProviderBehaviour = {
  package: "random",
  version: "4.21.2",
  defaults: textual,
  resources: {
    "random:index/randomPassword:RandomPassword": {
      ...textual,
      id: () => "none",
      outputs: (subject) => {
        const result = characters(subject, length(subject, 16));
        return { result, bcryptHash: `$2a$10$${characters(subject, 53)}` };
      },
      secrets: ["result", "bcryptHash"],
    },
    "random:index/randomId:RandomId": {
      replaces: everything,
      id: (subject) => characters(subject, length(subject, 8) * 2),
      outputs: (_subject, id) => {
        const bytes = Buffer.from(id, "hex");
        return {
          hex: id,
          b64Std: bytes.toString("base64"),
          b64Url: bytes.toString("base64url"),
          dec: String(bytes.readUInt32BE(0)),
        };
      },
    },
    "random:index/randomInteger:RandomInteger": {
      replaces: everything,
      id: (subject) => String(integer(subject)),
      outputs: (subject) => ({ result: integer(subject) }),
    },
    "random:index/randomUuid:RandomUuid": {
      replaces: everything,
      id: uuid,
      outputs: (_subject, id) => ({ result: id }),
    },
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
