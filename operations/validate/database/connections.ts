import type { V1Container, V1PodTemplateSpec } from "@kubernetes/client-node";
import type { Facts } from "../facts";
import { nameOf, namespaceOf } from "../objects";

/** One way in which pods connect to a PostgreSQL. It holds neither user nor password. */
export interface Connection {
  /** Who connects, such as `Deployment applications/shop`. */
  readonly by: string;
  readonly host: string;
  /** As libpq knows it; absent where nothing says so, which libpq takes for `prefer`. */
  readonly sslmode: string | undefined;
}

interface Templated {
  readonly by: string;
  readonly template: V1PodTemplateSpec | undefined;
}

function templatesOf(facts: Facts): readonly Templated[] {
  const kinds = [
    ["Deployment", facts.list("deployments")],
    ["StatefulSet", facts.list("statefulSets")],
    ["Job", facts.list("jobs")],
  ] as const;
  return kinds.flatMap(([kind, objects]) =>
    objects.map((each) => ({ by: `${kind} ${namespaceOf(each)}/${nameOf(each)}`, template: each.spec?.template })),
  );
}

function containersOf({ template }: Templated): readonly V1Container[] {
  return [...(template?.spec?.initContainers ?? []), ...(template?.spec?.containers ?? [])];
}

/** The connections that environments and ConfigMaps name, each once. */
export function connectionsOf(facts: Facts): readonly Connection[] {
  const byPods = templatesOf(facts).flatMap((each) =>
    containersOf(each).flatMap(({ env }) => {
      const values = (env ?? []).flatMap(({ name, value }) => (value === undefined ? [] : [[name, value] as const]));
      const { PGHOST: host, PGSSLMODE: sslmode } = Object.fromEntries(values);
      const variables = host === undefined ? [] : [{ by: each.by, host, sslmode }];
      return [...variables, ...values.flatMap(([, value]) => uris(each.by, value))];
    }),
  );
  const byMaps = facts
    .list("connections")
    .flatMap((map) =>
      Object.values(map.data ?? {}).flatMap((text) => uris(`ConfigMap ${namespaceOf(map)}/${nameOf(map)}`, text)),
    );
  const all = [...byPods, ...byMaps].filter(({ host }) => !host.includes("$"));
  return [...new Map(all.map((each) => [JSON.stringify(each), each])).values()];
}

const uri = /(?:jdbc:)?postgres(?:ql)?(?:\+\w+)?:\/\/(?:[^@/\s]*@)?(\[[^\]]+\]|[^:/?\s"']+)[^?\s"']*(?:\?([^\s"']*))?/g;

function uris(by: string, text: string): readonly Connection[] {
  return [...text.matchAll(uri)].map(([, host = "", query = ""]) => ({
    by,
    host: host.replace(/^\[|\]$/g, ""),
    sslmode: new URLSearchParams(query).get("sslmode") ?? undefined,
  }));
}

/** `PROJECT:REGION:INSTANCE` of every Cloud SQL Auth Proxy. */
export function proxiedInstances(facts: Facts): readonly string[] {
  const names = templatesOf(facts)
    .flatMap(containersOf)
    .filter(({ image }) => image?.includes("cloud-sql-proxy") === true)
    .flatMap(({ args }) => (args ?? []).filter((each) => /^(?:[\w.-]+:)?[\w-]+:[\w-]+:[\w-]+$/.test(each)));
  return [...new Set(names)];
}
