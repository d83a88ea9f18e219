import assert from "node:assert/strict";
import type { KubernetesObject } from "../../offline/kubernetes/objects";
import { liveInputs } from "../../offline/providers/live/drift";
import { quantity, sameQuantity } from "../../offline/providers/live/quantities";
import type { Properties } from "../../offline/providers/values";
import { secret } from "../../offline/providers/values";

const live = (object: Properties, fieldsV1: Properties = {}): KubernetesObject => ({
  apiVersion: "v1",
  kind: "Thing",
  ...object,
  metadata: {
    name: "a",
    ...(object["metadata"] as Properties),
    managedFields: [{ manager: "m", operation: "Apply", fieldsV1 }],
  },
});
const held = (inputs: Properties): Properties => ({
  apiVersion: "v1",
  kind: "Thing",
  metadata: { name: "a" },
  ...inputs,
});

interface Case {
  readonly rule: string;
  readonly held: Properties;
  readonly live: Properties;
  /** Whose lists have keys, and which maps and lists are one value. */
  readonly fields?: Properties;
  /** The held inputs themselves when nothing has drifted. */
  readonly found?: Properties;
}

const containers = { "f:spec": { "f:containers": { 'k:{"name":"web"}': { ".": {}, "f:image": {} } } } };
const ports = {
  "f:spec": { "f:ports": { 'k:{"port":80,"protocol":"TCP"}': {}, 'k:{"port":80,"protocol":"UDP"}': {} } },
};
const table: readonly Case[] = [
  { rule: "an equal value has not drifted", held: { spec: { a: 1 } }, live: { spec: { a: 1 } } },
  {
    rule: "a default of the server is no drift",
    held: { spec: { a: 1 } },
    live: { spec: { a: 1, policy: "Always" }, status: {} },
  },
  {
    rule: "a changed value is the live one",
    held: { spec: { a: 1 } },
    live: { spec: { a: 2 } },
    found: { spec: { a: 2 } },
  },
  {
    rule: "a value that is gone is left out",
    held: { spec: { a: 1, b: 2 } },
    live: { spec: { b: 2 } },
    found: { spec: { b: 2 } },
  },
  {
    rule: "an empty value that the server leaves out is no drift",
    held: { spec: { a: {}, b: [], c: "", d: false, e: 0, f: null, g: { h: {} } } },
    live: { spec: {} },
  },
  {
    rule: "a part that says something and is gone is left out",
    held: { spec: { g: { h: 1 } } },
    live: { spec: {} },
    found: { spec: {} },
  },
  {
    rule: "a quantity in the server's notation is no drift",
    held: { spec: { cpu: "1000m", memory: "0.5Gi", count: 1 } },
    live: { spec: { cpu: "1", memory: "512Mi", count: "1" } },
  },
  {
    rule: "another quantity is drift",
    held: { spec: { cpu: "1000m" } },
    live: { spec: { cpu: "2" } },
    found: { spec: { cpu: "2" } },
  },
  {
    rule: "a text of people is no quantity",
    held: { data: { a: "1000m" } },
    live: { data: { a: "1" } },
    found: { data: { a: "1" } },
  },
  {
    rule: "nor is the value of a variable",
    held: { spec: { env: [{ name: "A", value: "1000m" }] } },
    live: { spec: { env: [{ name: "A", value: "1" }] } },
    found: { spec: { env: [{ name: "A", value: "1" }] } },
  },
  {
    rule: "what others put into a list with keys is theirs",
    held: { spec: { containers: [{ name: "web", image: "a" }] } },
    live: {
      spec: {
        containers: [
          { name: "sidecar", image: "x" },
          { name: "web", image: "a", policy: "Always" },
        ],
      },
    },
    fields: containers,
  },
  {
    rule: "a change inside a list with keys is found by its keys",
    held: { spec: { containers: [{ name: "web", image: "a" }] } },
    live: {
      spec: {
        containers: [
          { name: "sidecar", image: "x" },
          { name: "web", image: "b" },
        ],
      },
    },
    fields: containers,
    found: { spec: { containers: [{ name: "web", image: "b" }] } },
  },
  {
    rule: "an element that is gone from a list with keys is left out",
    held: { spec: { containers: [{ name: "web", image: "a" }] } },
    live: { spec: { containers: [{ name: "sidecar" }] } },
    fields: containers,
    found: { spec: { containers: [] } },
  },
  {
    rule: "a key that the server fills in need not be said",
    held: { spec: { ports: [{ port: 80 }] } },
    live: {
      spec: {
        ports: [
          { port: 80, protocol: "TCP", targetPort: 80 },
          { port: 80, protocol: "UDP" },
        ],
      },
    },
    fields: ports,
  },
  {
    rule: "all keys that are said must fit",
    held: { spec: { ports: [{ port: 80, protocol: "UDP", name: "b" }] } },
    live: {
      spec: {
        ports: [
          { port: 80, protocol: "TCP", name: "a" },
          { port: 80, protocol: "UDP", name: "b" },
        ],
      },
    },
    fields: ports,
  },
  {
    rule: "what is added to a list that is one value is drift",
    held: { spec: { args: ["a"] } },
    live: { spec: { args: ["a", "b"] } },
    fields: { "f:spec": { "f:args": {} } },
    found: { spec: { args: ["a", "b"] } },
  },
  {
    rule: "what is taken from a list that is one value is drift",
    held: { spec: { args: ["a", "b"] } },
    live: { spec: { args: ["b"] } },
    fields: { "f:spec": { "f:args": {} } },
    found: { spec: { args: ["b"] } },
  },
  {
    rule: "a default inside a list that is one value is no drift",
    held: { spec: { rules: [{ ports: [{ port: 80 }] }] } },
    live: { spec: { rules: [{ ports: [{ port: 80, protocol: "TCP" }] }] } },
    fields: { "f:spec": { "f:rules": {} } },
  },
  {
    rule: "members that others put into a set are theirs",
    held: { metadata: { name: "a", finalizers: ["x/a"] } },
    live: { metadata: { finalizers: ["y/b", "x/a"] } },
    fields: { "f:metadata": { "f:finalizers": { 'v:"x/a"': {}, 'v:"y/b"': {} } } },
  },
  {
    rule: "a member that is gone from a set is left out",
    held: { metadata: { name: "a", finalizers: ["x/a"] } },
    live: { metadata: { finalizers: ["y/b"] } },
    fields: { "f:metadata": { "f:finalizers": { 'v:"y/b"': {} } } },
    found: { metadata: { name: "a", finalizers: [] } },
  },
  {
    rule: "a label that is added to a selector of one value is drift",
    held: { spec: { podSelector: { matchLabels: { app: "a" } } } },
    live: { spec: { podSelector: { matchLabels: { app: "a", tier: "b" } } } },
    fields: { "f:spec": { "f:podSelector": {} } },
    found: { spec: { podSelector: { matchLabels: { app: "a", tier: "b" } } } },
  },
  {
    rule: "an empty selector that is narrowed is drift",
    held: { spec: { podSelector: {} } },
    live: { spec: { podSelector: { matchLabels: { app: "a" } } } },
    fields: { "f:spec": { "f:podSelector": {} } },
    found: { spec: { podSelector: { matchLabels: { app: "a" } } } },
  },
  {
    rule: "a label that others add is theirs",
    held: { metadata: { name: "a", labels: { mine: "1" } } },
    live: { metadata: { labels: { mine: "1", theirs: "2" } } },
    fields: { "f:metadata": { "f:labels": { ".": {}, "f:mine": {}, "f:theirs": {} } } },
  },
  {
    rule: "a secret that is the same stays as it is",
    held: { spec: { password: secret("x") } },
    live: { spec: { password: "x" } },
  },
  {
    rule: "a secret that was changed stays secret",
    held: { spec: { password: secret("x") } },
    live: { spec: { password: "y" } },
    found: { spec: { password: secret("y") } },
  },
  {
    rule: "the contents of a Secret are compared as text",
    held: { stringData: { a: "x" } },
    live: { data: { a: "eA==" } },
  },
  {
    rule: "changed contents of a Secret are drift",
    held: { stringData: secret({ a: "x" }) },
    live: { data: { a: "eQ==" } },
    found: { stringData: secret({ a: "y" }) },
  },
  {
    rule: "contents that are gone from a Secret are left out",
    held: { stringData: { a: "x", b: secret("z") } },
    live: { data: { b: "eg==" } },
    found: { stringData: { b: secret("z") } },
  },
  {
    rule: "the status that a chart brings is no drift",
    held: { status: { conditions: [] } },
    live: { status: { conditions: [{ type: "Ready" }] } },
  },
  {
    rule: "a namespace that a chart gives an object which has none is no drift",
    held: { metadata: { name: "a", namespace: "n" } },
    live: {},
  },
];

describe("live inputs", () => {
  for (const { rule, held: before, live: now, fields, found = before } of table) {
    it(rule, () => assert.deepEqual(liveInputs(held(before), live(now, fields)), held(found)));
  }
});

describe("a quantity", () => {
  const same: readonly [unknown, unknown][] = [
    ["1000m", "1"],
    ["1", 1],
    ["0.5", "500m"],
    ["1Gi", "1024Mi"],
    ["1Gi", "1073741824"],
    ["1e3", "1k"],
    ["1E3", "1000"],
    ["0.1Gi", "107374182400m"],
    ["100M", "0.1G"],
    [".5", "0.5"],
    ["-1", "-1000m"],
    ["2u", "2000n"],
  ];
  for (const [a, b] of same) it(`${String(a)} is ${String(b)}`, () => assert.ok(sameQuantity(a, b)));

  const different: readonly [unknown, unknown][] = [
    ["1", "2"],
    ["1Gi", "1G"],
    ["1m", "1M"],
    ["1", "-1"],
    ["a", "a"],
    ["", ""],
    [true, 1],
  ];
  for (const [a, b] of different) {
    it(`"${String(a)}" is not the quantity "${String(b)}"`, () => assert.ok(!sameQuantity(a, b)));
  }

  for (const text of ["", "m", "1Kib", "1 Gi", "1.2.3", "25%", "10s", "1e999"]) {
    it(`is not "${text}"`, () => assert.equal(quantity(text), undefined));
  }
});
