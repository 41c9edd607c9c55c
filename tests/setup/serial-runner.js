'use strict';

const { default: TestRunner } = require('jest-runner');

/**
 * Runs its suites one after another, each in a worker of its own; jest runs them once those of other runners
 * are done. (Jest's own `isSerial` would run them in jest's process, and as a getter it is not seen: the
 * class it comes from has a field of that name.)
 */
module.exports = class SerialRunner extends TestRunner {
  async runTests(tests, watcher, options) {
    for (const test of tests) await super.runTests([test], watcher, options);
  }
};
