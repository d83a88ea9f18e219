import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { fetchPassword, keepPassword } from "../../../components/shared/database/scripts";
import { Container, ended, until } from "./database-login-scripts-support";

const shells = ["/bin/sh", "/bin/dash", "/bin/bash", "/bin/ash"].filter((path) => existsSync(path));

/** Counts its calls in a file, and prints what the shell text `answer` prints for call `$n`. */
const counting = (answer: string): string =>
  `n=$(($(cat "$PROGRAMS/calls" 2>/dev/null || echo 0) + 1)); echo "$n" >"$PROGRAMS/calls"; ${answer}`;

describe("the sidecar that signs tokens for RDS", () => {
  let container: Container;
  const start = (tokenSeconds: number, program: string, shell?: string) => {
    container = new Container({ AWS_REGION: "eu-west-1", TOKEN_SECONDS: String(tokenSeconds) }, shell);
    container.program("aws", program);
    return container.start(keepPassword("rds"));
  };
  afterEach(() => container.remove());

  for (const shell of shells)
    it(`writes one line of a libpq password file, colons and backslashes escaped, in ${shell}`, async () => {
      start(900, String.raw`printf '%s\n' 'db.example:5432/?Action=connect&a=\b'`, shell);
      assert.equal(
        await container.password(),
        String.raw`db.example:5432:*:shop:db.example\:5432/?Action=connect&a=\\b` + "\n",
      );
    });

  it("asks for a token of this role on this server in this region", async () => {
    start(900, `echo "$@"`);
    const [, token] = /:shop:(.*)\n/.exec(await container.password()) ?? [];
    assert.equal(
      token,
      "rds generate-db-auth-token --region eu-west-1 --hostname db.example --port 5432 --username shop",
    );
  });

  it("lets its own user alone read the file", async () => {
    start(900, "echo token");
    await container.password();
    assert.equal(container.mode("password"), "600");
  });

  it("leaves no other copy of the token", async () => {
    start(900, "echo token");
    await until(() => (container.files().includes("expires") ? true : undefined));
    await until(() => (container.files().length === 2 ? true : undefined));
    assert.deepEqual(container.files(), ["expires", "password"]);
  });

  it("calls a token good for as long as RDS takes it", async () => {
    const before = Math.floor(Date.now() / 1000);
    start(900, "echo token");
    const expires = await until(() =>
      container.files().includes("expires") ? Number(container.read("expires")) : undefined,
    );
    assert.ok(expires >= before + 900 && expires <= before + 905, String(expires - before));
    assert.equal(container.isGood(), true);
  });

  it("replaces the file as a whole, before the token ends", async () => {
    start(3, counting('echo "token-$n"'));
    const first = await container.password();
    const inode = container.inode("password");
    const second = await container.password(first);
    assert.match(second, /^db\.example:5432:\*:shop:token-2\n$/);
    assert.notEqual(container.inode("password"), inode);
    assert.equal(container.isGood(), true);
  });

  it("keeps the old file when there is no new token, and is unwell once that has ended", async () => {
    start(3, counting('[ "$n" -eq 1 ] && echo token'));
    const first = await container.password();
    await until(() => (container.messages.includes("no new password; next try in 1 s") ? true : undefined));
    assert.equal(container.isGood(), true);
    await until(() => (container.isGood() ? undefined : true));
    assert.equal(container.read("password"), first);
  });

  it("is well again when tokens come again", async () => {
    start(3, counting('[ "$n" -ne 2 ] && echo "token-$n"'));
    assert.match(await container.password(await container.password()), /token-3\n$/);
    assert.equal(container.isGood(), true);
  });

  it("takes an empty answer for none", async () => {
    start(900, counting('[ "$n" -eq 1 ] || echo token'));
    await until(() => (container.messages.includes("no new password") ? true : undefined));
    assert.match(await container.password(), /:token\n$/);
  });

  it("is unwell before the first token", () => {
    start(900, "exit 1");
    assert.equal(container.isGood(), false);
  });

  it("ends at once when told to, while it waits", async () => {
    const sidecar = start(900, "echo token");
    await container.password();
    sidecar.kill("SIGTERM");
    const { code, after } = await ended(sidecar);
    assert.equal(code, 0);
    assert.ok(after < 1000, `${after} ms`);
  });

  it("ends at once when told to, while it asks, and ends the question", async () => {
    const sidecar = start(
      900,
      `trap 'echo ended >"$PROGRAMS/ended"; exit' TERM; touch "$PROGRAMS/asked"; sleep 5 & wait`,
    );
    await until(() => (existsSync(`${container.programs}/asked`) ? true : undefined));
    sidecar.kill("SIGTERM");
    const { code, after } = await ended(sidecar);
    assert.equal(code, 0);
    assert.ok(after < 1000, `${after} ms`);
    await until(() => (existsSync(`${container.programs}/ended`) ? true : undefined), 2000);
  });
});

describe("the administration's password for RDS", () => {
  let container: Container;
  const start = (program: string, shell?: string) => {
    container = new Container({ AWS_REGION: "eu-west-1", ADMINISTRATOR_SECRET: "arn:secret" }, shell);
    container.program("aws", program);
    return container.start(fetchPassword("rdsAdministrator"));
  };
  const secret = (password: string): string => `cat <<'END'\n${JSON.stringify({ username: "admin", password })}\nEND`;
  afterEach(() => container.remove());

  for (const shell of shells)
    it(`is read from the secret, whatever it holds, in ${shell}`, async () => {
      const odd = "a:b\\c'd&e$f`g!h%i{j}k,l*m";
      const job = start(secret(odd), shell);
      assert.equal((await ended(job)).code, 0);
      const escaped = odd.replaceAll(/[\\:]/g, (each) => `\\${each}`);
      assert.equal(await container.password(), `db.example:5432:*:shop:${escaped}\n`);
    });

  it("is read where JSON writes letters by their number", async () => {
    const job = start(`cat <<'END'\n{"password" : "a\\u0026b\\u003Cc", "username":"admin"}\nEND`);
    assert.equal((await ended(job)).code, 0);
    assert.match(await container.password(), /:a&b<c\n$/);
  });

  it("is asked for by the secret's ARN", async () => {
    start(`printf '{"password":"%s"}' "$*"`);
    assert.match(
      await container.password(),
      /:secretsmanager get-secret-value --region eu-west-1 --secret-id arn\\:secret --query SecretString --output text\n$/,
    );
  });

  it("is tried for again", async () => {
    const job = start(counting(`[ "$n" -eq 3 ] && printf '{"password":"it"}'`));
    assert.equal((await ended(job)).code, 0);
    assert.match(await container.password(), /:it\n$/);
  });

  it("fails the Job when it is told to stop before there is one", async () => {
    const job = start("exit 1");
    await until(() => (container.messages.includes("next try in 2 s") ? true : undefined));
    job.kill("SIGTERM");
    const { code, after } = await ended(job);
    assert.equal(code, 1);
    assert.ok(after < 1000, `${after} ms`);
  });
});
