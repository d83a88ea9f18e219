import { ApiError } from "../../kubernetes/connection";

/** What the API server said no to. */
export type Write = "create" | "update";

/** The API server's refusal for people, with the cure where there is a usual one. `subject` names the object. */
export function refusal(write: Write, subject: string, error: unknown): Error {
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof ApiError)) return new Error(`${subject}: ${message}`);
  if (error.reason === "AlreadyExists") return new Error(exists(subject));
  if (error.reason === "Conflict" && isOwned(message)) return new Error(conflict(subject, message));
  return new Error(`the API server refused to ${write} ${subject}: ${message}`);
}

/** Whether a conflict is one over the ownership of fields, which no further try resolves. */
export function isOwned(message: string): boolean {
  return message.startsWith("Apply failed");
}

function exists(subject: string): string {
  return [
    `${subject} exists already, and is not in the state. Choose:`,
    "  take it over on every create: upsertExistingObjects of the provider",
    "  bring it into the state: `pulumi import`, or the option `import`",
    "  set only some fields of it: a Patch resource, such as NamespacePatch",
    "  it had another name in the program: the option `aliases`",
  ].join("\n");
}

/** @param message of server-side apply: which fields are in whose hands. */
function conflict(subject: string, message: string): string {
  const owned = [...message.matchAll(/conflicts? with "([^"]*)"[^:]*:((?:(?!conflicts? with ")[\s\S])*)/g)];
  const lines = owned.flatMap(([, manager = "", fields = ""]) =>
    [...fields.matchAll(/\.\S+/g)].map(([field]) => `  ${field} is owned by ${manager}`),
  );
  return [
    `${subject}: the program sets fields that another manager owns, to other values:`,
    ...(lines.length === 0 ? [`  ${message}`] : lines),
    "Cure: take them out of the program, or take them over: enablePatchForce of the provider, or on this object the",
    'annotation pulumi.com/patchForce: "true".',
  ].join("\n");
}

/**
 * Whether a refusal of a dry run says nothing of the update: what it misses may be made before, what is in the way
 * may be deleted before.
 */
export function isInconclusive(write: Write, error: unknown): boolean {
  if (!(error instanceof ApiError)) return false;
  const { code, reason, message } = error;
  if (code === 404 || reason === "AlreadyExists" || /not found|no PriorityClass/i.test(message)) return true;
  if (/does not support dry run/i.test(message)) return true;
  return write === "create" && reason === "Invalid" && /immutable|updates to \S+ spec for fields/i.test(message);
}
