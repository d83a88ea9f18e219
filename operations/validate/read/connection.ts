import {
  ApisApi,
  AppsV1Api,
  BatchV1Api,
  type Configuration,
  CoreV1Api,
  createConfiguration,
  CustomObjectsApi,
  DiscoveryV1Api,
  type KubeConfig,
  NetworkingV1Api,
  PolicyV1Api,
  type RequestContext,
  type SecurityAuthentication,
  ServerConfiguration,
  StorageV1Api,
  VersionApi,
} from "@kubernetes/client-node";
import { CannotRun, requestSeconds } from "../../shared/errors";

/** Clients of the API groups that are read. */
export interface Apis {
  readonly url: string;
  readonly version: VersionApi;
  readonly groups: ApisApi;
  readonly core: CoreV1Api;
  readonly apps: AppsV1Api;
  readonly batch: BatchV1Api;
  readonly networking: NetworkingV1Api;
  readonly policy: PolicyV1Api;
  readonly storage: StorageV1Api;
  readonly discovery: DiscoveryV1Api;
  readonly custom: CustomObjectsApi;
}

/** Clients that can only read: whatever is no GET is refused before it is sent. `overall` ends every request. */
export function connect(config: KubeConfig, overall: AbortSignal): Apis {
  const url = config.getCurrentCluster()?.server;
  if (url === undefined) {
    throw new CannotRun("No cluster is named. Set KUBECONFIG, or give --kubeconfig or --context.");
  }
  const configuration = readOnly(url, config, overall);
  return {
    url,
    version: new VersionApi(configuration),
    groups: new ApisApi(configuration),
    core: new CoreV1Api(configuration),
    apps: new AppsV1Api(configuration),
    batch: new BatchV1Api(configuration),
    networking: new NetworkingV1Api(configuration),
    policy: new PolicyV1Api(configuration),
    storage: new StorageV1Api(configuration),
    discovery: new DiscoveryV1Api(configuration),
    custom: new CustomObjectsApi(configuration),
  };
}

function readOnly(url: string, authentication: SecurityAuthentication, overall: AbortSignal): Configuration {
  return createConfiguration({
    baseServer: new ServerConfiguration(url, {}),
    authMethods: { default: authentication },
    promiseMiddleware: [
      {
        pre: (request: RequestContext) => {
          if (request.getHttpMethod().toString() !== "GET") {
            return Promise.reject(new Error(`validate only reads, and refuses ${request.getHttpMethod()}`));
          }
          request.setSignal(AbortSignal.any([overall, AbortSignal.timeout(requestSeconds * 1000)]));
          return Promise.resolve(request);
        },
        post: (response) => Promise.resolve(response),
      },
    ],
  });
}
