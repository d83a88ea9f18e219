import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { fetchPassword, keepPassword } from "../../../components/shared/database/scripts";
import { Container, ended, until } from "./database-login-scripts-support";

interface Question {
  readonly path: string;
  readonly body: Readonly<Record<string, string>>;
}

/** What Entra ID answers to the question of that number, from 1. */
type Answer = (number: number) => { readonly status: number; readonly body: string };

const token = (text: string, seconds: number) => ({
  status: 200,
  body: JSON.stringify({ token_type: "Bearer", expires_in: seconds, ext_expires_in: 9, access_token: text }),
});

describe("the sidecar that exchanges tokens with Entra ID", () => {
  let server: Server;
  let container: Container;
  let questions: Question[];

  before(function () {
    if (spawnSync("curl", ["--version"]).status !== 0) this.skip();
  });

  beforeEach(() => {
    questions = [];
  });

  afterEach(() => {
    container.remove();
    server.close();
  });

  async function start(answer: Answer, script = keepPassword("entra"), slash = "/") {
    server = createServer((request, response) => {
      let text = "";
      request.on("data", (part: Buffer) => (text += part.toString()));
      request.on("end", () => {
        questions.push({ path: request.url ?? "", body: Object.fromEntries(new URLSearchParams(text)) });
        const { status, body } = answer(questions.length);
        response.writeHead(status, { "content-type": "application/json" }).end(body);
      });
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    assert.ok(typeof address === "object" && address !== null);
    container = new Container({
      AZURE_AUTHORITY_HOST: `http://127.0.0.1:${address.port}${slash}`,
      AZURE_TENANT_ID: "tenant",
      AZURE_CLIENT_ID: "client",
      TOKEN_SCOPE: "https://ossrdbms-aad.database.windows.net/.default",
    });
    container.file("AZURE_FEDERATED_TOKEN_FILE", "service.account+token/=");
    return container.start(script);
  }

  for (const slash of ["/", ""])
    it(`sends the service account's token to the tenant at an authority that ends with "${slash}"`, async () => {
      await start(() => token("eyJ0", 3600), keepPassword("entra"), slash);
      await container.password();
      assert.deepEqual(questions, [
        {
          path: "/tenant/oauth2/v2.0/token",
          body: {
            client_id: "client",
            scope: "https://ossrdbms-aad.database.windows.net/.default",
            grant_type: "client_credentials",
            client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            client_assertion: "service.account+token/=",
          },
        },
      ]);
    });

  it("writes the token as the password, for its user alone", async () => {
    await start(() => token("eyJ0.eyJh-_", 3600));
    assert.equal(await container.password(), "db.example:5432:*:shop:eyJ0.eyJh-_\n");
    assert.equal(container.mode("password"), "600");
  });

  it("reads an answer that is spread over lines, with numbers as text", async () => {
    await start(() => ({ status: 200, body: '{\n  "access_token" : "eyJ0",\n  "expires_in" : "3600"\n}' }));
    assert.match(await container.password(), /:eyJ0\n$/);
    await until(() => (container.isGood() ? true : undefined));
  });

  it("calls a token good for as long as Entra ID says", async () => {
    const before = Math.floor(Date.now() / 1000);
    await start(() => token("eyJ0", 3600));
    const expires = await until(() =>
      container.files().includes("expires") ? Number(container.read("expires")) : undefined,
    );
    assert.ok(expires >= before + 3600 && expires <= before + 3605, String(expires - before));
  });

  it("asks again before the token ends", async () => {
    await start((number) => token(`eyJ${number}`, 3));
    assert.match(await container.password(await container.password()), /:eyJ2\n$/);
    assert.equal(container.isGood(), true);
  });

  const refusals: readonly [string, { readonly status: number; readonly body: string }][] = [
    ["a refusal", { status: 400, body: '{"error":"invalid_client","access_token":"none"}' }],
    ["an answer without token", { status: 200, body: '{"expires_in":3600}' }],
    ["an answer without an end", { status: 200, body: '{"access_token":"eyJ0"}' }],
    ["what is no JSON", { status: 200, body: "<html>" }],
  ];
  for (const [title, refusal] of refusals)
    it(`keeps the old file on ${title}`, async () => {
      await start((number) => (number === 1 ? token("eyJ1", 3) : refusal));
      const first = await container.password();
      await until(() => (container.messages.includes("no new password") ? true : undefined));
      assert.equal(container.read("password"), first);
    });

  it("gives the administration a token once", async () => {
    const job = await start(() => token("eyJ0", 3600), fetchPassword("entra"));
    assert.equal((await ended(job)).code, 0);
    assert.match(container.read("password"), /:eyJ0\n$/);
  });
});
