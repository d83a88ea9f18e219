import assert from "node:assert/strict";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import type { Linter } from "eslint";
import { ESLint } from "eslint";
import * as prettier from "prettier";
import ts from "typescript";

const root = join(__dirname, "..", "..");

const formatHost: ts.FormatDiagnosticsHost = {
  getCanonicalFileName: (name) => name,
  getCurrentDirectory: () => root,
  getNewLine: () => "\n",
};

describe("the source tree", () => {
  let program: ts.Program;

  before(() => {
    const { fileNames, options } = compilerOptions();
    program = ts.createProgram(fileNames, options);
  });

  it("compiles without an error", () => {
    const faults = ts.getPreEmitDiagnostics(program);
    assert.equal(faults.length, 0, ts.formatDiagnostics(faults, formatHost));
  });

  it("follows every lint rule", async () => {
    // ESLint takes the types of the program above instead of building it a second time.
    const eslint = lint({ project: false, programs: [program] });
    const results = await eslint.lintFiles(["."]);
    const faults = results.reduce((sum, each) => sum + each.errorCount + each.warningCount, 0);
    const formatter = await eslint.loadFormatter("stylish");
    assert.equal(faults, 0, await formatter.format(results));
  });

  it("is formatted", async () => {
    const unformatted: string[] = [];
    for (const file of await formattable(root)) {
      const options = await prettier.resolveConfig(file);
      const formatted = await prettier.check(readFileSync(file, "utf8"), { ...options, filepath: file });
      if (!formatted) unformatted.push(relative(root, file));
    }
    assert.deepEqual(unformatted, [], "run `npx prettier --write .`");
  });
});

/** The rooms of the house and whom each may import; files of one room may always import each other. */
const mayImport = {
  "components/shared": [],
  component: ["components/shared"],
  "components/index": ["components/shared", "component"],
  stacks: ["components/index"],
  "policies/shared": [],
  pack: ["policies/shared"],
  offline: [],
  operations: [],
  tests: [
    "components/shared",
    "component",
    "components/index",
    "stacks",
    "policies/shared",
    "pack",
    "offline",
    "operations",
  ],
} as const;

type Kind = keyof typeof mayImport;

interface Room {
  readonly kind: Kind;
  /** A file in it that imports. */
  readonly file: string;
  /** A file in it that can be imported. */
  readonly target: string;
}

const rooms: readonly Room[] = [
  room("components/shared", "components/shared"),
  room("component", "components/one"),
  room("component", "components/two"),
  { kind: "components/index", file: "components/index.ts", target: "components/index.ts" },
  room("stacks", "stacks"),
  room("policies/shared", "policies/shared"),
  room("pack", "policies/one"),
  room("pack", "policies/two"),
  room("offline", "offline"),
  room("operations", "operations"),
  room("tests", "tests"),
];

function room(kind: Kind, folder: string): Room {
  return { kind, file: `${folder}/new.ts`, target: `${folder}/there.ts` };
}

const house = buildHouse();
after(() => rmSync(house, { recursive: true }));

describe("the walls between the folders", () => {
  for (const [kind, allowed] of Object.entries(mayImport)) {
    it(`${kind} imports ${allowed.length === 0 ? "no other room" : allowed.join(", ")}`, async () => {
      const importer = rooms.find((each) => each.kind === kind) ?? assert.fail(`there is no ${kind}`);
      const others = rooms.filter((each) => each !== importer);
      const code = others.map(({ target }) => `import "${specifier(importer.file, target)}";`).join("\n");

      const faults = await faultsOf(importer.file, code, ["boundaries/dependencies"]);

      const forbidden = others.filter((other) => !allowed.some((each: string) => each === other.kind));
      assert.deepEqual(
        faults.map(({ line }) => others[line - 1]?.target),
        forbidden.map(({ target }) => target),
      );
    });
  }

  for (const code of [
    'import type { A } from "TARGET";',
    'import { type A } from "TARGET";',
    'export * from "TARGET";',
    'export type { A } from "TARGET";',
    'const a = require("TARGET");',
    'const a = import("TARGET");',
    'type A = typeof import("TARGET");',
  ]) {
    it(`hold against ${code}`, async () => {
      const [component, sibling] = rooms.filter(({ kind }) => kind === "component");
      assert.ok(component !== undefined && sibling !== undefined);
      const path = specifier(component.file, sibling.target);
      const faults = await faultsOf(component.file, code.replace("TARGET", path), ["boundaries/dependencies"]);
      assert.equal(faults.length, 1);
    });
  }

  it("know every folder that holds code", async () => {
    const faults = await faultsOf("elsewhere/new.ts", "", ["boundaries/no-unknown-files"]);
    assert.equal(faults.length, 1);
  });
});

describe("the walls around the SDKs", () => {
  const value = (sdk: string): string => `import * as sdk from "@pulumi/${sdk}";`;
  const type = (sdk: string): string => `import type * as sdk from "@pulumi/${sdk}";`;

  const allowed: readonly [string, string][] = [
    ["components/any/eks.ts", value("aws")],
    ["components/any/aks/identity.ts", value("azure-native/authorization")],
    ["components/any/gke-network.ts", value("gcp")],
    ["components/any/contract.ts", type("gcp")],
    ["components/any/any.ts", value("kubernetes")],
    ["components/any/manifests.ts", type("kubernetes")],
    ["components/any/validate.ts", value("pulumi")],
    ["stacks/clusters/eks.ts", value("eks")],
    ["policies/any/policy.ts", value("policy")],
  ];
  for (const [file, code] of allowed) {
    it(`let ${file} say ${code}`, async () => {
      assert.deepEqual(await faultsOf(file, code, ["boundaries/dependencies"]), []);
    });
  }

  const forbidden: readonly [string, string][] = [
    ["components/any/any.ts", value("aws")],
    ["components/any/contract.ts", value("azure-native/authorization")],
    ["components/any/clouds.ts", value("gcp")],
    ["components/any/validate.ts", value("kubernetes")],
    ["components/any/manifests.ts", value("kubernetes")],
    ["components/any/defaults.ts", value("kubernetes")],
    ["components/index.ts", 'export * from "@pulumi/aws";'],
    ["stacks/index.ts", value("eks")],
    ["stacks/settings/eks.ts", value("aws")],
    ["policies/any/policy.ts", value("kubernetes")],
    ["policies/shared/walker.ts", type("kubernetes")],
  ];
  for (const [file, code] of forbidden) {
    it(`do not let ${file} say ${code}`, async () => {
      assert.equal((await faultsOf(file, code, ["boundaries/dependencies"])).length, 1);
    });
  }
});

describe("the lint rules", () => {
  const forbidden: readonly [string, string, string, string][] = [
    ["any", "stacks/new.ts", "export const a: any = 1;", "@typescript-eslint/no-explicit-any"],
    ["as", "stacks/new.ts", "export const a = {} as { b: 1 };", "@typescript-eslint/consistent-type-assertions"],
    ["!", "stacks/new.ts", "export const a = [1][0]!;", "@typescript-eslint/no-non-null-assertion"],
    ["@ts-expect-error", "stacks/new.ts", "// @ts-expect-error: why", "@typescript-eslint/ban-ts-comment"],
    ["require()", "stacks/new.ts", 'export const a: 1 = require("a");', "@typescript-eslint/no-require-imports"],
    [
      "a value import of a type",
      "stacks/new.ts",
      'import { A } from "a"; let a: A;',
      "@typescript-eslint/consistent-type-imports",
    ],
    ["301 lines", "stacks/new.ts", "\n".repeat(301), "max-lines"],
    ["a function of 61 lines", "stacks/new.ts", functionOf(61), "max-lines-per-function"],
  ];
  for (const [name, file, code, rule] of forbidden) {
    it(`forbid ${name}`, async () => {
      const faults = await faultsOf(file, code, [rule]);
      assert.deepEqual([...new Set(faults.map((each) => each.ruleId))], [rule]);
    });
  }

  const allowed: readonly [string, string, string, string][] = [
    ["as const", "stacks/new.ts", "export const a = [1] as const;", "@typescript-eslint/consistent-type-assertions"],
    ["require() in clouds.ts", "stacks/clouds.ts", 'require("a");', "@typescript-eslint/no-require-imports"],
    ["300 lines", "stacks/new.ts", "\n".repeat(300), "max-lines"],
    ["a function of 60 lines", "stacks/new.ts", functionOf(60), "max-lines-per-function"],
  ];
  for (const [name, file, code, rule] of allowed) {
    it(`allow ${name}`, async () => {
      assert.deepEqual(await faultsOf(file, code, [rule]), []);
    });
  }

  it("cannot be switched off by a comment", async () => {
    const code = "/* eslint-disable */\nexport const a: any = 1; // eslint-disable-line\n";
    const faults = await faultsOf("stacks/new.ts", code, ["@typescript-eslint/no-explicit-any"]);
    assert.deepEqual(
      faults.map(({ line, ruleId }) => [line, ruleId]),
      [
        [1, null],
        [2, "@typescript-eslint/no-explicit-any"],
        [2, null],
      ],
    );
  });

  for (const rule of [
    "no-floating-promises",
    "no-unsafe-assignment",
    "no-unsafe-call",
    "switch-exhaustiveness-check",
  ]) {
    it(`include ${rule}, which reads types`, async () => {
      const config: unknown = await lint({}).calculateConfigForFile(join(root, "components/index.ts"));
      assert.ok(typeof config === "object" && config !== null && "rules" in config);
      const severities = Object.entries(config.rules ?? {}).map(([name, [severity]]) => [name, severity]);
      assert.deepEqual(
        severities
          .filter(([name]) => name === `@typescript-eslint/${rule}`)
          .flat()
          .at(-1),
        2,
      );
    });
  }
});

function compilerOptions(): ts.ParsedCommandLine {
  const { config, error } = ts.readConfigFile(join(root, "tsconfig.json"), (path) => ts.sys.readFile(path));
  assert.equal(error, undefined);
  return ts.parseJsonConfigFileContent(config, ts.sys, root);
}

/** ESLint with the project's rules; only those named in `rules`, when given. */
function lint(parserOptions: object, rules?: readonly string[], cwd = root): ESLint {
  return new ESLint({
    cwd,
    overrideConfig: { files: ["**/*.ts"], languageOptions: { parserOptions } },
    ...(rules === undefined ? {} : { ruleFilter: ({ ruleId }: { ruleId: string }) => rules.includes(ruleId) }),
  });
}

/** What the rules say about a file that does not exist; rules that read types cannot judge it. */
async function faultsOf(file: string, code: string, rules: readonly string[]): Promise<readonly Linter.LintMessage[]> {
  const results = await lint({ project: false }, rules, house).lintText(code, { filePath: join(house, file) });
  return results.flatMap(({ messages }) => messages);
}

function functionOf(lines: number): string {
  return `export function f(): void {${"\n  f();".repeat(lines - 2)}\n}`;
}

/** A house with one file in each room, and the project's rules: the walls hold before every room is furnished. */
function buildHouse(): string {
  const house = mkdtempSync(join(tmpdir(), "kbp-house-"));
  for (const { target } of rooms) {
    mkdirSync(dirname(join(house, target)), { recursive: true });
    writeFileSync(join(house, target), "export {};\n");
  }
  for (const file of ["eslint.config.mjs", "tsconfig.json", "package.json"])
    copyFileSync(join(root, file), join(house, file));
  symlinkSync(join(root, "node_modules"), join(house, "node_modules"));
  return house;
}

function specifier(from: string, to: string): string {
  const path = relative(dirname(from), to).replace(/\.ts$/, "");
  return path.startsWith(".") ? path : `./${path}`;
}

/** Files that Prettier knows and no ignore file names. */
async function formattable(folder: string): Promise<string[]> {
  const ignorePath = [join(root, ".gitignore"), join(root, ".prettierignore")];
  const found: string[] = [];
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    const { ignored, inferredParser } = await prettier.getFileInfo(path, { ignorePath });
    if (ignored || entry.name === ".git") continue;
    if (entry.isDirectory()) found.push(...(await formattable(path)));
    else if (inferredParser !== null) found.push(path);
  }
  return found;
}
