import fc from "fast-check";
import { resourceReference, secret, unknown, type Properties, type Value } from "../../../offline/providers/values";

/** Keys as programs have them, and those that trip up careless code. */
const keys = fc.constantFrom("name", "size", "app.kubernetes.io/name", "0", 'quo"te', "clo]se", "constructor", "");

const leaf: fc.Arbitrary<Value> = fc.oneof(
  fc.constantFrom<Value>(null, true, false, unknown, resourceReference("urn:pulumi:dev::shop::a:b:C::c", "c")),
  fc.integer({ min: -3, max: 3 }),
  fc.constantFrom("", "a", "b"),
);

const { value, map } = fc.letrec<{ value: Value; open: Value; list: Value[]; map: Properties }>((tie) => ({
  value: fc.oneof({ weight: 4, arbitrary: tie("open") }, { weight: 1, arbitrary: tie("open").map(secret) }),
  open: fc.oneof({ depthSize: "small", withCrossShrink: true }, leaf, tie("list"), tie("map")),
  list: fc.array(tie("value"), { maxLength: 3 }),
  map: fc.dictionary(keys, tie("value"), { maxKeys: 4, noNullPrototype: true }),
}));

/** Any value that the engine may send, with marks of secrecy at any depth. */
export const anyValue = value;
/** A map of such values, as inputs and outputs are. */
export const anyProperties = map;
