import type { BackupHook, Cloud, DatabaseServerOf, ServerOf } from "../components";

/** What is run in pods of the stack before their volumes are snapshotted. */
export function backupHooks<C extends Cloud>(server: ServerOf<C> | undefined): readonly BackupHook[] {
  return server === undefined || !isInCluster<C>(server) ? [] : [checkpoint(server)];
}

function isInCluster<C extends Cloud>(server: ServerOf<C>): server is DatabaseServerOf<"in-cluster"> {
  return server.kind === "in-cluster";
}

/**
 * One volume holds all that PostgreSQL writes, so that a snapshot of it is what a crash would leave, from which it
 * recovers by itself; after a checkpoint there is next to nothing to recover. Through the socket the administrator
 * needs no password.
 */
const checkpoint = ({ facts: { namespace, podLabels } }: DatabaseServerOf<"in-cluster">): BackupHook => ({
  name: "postgresql-checkpoint",
  namespace,
  podLabels,
  container: "postgresql",
  before: ["psql", "--no-psqlrc", "--username=postgres", "--command=CHECKPOINT"],
});
