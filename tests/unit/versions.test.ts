import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

const root = join(__dirname, "..", "..");
const home = "components/shared/versions.ts";

describe("versions", () => {
  it(`of charts, images, add-ons and Kubernetes stand in ${home} only`, () => {
    const strays = ["components", "stacks"].flatMap(sources).flatMap((file) => {
      const versions = literalsOf(parse(file)).filter(({ text }) => namesVersion(text));
      return file === home ? [] : versions.map(({ text, line }) => `${file}:${line} ${text}`);
    });
    assert.deepEqual(strays, []);
  });

  it("are looked for in strings and templates, not in comments", () => {
    const source = ts.createSourceFile("a.ts", '// "1"\nf("2", `3${b["4"]}5`, { "6": /7/ });', ts.ScriptTarget.Latest);
    assert.deepEqual(
      literalsOf(source).map(({ text }) => text),
      ["2", "3", "4", "5", "6"],
    );
  });

  it("carry the date on which they were checked", () => {
    const source = parse(home);
    const undated = source.statements
      .filter((statement) => ts.canHaveModifiers(statement) && ts.isVariableStatement(statement))
      .filter((statement) => ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword))
      .map((statement) => statement.getFullText(source).trim())
      .filter((text) => !isPast(/[Cc]hecked (\d{4}-\d{2}-\d{2})/.exec(text)?.[1]));
    assert.deepEqual(undated, []);
  });

  for (const text of [
    "1.36",
    "v1.36",
    "1.36.2",
    "v1.22.4-eksbuild.3",
    "5.3.1",
    "https://charts.example.com/velero-10.0.1.tgz",
    "quay.io/team/velero:v1.18.0",
    "registry.k8s.io/pause:3",
    "busybox@sha256:0123456789abcdef0123456789abcdef",
    "image: nginx:1.29\nports: []",
    "REGULAR_1.36",
  ]) {
    it(`are recognised in ${JSON.stringify(text)}`, () => assert.equal(namesVersion(text), true));
  }

  for (const [meaning, text] of [
    ["an API version", "apiextensions.k8s.io/v1beta1"],
    ["the version of the IAM policy language", "2012-10-17"],
    ["the API version of an Azure resource", "2024-05-01"],
    ["an address", "10.0.0.1"],
    ["a range of addresses", "169.254.169.254/32"],
    ["a TLS version", "TLSv1.2"],
    ["a fraction", "0.75"],
    ["an address with a port", "http://localhost:4318"],
    ["an example in a message", "a pinned version such as v1.36, or 1.36.2"],
    ["a quantity", "1.5Gi"],
    ["an image whose tag is added later", "quay.io/team/velero"],
    ["an ARN", "arn:aws:iam::123456789012:role/velero"],
  ] as const) {
    it(`are not seen in ${meaning}: ${text}`, () => assert.equal(namesVersion(text), false));
  }
});

/** The minors of this decade: `1.36`. */
const kubernetesMinor = /(^|[^\d.])1\.[34]\d(?![\d.]*\.\d)(?![\dA-Za-z])/;
/** Three numbers; four are an address. */
const release = /(^|[^\d.])\d+\.\d+\.\d+(?!\.?\d)/;
/** A name with a tag that holds a number, or with a digest. */
const image = /(^|[\s"'])[a-z0-9][\w.-]*(:\d+)?(\/[\w.-]+)+:v?\d|[\w.-]+:v?\d+\.\d+|@sha256:[0-9a-f]/;

function namesVersion(text: string): boolean {
  const said = text.replace(/such as .*/s, "");
  return [kubernetesMinor, release, image].some((form) => form.test(said));
}

/** Every text of a file: strings and the fixed parts of templates, but no comment. */
function literalsOf(source: ts.SourceFile): readonly { text: string; line: number }[] {
  const found: { text: string; line: number }[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
      found.push({ text: node.text, line: line + 1 });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function parse(file: string): ts.SourceFile {
  return ts.createSourceFile(file, readFileSync(join(root, file), "utf8"), ts.ScriptTarget.Latest);
}

function sources(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => `${folder}/${file}`);
}

function isPast(date: string | undefined): boolean {
  const time = date === undefined ? NaN : Date.parse(date);
  return time <= Date.now();
}
