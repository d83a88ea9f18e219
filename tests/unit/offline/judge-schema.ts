/** A small schema in the form of `pulumi package get-schema`, with every construct that the judge knows. */
export const shop = {
  provider: {
    inputProperties: {
      region: { type: "string" },
      accounts: { type: "array", items: { type: "string" } },
      tags: { $ref: "#/types/shop:index:Tags" },
      skipChecks: { type: "boolean" },
    },
    requiredInputs: ["region"],
  },
  resources: {
    "shop:boxes/box:Box": {
      inputProperties: {
        name: { type: "string" },
        size: { type: "integer" },
        weight: { type: "number" },
        open: { type: "boolean" },
        colour: { $ref: "#/types/shop:boxes/Colour:Colour" },
        kind: { const: "box" },
        lid: { $ref: "#/types/shop:boxes/Lid:Lid" },
        labels: { type: "object", additionalProperties: { type: "string" } },
        lids: { type: "array", items: { $ref: "#/types/shop:boxes/Lid:Lid" } },
        content: {
          oneOf: [{ type: "string" }, { $ref: "#/types/shop:boxes/Lid:Lid" }, { $ref: "#/types/shop:boxes/Bag:Bag" }],
        },
        anything: { $ref: "pulumi.json#/Any" },
        shelf: { oneOf: [{ type: "string" }, { $ref: "#/resources/shop:boxes/shelf:Shelf" }] },
        other: { $ref: "/farm/v1.0.0/schema.json#/types/farm:index%2FField:Field" },
      },
      requiredInputs: ["name"],
    },
    "shop:boxes/shelf:Shelf": {},
  },
  types: {
    "shop:index:Tags": { type: "object", properties: { owner: { type: "string" } }, required: ["owner"] },
    "shop:boxes/Colour:Colour": { type: "string", enum: [{ value: "red" }, { value: "blue" }] },
    "shop:boxes/Lid:Lid": {
      type: "object",
      properties: {
        material: { type: "string" },
        height: { type: "number" },
        hinge: { $ref: "#/types/shop:boxes/Hinge:Hinge" },
      },
      required: ["material"],
    },
    "shop:boxes/Hinge:Hinge": { type: "object", properties: { screws: { type: "integer" } } },
    "shop:boxes/Bag:Bag": { type: "object", properties: { handles: { type: "integer" }, volume: { type: "number" } } },
  },
  functions: {
    "shop:boxes/getBox:getBox": {
      inputs: {
        type: "object",
        properties: { name: { type: "string" }, depth: { type: "integer" } },
        required: ["name"],
      },
    },
    "shop:boxes/getShelves:getShelves": {},
  },
};

/** A package whose types another one uses. */
export const farm = {
  resources: {},
  types: { "farm:index/Field:Field": { type: "object", properties: { hectares: { type: "number" } } } },
  functions: {},
};
