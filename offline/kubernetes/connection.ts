import { existsSync } from "node:fs";
import type { OutgoingHttpHeaders } from "node:http";
import * as https from "node:https";
import { delimiter } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { KubeConfig } from "@kubernetes/client-node";
import { z } from "zod";
import { CannotContinue } from "../engine/tool";

const status = z.looseObject({ reason: z.string().optional(), message: z.string().optional() });

/** An answer of the API server that is no success. */
export class ApiError extends Error {
  /** @param reason Kubernetes' own word for it, such as `NotFound`, `Conflict`, `Forbidden`, `Invalid`. */
  constructor(
    readonly code: number,
    readonly reason: string,
    message: string,
  ) {
    super(message);
  }
}

export interface Exchange {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Path with query, such as `/api/v1/namespaces?limit=1`. */
  readonly path: string;
  readonly contentType?: string;
  readonly body?: string;
  readonly accept?: string;
}

const busyAttempts = 20;
const busyPauseMs = 250;

/**
 * @param kubeconfig its contents, or its path; several paths as in KUBECONFIG. Empty: KUBECONFIG, then `~/.kube/config`.
 * @throws CannotContinue when there is no such file.
 */
export function readKubeconfig(kubeconfig: string): KubeConfig {
  const config = new KubeConfig();
  if (kubeconfig === "") {
    const { KUBECONFIG: named = "" } = process.env;
    if (named !== "") return readKubeconfig(named);
    config.loadFromDefault();
    return config;
  }
  if (kubeconfig.includes("\n") || kubeconfig.trimStart().startsWith("{")) {
    config.loadFromString(kubeconfig);
    return config;
  }
  const [first = "", ...others] = kubeconfig.split(delimiter).filter(Boolean);
  for (const file of [first, ...others]) {
    if (!existsSync(file)) throw new CannotContinue(`There is no kubeconfig at ${file}.`);
  }
  config.loadFromFile(first);
  // As for kubectl, the first current context that is said is the one.
  for (const file of others) config.mergeConfig(readKubeconfig(file), Boolean(config.currentContext));
  return config;
}

/** An authenticated way to one API server, over connections that are kept. */
export class Connection {
  private readonly agent: Promise<https.Agent>;
  /** Address of the API server. */
  readonly server: URL;

  private constructor(private readonly config: KubeConfig) {
    const cluster = config.getCurrentCluster();
    if (cluster === null) throw new CannotContinue("The kubeconfig names no cluster in its current context.");
    this.server = new URL(cluster.server);
    this.agent = this.createAgent();
  }

  /**
   * @param kubeconfig contents of a kubeconfig, or the path of one; empty: KUBECONFIG, then `~/.kube/config`.
   * @param context of the kubeconfig; its current one when absent.
   */
  static open(kubeconfig = "", context?: string): Connection {
    const config = readKubeconfig(kubeconfig);
    if (context !== undefined) config.setCurrentContext(context);
    return new Connection(config);
  }

  /** The body of a successful answer, unread. Throws ApiError on any other. */
  async exchange(exchange: Exchange): Promise<string> {
    const options: https.RequestOptions = {};
    // Asked for each time, for a token of an exec plugin runs out.
    await this.config.applyToHTTPSOptions(options);
    for (let attempt = 1; ; attempt += 1) {
      const response = await this.send(exchange, { headers: options.headers, auth: options.auth });
      if (response.code >= 200 && response.code < 300) return response.text;
      // The server is busy, or not done yet with a new kind; what only reads may be asked again.
      const isBusy = response.code === 429 && exchange.method === "GET";
      if (!isBusy || attempt === busyAttempts) throw refusal(response.code, response.text);
      await pause(busyPauseMs);
    }
  }

  close(): void {
    void this.agent.then((agent) => agent.destroy());
  }

  private async createAgent(): Promise<https.Agent> {
    const { ca, cert, key, pfx, passphrase, rejectUnauthorized, servername } = await this.tls();
    return new https.Agent({ keepAlive: true, ca, cert, key, pfx, passphrase, rejectUnauthorized, servername });
  }

  private async tls(): Promise<https.RequestOptions> {
    const options: https.RequestOptions = {};
    await this.config.applyToHTTPSOptions(options);
    return options;
  }

  private async send(
    { method, path, contentType, body, accept }: Exchange,
    auth: Pick<https.RequestOptions, "headers" | "auth">,
  ): Promise<{ readonly code: number; readonly text: string }> {
    const agent = await this.agent;
    const base = this.server.pathname.replace(/\/$/, "");
    return new Promise((resolve, reject) => {
      const request = https.request({
        agent,
        ...auth,
        method,
        hostname: this.server.hostname.replace(/^\[|\]$/g, ""),
        port: this.server.port,
        path: `${base}${path}`,
        headers: {
          ...named(auth.headers),
          Accept: accept ?? "application/json",
          ...(body === undefined ? {} : bodyHeaders(body, contentType)),
        },
      });
      request.once("error", reject);
      request.once("response", (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.once("error", reject);
        response.once("end", () =>
          resolve({ code: response.statusCode ?? 0, text: Buffer.concat(chunks).toString("utf8") }),
        );
      });
      request.end(body);
    });
  }
}

/** Headers by name; a kubeconfig gives no others. */
function named(headers: https.RequestOptions["headers"]): OutgoingHttpHeaders {
  return headers === undefined || isList(headers) ? {} : headers;
}

function isList(headers: OutgoingHttpHeaders | readonly string[]): headers is readonly string[] {
  return Array.isArray(headers);
}

/** With its length, which Node leaves out for the body of a DELETE. */
function bodyHeaders(body: string, contentType = "application/json"): OutgoingHttpHeaders {
  return { "Content-Type": contentType, "Content-Length": Buffer.byteLength(body) };
}

function refusal(code: number, text: string): ApiError {
  try {
    const { reason, message } = status.parse(JSON.parse(text));
    return new ApiError(code, reason ?? String(code), message ?? text);
  } catch {
    return new ApiError(code, String(code), text.trim());
  }
}
