import { z } from "zod";
import type { Api } from "../../kubernetes/api";
import { at } from "../differences";
import type { Properties } from "../values";
import { kindOf, withNamespace } from "./objects";

const version = z.object({ gitVersion: z.string() });

/** Arguments of `helm template` that tell a chart what the cluster is: its version and its kinds. */
export async function capabilities(api: Api): Promise<readonly string[]> {
  const { gitVersion } = version.parse(JSON.parse(await api.text("/version")));
  const kinds = await api.allKinds();
  const served = new Set(kinds.flatMap(({ apiVersion, kind }) => [apiVersion, `${apiVersion}/${kind}`]));
  return ["--kube-version", gitVersion, "--api-versions", [...served].join(",")];
}

/** Objects with the namespace of their chart where they name none and the cluster says that their kind has one. */
export async function inNamespaces(objects: readonly Properties[], namespace: string, api: Api): Promise<Properties[]> {
  return Promise.all(
    objects.map(async (object) => {
      if (at(object, "metadata.namespace") !== undefined) return object;
      const { apiVersion, kind } = kindOf("", object);
      const served = await api.served(apiVersion, kind);
      return served?.namespaced === true ? withNamespace(object, namespace) : object;
    }),
  );
}
