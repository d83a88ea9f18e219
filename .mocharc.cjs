"use strict";

module.exports = {
  require: ["esbuild-register"],
  extension: ["ts"],
  // Ends what hangs. It is no bound of speed: beside other work a machine takes several times as long.
  timeout: 300_000,
  reporter: "spec",
};
