"use strict";

const { reporters, Runner } = require("mocha");

/** Mocha's spec reporter, closed by one line that counts: `N passed, N failed`. */
module.exports = class extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    runner.once(Runner.constants.EVENT_RUN_END, () => {
      const { passes = 0, failures = 0, pending = 0 } = this.stats ?? {};
      const skipped = pending === 0 ? "" : `, ${pending} skipped`;
      process.stdout.write(`${passes} passed, ${failures} failed${skipped}\n`);
    });
  }
};
