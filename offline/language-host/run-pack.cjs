"use strict";

/**
 * Runs a policy pack of plain JavaScript. The SDK's own command always loads the TypeScript compiler first, which is a
 * third of what it takes to start a pack.
 * Arguments: the folder of the SDK's command, the engine's address, the folder of the pack.
 */
const { join } = require("node:path");
const [command, , pack] = process.argv.slice(2);

process.on("uncaughtException", fail);
process.on("unhandledRejection", fail);

require(join(command, "run")).run({
  argv: { _: [pack] },
  programStarted() {},
  reportLoggedError() {},
  typeScript: false,
});

function fail(error) {
  console.error(error instanceof Error ? (error.stack ?? error.message) : error);
  process.exit(1);
}
