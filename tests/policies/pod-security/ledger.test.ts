import assert from "node:assert/strict";
import fc from "fast-check";
import {
  exampleAnnotations,
  exampleNamespace,
  examplePod,
  type Parts,
} from "../../../policies/pod-security/example-pods";
import { judgePod } from "../../../policies/pod-security/judge";
import { exemptionAnnotations } from "../../../policies/pod-security/labels";
import { levels, newestVersion } from "../../../policies/pod-security/standards";
import { KubernetesObject } from "../../../policies/shared/objects";
import { later } from "../../support/policies";
import { agent, ledger, levelsOf, privileged, refused, type Config } from "./programs";

describe("the ledger of exemptions", () => {
  const cases: readonly [title: string, objects: object[], config: Config, expected: string[]][] = [
    [
      "holds every workload to restricted where the namespace is lowered without an entry",
      [exampleNamespace("privileged"), agent],
      {},
      ["exemption-ledger", "host-namespaces", "privileged-containers"],
    ],
    [
      "spares all workloads of a namespace whose annotations are an entry",
      [
        exampleNamespace("privileged", "latest", exampleAnnotations),
        agent,
        examplePod({ context: { capabilities: null } }),
      ],
      {},
      [],
    ],
    [
      "holds the others to restricted where an entry names some",
      [exampleNamespace("privileged"), agent, examplePod({ context: { capabilities: null } })],
      ledger({ level: "privileged", pods: "ag*t" }),
      ["capabilities-restricted"],
    ],
    [
      "spares from the named controls alone",
      [exampleNamespace("privileged"), agent],
      ledger({ level: "privileged", controls: ["host-namespaces"] }),
      ["privileged-containers"],
    ],
    [
      "holds to baseline where an entry says baseline",
      [exampleNamespace("privileged"), agent, examplePod({ context: { capabilities: null } })],
      ledger({ level: "baseline" }, { level: "privileged", controls: ["host-namespaces"] }),
      ["privileged-containers"],
    ],
    [
      "takes the weakest of the entries that cover a workload",
      [exampleNamespace("privileged"), agent],
      ledger({ level: "baseline" }, { level: "privileged", pods: "agent" }),
      ["needless-exemptions"],
    ],
    [
      "lets the control of baseline speak where the one that overrides it is silenced",
      [exampleNamespace("baseline"), examplePod({ context: { capabilities: { add: ["SYS_ADMIN"] } } })],
      ledger({ controls: ["capabilities-restricted"] }),
      ["capabilities-baseline"],
    ],
    [
      "never spares from what the namespace enforces",
      [exampleNamespace("baseline"), agent],
      ledger({ level: "privileged" }),
      ["needless-exemptions", "host-namespaces", "privileged-containers"],
    ],
    [
      "does not matter where restricted is enforced",
      [exampleNamespace("restricted"), agent],
      ledger({ level: "privileged" }),
      ["needless-exemptions", "host-namespaces", "privileged-containers"],
    ],
    [
      "speaks of a namespace that the program does not make",
      [agent],
      ledger({ level: "privileged", pods: "agent" }),
      [],
    ],
    [
      "says nothing of another namespace",
      [agent],
      ledger({ level: "privileged", namespace: "other" }),
      ["host-namespaces", "privileged-containers"],
    ],
    [
      "is not needed where the settings require less",
      [exampleNamespace("baseline"), examplePod({ context: { capabilities: null } })],
      levelsOf({ default: "baseline" }),
      [],
    ],
    [
      "does not read annotations when told so",
      [exampleNamespace("privileged", "latest", exampleAnnotations), agent],
      { "exemption-ledger": { annotations: false } },
      ["exemption-ledger", "host-namespaces", "privileged-containers"],
    ],
    [
      "matches names as a whole, and nothing but * in them",
      [exampleNamespace("privileged"), agent],
      ledger(
        { level: "privileged", pods: "age" },
        { level: "privileged", pods: "gent" },
        { level: "privileged", pods: "age.t" },
        { level: "privileged", pods: "*" },
      ),
      ["needless-exemptions", "needless-exemptions", "needless-exemptions"],
    ],
  ];
  for (const [title, objects, config, expected] of cases) {
    it(title, () => assert.deepEqual(refused(objects, config), expected));
  }

  it("counts an exemption through its last day, in UTC", () => {
    const objects = [exampleNamespace("privileged"), agent];
    const on = (time: string): string[] =>
      refused(objects, ledger({ level: "privileged", expires: "2027-03-31" }), new Date(time));
    assert.deepEqual(on("2027-03-31T23:59:59Z"), []);
    assert.deepEqual(on("2027-04-01T00:00:00Z"), ["exemption-entries"]);
  });

  it("takes only days that the calendar has", () => {
    for (const expires of ["2999-02-29", "2999-13-01", "2999-1-01", "31.12.2999", "2999-12-31T00:00:00Z", ""]) {
      assert.deepEqual(refused([], ledger({ expires })), ["exemption-entries"], expires);
    }
    assert.deepEqual(refused([], ledger({ expires: "2996-02-29" })), []);
  });

  it("judges no annotation that is known only after the update", () => {
    const unknown = { ...exampleAnnotations, [exemptionAnnotations.expires]: later };
    assert.deepEqual(refused([exampleNamespace("privileged", "latest", unknown), agent]), []);
    assert.deepEqual(refused([exampleNamespace("privileged", "latest", later as never), agent]), []);
  });

  it("cannot tell that an exemption is needless beside a value that is known only after the update", () => {
    const hidden = examplePod({ context: { privileged: later } });
    assert.deepEqual(refused([exampleNamespace("privileged", "latest", exampleAnnotations), hidden]), []);
  });

  it("never lets pass what the API server refuses", () => {
    const parts = fc.constantFrom<Parts>(
      {},
      privileged,
      { spec: { hostPID: true } },
      { context: { capabilities: null } },
    );
    const entry = fc.record(
      {
        level: fc.constantFrom("privileged", "baseline"),
        pods: fc.constantFrom("*", "web", "other"),
        controls: fc.subarray(["privileged-containers", "host-namespaces", "capabilities-restricted"]),
      },
      { requiredKeys: ["level"] },
    );
    fc.assert(
      fc.property(
        parts,
        fc.constantFrom(...levels),
        fc.array(entry, { maxLength: 3 }),
        fc.boolean(),
        (over, level, entries, annotated) => {
          const pod = examplePod(over);
          const verdicts = judgePod(level, newestVersion, { object: KubernetesObject.of(pod), path: [] });
          const enforced = [...verdicts].filter(([, faults]) => faults.length > 0).map(([name]) => name);
          const own = exampleNamespace(level, "latest", annotated ? exampleAnnotations : {});
          const told = refused([own, pod], ledger(...entries));
          assert.deepEqual(
            enforced.filter((name) => !told.includes(name)),
            [],
          );
        },
      ),
    );
  });

  it("says no more than the namespace enforces where every entry is for that level", () => {
    const parts = fc.constantFrom<Parts>(
      {},
      privileged,
      { spec: { hostPID: true } },
      { context: { capabilities: null } },
    );
    fc.assert(
      fc.property(parts, fc.constantFrom(...levels), (over, level) => {
        const pod = examplePod(over);
        const verdicts = judgePod(level, newestVersion, { object: KubernetesObject.of(pod), path: [] });
        const enforced = [...verdicts].flatMap(([name, faults]) => faults.map(() => name));
        const told = refused([exampleNamespace(level, "latest", exampleAnnotations), pod]);
        assert.deepEqual(
          told.filter((name) => name !== "needless-exemptions"),
          enforced,
        );
      }),
    );
  });
});
