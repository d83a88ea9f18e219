import {
  ApiException,
  type Configuration,
  createConfiguration,
  HttpMethod,
  type KubeConfig,
  ServerConfiguration,
} from "@kubernetes/client-node";
import { z } from "zod";
import { CannotRun, codeOf, requestSeconds } from "../../shared/errors";

/** The client of the API server, for JSON as it is: typed clients drop fields that they do not know. */
export class Rest {
  private constructor(
    readonly url: string,
    private readonly configuration: Configuration,
  ) {}

  /** Throws CannotRun. */
  static open(config: KubeConfig): Rest {
    const url = config.getCurrentCluster()?.server;
    if (url === undefined) {
      throw new CannotRun("No cluster is named. Set KUBECONFIG, or give --kubeconfig or --context.");
    }
    const baseServer = new ServerConfiguration(url, {});
    return new Rest(url, createConfiguration({ baseServer, authMethods: { default: config } }));
  }

  /** Throws ApiException, or what the network says. */
  async request(method: HttpMethod, path: string, body?: object): Promise<unknown> {
    const context = this.configuration.baseServer.makeRequestContext(path, method);
    context.setHeaderParam("Accept", "application/json");
    if (body !== undefined) {
      context.setHeaderParam("Content-Type", "application/json");
      context.setBody(JSON.stringify(body));
    }
    context.setSignal(AbortSignal.timeout(requestSeconds * 1000));
    await this.configuration.authMethods.default?.applySecurityAuthentication(context);
    const response = await this.configuration.httpApi.send(context).toPromise();
    const text = await response.body.text();
    if (response.httpStatusCode >= 300) {
      throw new ApiException(response.httpStatusCode, response.body.constructor.name, text, response.headers);
    }
    const parsed: unknown = JSON.parse(text);
    return parsed;
  }

  get(path: string): Promise<unknown> {
    return this.request(HttpMethod.GET, path);
  }

  /** `undefined` when there is no such object, or no such kind. */
  async find(path: string): Promise<unknown> {
    return this.get(path).catch(absent);
  }

  async post(path: string, body: object): Promise<unknown> {
    return this.request(HttpMethod.POST, path, body);
  }

  /** Nothing to delete is as good as deleted. */
  async remove(path: string): Promise<void> {
    await this.request(HttpMethod.DELETE, path, { propagationPolicy: "Background" }).catch(absent);
  }

  /** Every item of a list, page by page; their kinds are left out, as the API server does. */
  async list(path: string): Promise<readonly unknown[]> {
    const items: unknown[] = [];
    let next = "";
    do {
      const more = next === "" ? "" : `&continue=${encodeURIComponent(next)}`;
      const page = list.parse(await this.get(`${path}?limit=${pageSize}${more}`));
      items.push(...page.items);
      next = page.metadata?.continue ?? "";
    } while (next !== "");
    return items;
  }
}

const pageSize = 500;
const list = z.looseObject({
  items: z
    .array(z.unknown())
    .nullish()
    .transform((items) => items ?? []),
  metadata: z.looseObject({ continue: z.string().optional() }).optional(),
});

function absent(error: unknown): undefined {
  if (codeOf(error) === 404) return undefined;
  throw error;
}
