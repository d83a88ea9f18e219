import { parseArgs } from "node:util";
import { practices } from "./checks";
import { isNamed } from "./judge";
import { CannotRun } from "../shared/errors";

export const usage = `npm run validate -- [OPTIONS]

Checks a cluster after a deployment, and changes nothing: it only lists. Every check says what it saw, and below what
is wrong the command to type next.

  --namespace a,b    namespaces to check; default: those with the label app.kubernetes.io/managed-by=pulumi
  --require a,b      checks, or what installs them, that must pass; without it, what is not installed is no failure
  --context NAME     context of the kubeconfig; default its current one
  --kubeconfig FILE  default KUBECONFIG, then ~/.kube/config
  --json             the whole result as JSON
  --role             prints the ClusterRole that it needs, as YAML, and ends
  --help

Exit code: 0 nothing failed, 1 something failed, 2 nothing could be judged.
Checks: ${practices.map(({ id, product }) => (product === undefined || product === id ? id : `${id} (${product})`)).join(", ")}
`;

export interface Options {
  readonly namespaces: readonly string[];
  readonly required: readonly string[];
  readonly context: string | undefined;
  /** Empty when none is given. */
  readonly kubeconfig: string;
  readonly json: boolean;
  readonly role: boolean;
  readonly help: boolean;
}

/** Throws CannotRun with the usage. */
export function readOptions(args: readonly string[]): Options {
  const values = parse(args);
  const required = words(values.require);
  const strange = required.filter((name) => !practices.some((practice) => isNamed(practice, [name])));
  if (strange.length > 0) throw new CannotRun(`--require: there is no check ${strange.join(", ")}.\n\n${usage}`);
  return {
    namespaces: words(values.namespace),
    required,
    context: values.context,
    kubeconfig: values.kubeconfig ?? "",
    json: values.json === true,
    role: values.role === true,
    help: values.help === true,
  };
}

const words = (lists: readonly string[] = []): readonly string[] => [
  ...new Set(lists.flatMap((list) => list.split(",").map((each) => each.trim())).filter((each) => each !== "")),
];

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        namespace: { type: "string", short: "n", multiple: true },
        require: { type: "string", multiple: true },
        context: { type: "string" },
        kubeconfig: { type: "string" },
        json: { type: "boolean" },
        role: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    }).values;
  } catch (error) {
    throw new CannotRun(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  }
}
