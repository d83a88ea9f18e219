import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { KubeConfig, V1Namespace } from "@kubernetes/client-node";
import { CannotRun } from "../../operations/shared/errors";
import { loadKubeconfig } from "../../operations/shared/kubeconfig";
import { type Apis, connect } from "../../operations/validate/read/connection";
import { gather } from "../../operations/validate/read/gather";

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** Runs with an API server that answers as told, and gives the methods of all requests. */
async function against(answer: Answer, use: (apis: Apis) => Promise<void>, limit = 10_000): Promise<readonly string[]> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const config = new KubeConfig();
  const { port } = server.address() as AddressInfo;
  config.loadFromClusterAndUser(
    { name: "test", server: `http://127.0.0.1:${port}`, skipTLSVerify: true },
    { name: "test" },
  );
  try {
    await use(connect(config, AbortSignal.timeout(limit)));
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  return asked;
}

const json = (response: ServerResponse, body: object, code = 200): void => {
  response.writeHead(code, { "Content-Type": "application/json" }).end(JSON.stringify(body));
};

const namespace = (name: string): object => ({
  metadata: { name, labels: { "app.kubernetes.io/managed-by": "pulumi" } },
});

/** An API server with two pages of namespaces and nothing else. */
const paged: Answer = (request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? "", "http://server");
  const first = searchParams.get("continue") === null;
  const answers: Readonly<Record<string, object>> = {
    "/version": { gitVersion: "v1.36.3" },
    "/apis": { groups: [] },
    "/api/v1/namespaces": {
      items: [namespace(first ? "one" : "two")],
      metadata: first ? { continue: "page-2" } : {},
    },
  };
  json(response, answers[pathname.replace(/\/$/, "")] ?? { items: [], metadata: {} });
};

const refuses =
  (message: RegExp) =>
  (error: unknown): boolean =>
    error instanceof CannotRun && message.test(error.message);

describe("validate: the connection", () => {
  it("refuses whatever is no GET before it is sent", async () => {
    const asked = await against(paged, async ({ core }) => {
      await assert.rejects(core.deleteNamespace({ name: "shop" }), /validate only reads, and refuses DELETE/);
      await assert.rejects(core.createNamespace({ body: new V1Namespace() }), /refuses POST/);
      await assert.rejects(core.patchNamespace({ name: "shop", body: [] }), /refuses PATCH/);
    });
    assert.deepEqual(asked, []);
  });

  it("reads every page", async () => {
    const asked = await against(paged, async (apis) => {
      assert.deepEqual((await gather(apis, [])).scope.namespaces, ["one", "two"]);
    });
    assert.ok(asked.includes("GET /api/v1/namespaces?limit=500"));
    assert.ok(asked.includes("GET /api/v1/namespaces?continue=page-2&limit=500"));
    assert.ok(asked.every((each) => each.startsWith("GET ")));
  });

  it("ends when its time is over", async () => {
    await against(
      () => undefined,
      (apis) => assert.rejects(gather(apis, []), refuses(/cannot be asked: no answer in time/)),
      200,
    );
  });

  it("names a namespace that does not exist", async () => {
    await against(paged, (apis) =>
      assert.rejects(gather(apis, ["one", "three"]), refuses(/no namespace three; the cluster has one, two/)),
    );
  });

  it("goes on without the right to list namespaces when they are named", async () => {
    const forbidden: Answer = (request, response) =>
      request.url?.startsWith("/api/v1/namespaces?") === true
        ? json(response, { message: "forbidden" }, 403)
        : paged(request, response);
    await against(forbidden, async (apis) => {
      await assert.rejects(
        gather(apis, []),
        refuses(/lacks the right to list namespaces across the cluster.*--namespace/),
      );
      assert.deepEqual((await gather(apis, ["one"])).scope.namespaces, ["one"]);
    });
  });

  it("says that credentials are not accepted", async () => {
    await against(
      (_request, response) => json(response, { message: "Unauthorized" }, 401),
      (apis) => assert.rejects(gather(apis, []), refuses(/HTTP 401\. Sign in again/)),
    );
  });

  it("says that nobody answers", async () => {
    const config = new KubeConfig();
    config.loadFromClusterAndUser({ name: "gone", server: "https://127.0.0.1:1", skipTLSVerify: true }, { name: "x" });
    const apis = connect(config, AbortSignal.timeout(5000));
    await assert.rejects(
      gather(apis, []),
      refuses(/127\.0\.0\.1:1 cannot be asked: .*ECONNREFUSED.*Is the cluster up/),
    );
  });

  it("says that there is no kubeconfig", () =>
    assert.throws(
      () => loadKubeconfig("/nowhere/config", undefined),
      refuses(/\/nowhere\/config cannot be read: there is no such file/),
    ));
});
