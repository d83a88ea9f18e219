import { pipeline } from "node:stream/promises";
import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { extract } from "tar-stream";
import { type KubernetesObject, kubernetesObject } from "../objects";

/** The file of a backup does not hold what it should. */
export class BadArchive extends Error {}

/**
 * The objects of a namespace in a backup, and the namespace itself. A backup may hold other versions of an object
 * beside it, in folders `v1-preferredversion` and the like; Velero restores the one that stands alone.
 */
export async function objectsInArchive(file: Uint8Array, namespace: string): Promise<readonly KubernetesObject[]> {
  const objects: KubernetesObject[] = [];
  const files = extract();
  const reading = (async () => {
    for await (const entry of files) {
      const { name } = entry.header;
      if (!isObject(name, namespace)) {
        entry.resume();
        continue;
      }
      objects.push(objectOf(name, await textOf(entry)));
    }
  })();
  const unpacking = pipeline(Readable.from([file]), createGunzip(), files);
  const [read, unpacked] = await Promise.allSettled([reading, unpacking]);
  // What cannot be read ends the unpacking as well.
  if (read.status === "rejected" && read.reason instanceof BadArchive) throw read.reason;
  if (unpacked.status === "rejected") throw new BadArchive(`it is no gzip tar: ${messageOf(unpacked.reason)}`);
  if (read.status === "rejected") throw read.reason;
  return objects;
}

/** `resources/deployments.apps/namespaces/shop/web.json`, or `resources/namespaces/cluster/shop.json`. */
export function isObject(path: string, namespace: string): boolean {
  const parts = path.replace(/^\.?\//, "").split("/");
  const [root, resource, scope, place, name] = parts;
  if (root !== "resources") return false;
  if (resource === "namespaces") return scope === "cluster" && place === `${namespace}.json` && parts.length === 4;
  return scope === "namespaces" && place === namespace && name?.endsWith(".json") === true && parts.length === 5;
}

async function textOf(stream: AsyncIterable<unknown>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) if (chunk instanceof Uint8Array) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

function objectOf(path: string, text: string): KubernetesObject {
  try {
    return kubernetesObject.parse(JSON.parse(text));
  } catch {
    throw new BadArchive(`${path} is no object of Kubernetes`);
  }
}

const messageOf = (reason: unknown): string => (reason instanceof Error ? reason.message : String(reason));
