"use strict";
/**
 * Entry of the program: compiles `index.ts` and all that it imports in one pass, and runs it. A loader, which compiles
 * file by file and looks at every file of the SDKs too, takes three times as long.
 */
const { buildSync } = require("esbuild");
const { SourceMap } = require("node:module");
const { join } = require("node:path");

const file = join(__dirname, "program.js");
const [map, program] = buildSync({
  entryPoints: [join(__dirname, "index.ts")],
  outfile: file,
  bundle: true,
  packages: "external",
  platform: "node",
  sourcemap: "external",
  write: false,
}).outputFiles.map(({ text }) => text);

// The SDK takes a stack trace of every resource, and has a hook that looks for a source map of each file of each trace:
// a seventh of the program's time, for places in the SDK itself.
Error.prepareStackTrace = undefined;

try {
  module._compile(program, file);
  const stack = module.exports;
  module.exports = stack();
} catch (error) {
  error.stack = inSources(error.stack);
  throw error;
}

/** A stack trace whose places are those in the TypeScript files. */
function inSources(stack) {
  const sources = new SourceMap(JSON.parse(map));
  return stack.replaceAll(/([^\s(]+program\.js):(\d+):(\d+)/g, (_place, path, line, column) => {
    const { fileName, lineNumber, columnNumber } = sources.findOrigin(Number(line), Number(column));
    return `${join(path, "..", fileName)}:${lineNumber}:${columnNumber}`;
  });
}
