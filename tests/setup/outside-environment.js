'use strict';

const { TestEnvironment } = require('jest-environment-node');

/**
 * Node's own globals that what is loaded outside of the sandbox (outside-runtime.js) shares with the tests:
 * the clock, and the environment, which is put back as it was once the suite has run.
 */
module.exports = class OutsideEnvironment extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    this.before = { ...process.env };
    this.global.Date = Date;
    this.global.process.env = process.env;
  }

  async teardown() {
    await super.teardown();
    for (const name of Object.keys(process.env)) {
      if (!(name in this.before)) delete process.env[name];
    }
    Object.assign(process.env, this.before);
  }
};

/** `strapi.destroy()` removes every listener of the process; jest's own are what its worker lives by. */
const own = new Set(process.eventNames().flatMap((event) => process.rawListeners(event)));
const { removeAllListeners } = process;
process.removeAllListeners = (...events) => {
  if (events.length > 0) return removeAllListeners.apply(process, events);
  for (const event of process.eventNames()) {
    for (const listener of process.rawListeners(event)) {
      if (!own.has(listener)) process.off(event, listener);
    }
  }
  return process;
};
