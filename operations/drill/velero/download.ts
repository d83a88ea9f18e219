import { request as plain } from "node:http";
import { request as secured } from "node:https";
import { rootCertificates } from "node:tls";
import { BadArchive } from "./archive";

/** A file of the object store cannot be read from here. */
export class CannotDownload extends Error {}

const limitMs = 120_000;

/** Reads what a signed URL names. The URL is a secret: messages tell its host only. `caCert` is base64 of PEM. */
export async function download(url: string, caCert: string | undefined): Promise<Uint8Array> {
  const { protocol, host } = new URL(url);
  const ca = caCert === undefined ? undefined : [...rootCertificates, Buffer.from(caCert, "base64").toString("utf8")];
  const signal = AbortSignal.timeout(limitMs);
  const tell = (why: string): CannotDownload => new CannotDownload(`${host} cannot be read from here: ${why}`);
  return new Promise((resolve, reject) => {
    const failed = (error: Error): void => {
      reject(tell(signal.aborted ? "no answer in time" : error.message));
    };
    const options = { signal, ...(ca === undefined ? {} : { ca }) };
    const asked = (protocol === "http:" ? plain : secured)(url, options, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.once("error", failed);
      response.once("end", () => {
        if (response.statusCode === 200) resolve(Buffer.concat(chunks));
        else if (response.statusCode === 404) reject(new BadArchive("its file is not in the store"));
        else reject(tell(`HTTP ${response.statusCode}`));
      });
    });
    asked.once("error", failed);
    asked.end();
  });
}
