import { parse } from "yaml";
import { z } from "zod";
import type { ApiServer } from "../kubeconfig";

const kubeconfig = z.object({
  clusters: z
    .array(z.object({ cluster: z.object({ server: z.url(), "certificate-authority-data": z.base64().min(1) }) }))
    .length(1),
});

/** Reads the API server from the base64 of a kubeconfig, as AKS hands it out; whatever else stands there is left. */
export function apiServerOf(encoded: string): ApiServer {
  const found = kubeconfig.safeParse(parse(Buffer.from(encoded, "base64").toString("utf8")));
  const [only] = found.data?.clusters ?? [];
  if (only === undefined)
    // The parser's own words could quote a credential.
    throw new Error("The kubeconfig of AKS names no single cluster with server and certificate-authority-data.");
  return { server: only.cluster.server, certificateAuthority: only.cluster["certificate-authority-data"] };
}
