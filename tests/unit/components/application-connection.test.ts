import assert from "node:assert/strict";
import fc from "fast-check";
import { jdbcUrl, postgresUri } from "../../../components/application/connection";
import { render, templateFaults } from "../../../components/application/templates";

const proxied = {
  host: "127.0.0.1",
  port: "5432",
  database: "shop",
  user: "shop@example-project.iam",
  sslmode: "disable",
  options: "-c role=shop-owner",
};
const verified = {
  host: "db.internal",
  port: "5432",
  database: "shop",
  user: "shop",
  sslmode: "verify-full",
  sslrootcert: "/etc/database/ca.pem",
  options: "-c role=shop-owner",
};

describe("the connection of a login", () => {
  const uris: readonly [string, Parameters<typeof postgresUri>[0], string, string][] = [
    [
      "through a proxy",
      proxied,
      "postgres://shop%40example-project.iam@127.0.0.1:5432/shop?sslmode=disable&options=-c%20role%3Dshop-owner",
      "jdbc:postgresql://127.0.0.1:5432/shop?sslmode=disable&options=-c%20role%3Dshop-owner",
    ],
    [
      "with certificates of a file",
      verified,
      "postgres://shop@db.internal:5432/shop?sslmode=verify-full&sslrootcert=%2Fetc%2Fdatabase%2Fca.pem&options=-c%20role%3Dshop-owner",
      "jdbc:postgresql://db.internal:5432/shop?sslmode=verify-full&sslrootcert=%2Fetc%2Fdatabase%2Fca.pem&options=-c%20role%3Dshop-owner",
    ],
  ];
  for (const [title, connection, uri, jdbc] of uris) {
    it(`${title} is a URI with the user and without a password`, () => assert.equal(postgresUri(connection), uri));
    it(`${title} is a JDBC URL in the driver's own terms`, () => assert.equal(jdbcUrl(connection), jdbc));
  }
});

describe("templates of variables", () => {
  it("are filled in as they are", () => {
    assert.equal(render("${user} on ${host}", proxied), "shop@example-project.iam on 127.0.0.1");
  });

  it("are percent-encoded within a URL", () => {
    assert.equal(
      render("postgresql://${user}@${host}:${port}/${database}?sslmode=${sslmode}", proxied),
      "postgresql://shop%40example-project.iam@127.0.0.1:5432/shop?sslmode=disable",
    );
  });

  it("give a URL from which the parts can be read back, whatever stands in them", () => {
    const part = fc.string({ minLength: 1, unit: "grapheme-ascii" });
    // A path of dots alone means a folder.
    const name = part.filter((text) => !/^\.+$/.test(text));
    fc.assert(
      fc.property(part, name, (user, database) => {
        const { username, pathname } = new URL(render("postgresql://${user}@db/${database}", { user, database }));
        assert.deepEqual([decodeURIComponent(username), decodeURIComponent(pathname.slice(1))], [user, database]);
      }),
    );
  });

  it("leave what Kubernetes replaces alone", () => {
    assert.equal(render("redis://:$(REDIS_PASSWORD)@${host}", proxied), "redis://:$(REDIS_PASSWORD)@127.0.0.1");
  });

  it("may be a password and nothing beside it", () => {
    assert.deepEqual(templateFaults("env", { A: "${password}" }, ["host", "password"]), []);
  });

  const faulty: readonly [string, string, readonly string[], string][] = [
    ["an unknown placeholder", "${hots}", ["host"], "holds ${hots}, which nothing fills in"],
    ["an empty placeholder", "${}", ["host"], "holds ${}, which nothing fills in"],
    ["a password among other text", "a:${password}", ["password"], "would hold a password in plain text"],
    ["a password that there is not", "${password}", ["host"], "asks for a password that there is not"],
  ];
  for (const [title, template, known, problem] of faulty)
    it(`are refused with ${title}`, () => {
      const faults = templateFaults("env", { A: template }, known);
      assert.deepEqual(
        faults.map((each) => [each.path, each.value, each.problem]),
        [["env.A", template, problem]],
      );
    });
});
