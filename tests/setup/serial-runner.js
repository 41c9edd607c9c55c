'use strict';

const { default: TestRunner } = require('jest-runner');

/** Jest runs the suites of a runner that says so one after another, once those of other runners are done. */
module.exports = class SerialRunner extends TestRunner {
  get isSerial() {
    return true;
  }
};
