import assert from "node:assert/strict";
import type { PreviewSummary } from "../../../offline/report/summary";
import { asMarkdown, asText } from "../../../offline/report/text";

const good: PreviewSummary = {
  stack: "eks",
  ok: true,
  seconds: 4.26,
  changes: { create: 57 },
  components: [
    { type: "BackupSuite", name: "backup", resources: { aws: 2, kubernetes: 10 } },
    { type: "directly in the stack", name: "", resources: { providers: 3 } },
  ],
  packs: { pods: "v1.0.0", network: "v1.0.0" },
  violations: [],
  notJudged: { charts: [], withUnknowns: [], byPacks: [] },
  errors: [],
  warnings: [],
};
const bad: PreviewSummary = {
  ...good,
  ok: false,
  violations: [
    {
      pack: "pods",
      policy: "no-root",
      level: "mandatory",
      urn: "urn:pulumi:eks::shop::kubernetes:core/v1:Pod::web",
      message: "runs as root\nset runAsNonRoot",
    },
    { pack: "network", policy: "deny", level: "advisory", urn: undefined, message: "no policy" },
  ],
  notJudged: {
    charts: ["velero (velero 12.1.0)"],
    withUnknowns: ["aws:ec2/subnet:Subnet a", "aws:ec2/subnet:Subnet b"],
    byPacks: [{ pack: "quotas", message: "The program leaves 2 things unjudged:\n- a\n- b" }],
  },
  errors: ["main: quota exceeded\nask for more"],
  warnings: ["old version\nof aws"],
};
const lines = (text: string): string[] => text.split("\n");

describe("the text of a preview", () => {
  it("is one line of result and one per component, in columns", () => {
    assert.deepEqual(lines(asText(good)), [
      "✔ eks: 57 to create, pods, network: 0 mandatory and 0 advisory violations, 4.3 s",
      "    BackupSuite backup       12  aws 2, kubernetes 10",
      "    directly in the stack     3  providers 3",
    ]);
  });

  it("tells violations, what was not judged, warnings and errors, with further lines below the first", () => {
    assert.deepEqual(lines(asText(bad)), [
      "✘ eks: 57 to create, pods, network: 1 mandatory and 1 advisory violations, 4.3 s",
      "    BackupSuite backup       12  aws 2, kubernetes 10",
      "    directly in the stack     3  providers 3",
      "  mandatory pods/no-root at web: runs as root",
      "      set runAsNonRoot",
      "  advisory network/deny: no policy",
      "  not judged: 1 charts not rendered: velero (velero 12.1.0); `npm run charts` fetches them",
      "  not judged: 2 resources have values that are known only after `up`",
      "  not judged: by quotas: The program leaves 2 things unjudged:",
      "      - a",
      "      - b",
      "  warning: old version",
      "      of aws",
      "  error: main: quota exceeded",
      "      ask for more",
    ]);
  });

  it("says that no pack judged and that nothing changes", () => {
    assert.deepEqual(lines(asText({ ...good, packs: {}, changes: {}, components: [] })), [
      "✔ eks: no resources, no policy pack, 4.3 s",
    ]);
  });

  it("tells every kind of change", () => {
    assert.match(asText({ ...good, changes: { create: 1, replace: 2 } }), /^✔ eks: 1 to create, 2 to replace, /);
  });
});

describe("the page of previews", () => {
  it("has a section per stack and a table of its components", () => {
    assert.deepEqual(lines(asMarkdown([good])), [
      "## Preview",
      "",
      "### ✅ eks",
      "",
      "57 to create; pods, network: 0 mandatory and 0 advisory violations; 4.3 s.",
      "",
      "<details><summary>Resources by component</summary>",
      "",
      "| component | resources | of |",
      "|---|---|---|",
      "| BackupSuite backup | 12 | aws 2, kubernetes 10 |",
      "| directly in the stack | 3 | providers 3 |",
      "",
      "</details>",
      "",
      "Previewed on the real engine without a cloud account.",
    ]);
  });

  it("has errors in a block, then violations, warnings and what was not judged as lists", () => {
    assert.deepEqual(lines(asMarkdown([{ ...bad, components: [] }])).slice(2, -1), [
      "### ❌ eks",
      "",
      "57 to create; pods, network: 1 mandatory and 1 advisory violations; 4.3 s.",
      "",
      "```",
      "main: quota exceeded",
      "ask for more",
      "```",
      "",
      "- **mandatory** `pods/no-root` at web: runs as root",
      "      set runAsNonRoot",
      "- **advisory** `network/deny`: no policy",
      "",
      "- warning: old version",
      "      of aws",
      "",
      "- not judged: 1 charts not rendered: velero (velero 12.1.0); `npm run charts` fetches them",
      "- not judged: 2 resources have values that are known only after `up`",
      "- not judged: by quotas: The program leaves 2 things unjudged:",
      "      - a",
      "      - b",
      "",
    ]);
  });

  it("keeps the order of the stacks", () => {
    const headings = lines(asMarkdown([{ ...good, stack: "gke" }, bad])).filter((line) => line.startsWith("### "));
    assert.deepEqual(headings, ["### ✅ gke", "### ❌ eks"]);
  });
});
