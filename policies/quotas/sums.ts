import { quantityOf, quantityText, type Quantity } from "../shared/quantity";
import type { Use } from "./charge";
import { countKeys } from "./counts";
import { namespaceOf } from "./namespaces";
import { canonicalKey, type ResourceQuota } from "./resource-quotas";
import type { Scope } from "./scopes";

/** What one thing takes under a key of a quota. */
interface Line {
  readonly kind: string;
  readonly name: string;
  readonly each: Quantity;
  readonly replicas: number;
  /** Pods that a rollout adds. */
  readonly surge: number;
}

/** What a namespace comes to under one key. */
export interface Sum {
  readonly lines: readonly Line[];
  readonly total: Quantity;
  /** False when something could not be seen: then it is at least this. */
  readonly isWhole: boolean;
  /** Why there is no end to it, a sentence each. */
  readonly endless: readonly string[];
}

/** @param others what is there besides */
export function sumUnder(key: string, { scopes }: ResourceQuota, uses: readonly Use[], others: Quantity = 0n): Sum {
  const seen = uses.map((use) => use.object.attempt(() => lookAt(use, key, scopes)));
  const given = scopes.length === 0 ? givenLines(key, uses) : [];
  const besides = { kind: "others", name: "", each: others, replicas: 1, surge: 0 };
  const lines = [...seen.flatMap((each) => each?.line ?? []), ...given, besides].filter((line) => amountOf(line) > 0n);
  return {
    lines,
    total: lines.reduce((sum, line) => sum + amountOf(line), 0n),
    isWhole: !seen.includes(undefined),
    endless: seen.flatMap((each) => each?.endless ?? []),
  };
}

/** @throws Unseen */
function lookAt({ object, charge, copies, endless }: Use, key: string, scopes: readonly Scope[]) {
  const each = charge(key, scopes);
  if (each === undefined) return { line: undefined, endless: [] };
  namespaceOf(object);
  const count = each === 0n ? { replicas: 0, surge: 0 } : copies();
  const line: Line = { kind: object.kind, name: object.name, each, ...count };
  return { line, endless: endless?.(key, scopes) ?? [] };
}

/** Objects that Kubernetes itself makes in every namespace. */
const everywhere = [
  { resource: "configmaps", kind: "ConfigMap", name: "kube-root-ca.crt" },
  { resource: "serviceaccounts", kind: "ServiceAccount", name: "default" },
];

function givenLines(key: string, uses: readonly Use[]): readonly Line[] {
  return everywhere
    .filter(({ resource }) => countKeys(resource).includes(key))
    .filter(({ kind, name }) => !uses.some(({ object }) => object.groupKind === kind && object.name === name))
    .map(({ kind, name }) => ({ kind, name, each: quantityOf(1), replicas: 1, surge: 0 }));
}

function amountOf({ each, replicas, surge }: Line): Quantity {
  return each * BigInt(replicas + surge);
}

/** The terms of a sum, the largest first: `Deployment web: (10 + 3) x 500m; Job load: 1`. */
export function termsText(lines: readonly Line[], key: string): string {
  return termsOf(lines, key)
    .sort((one, other) => compare(other.amount, one.amount) || compare(one.text, other.text))
    .map(({ text }) => text)
    .join("; ");
}

/** Where a quota counts objects, those of a kind are told by their number; all others one by one. */
function termsOf(lines: readonly Line[], key: string) {
  const isPlain = (line: Line): boolean => countsObjects(key) && amountOf(line) === quantityOf(1);
  const plain = lines.filter(isPlain).map(({ kind }) => kind);
  const crowds = new Set(plain.filter((kind, index) => plain.indexOf(kind) !== index));
  return [
    ...[...crowds].map((kind) => {
      const count = plain.filter((each) => each === kind).length;
      return { amount: quantityOf(count), text: `${count} x ${kind}` };
    }),
    ...lines
      .filter((line) => !isPlain(line) || !crowds.has(line.kind))
      .map((line) => ({ amount: amountOf(line), text: termText(line, key) })),
  ];
}

function countsObjects(key: string): boolean {
  return !/^(?:requests|limits)\./.test(canonicalKey(key));
}

function termText({ kind, name, each, replicas, surge }: Line, key: string): string {
  const title = name === "" ? kind : `${kind} ${name}`;
  const unit = quantityText(each, key);
  if (replicas + surge === 1) return `${title}: ${unit}`;
  const count = surge === 0 ? String(replicas) : `${replicas} + ${surge}`;
  if (countsObjects(key) && each === quantityOf(1)) return `${title}: ${count}`;
  return `${title}: ${surge === 0 ? count : `(${count})`} x ${unit}`;
}

function compare<T extends bigint | string>(one: T, other: T): number {
  return one === other ? 0 : one < other ? -1 : 1;
}
