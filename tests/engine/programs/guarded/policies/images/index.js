"use strict";

// @pulumi/policy takes the pack's version from the package.json of the working folder, which is the program's.
process.chdir(__dirname);
// The runner of packs would check the types of every file on every run; the project's own check does it once.
delete require.extensions[".ts"];
require("esbuild-register");
require("./pack.ts");
