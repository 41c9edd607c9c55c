'use strict';

const { default: Runtime } = require('jest-runtime');

/** Strapi, and what it and the plugin share with the tests by way of globals. */
const OUTSIDE = /^@(strapi|opentelemetry)\//;

/**
 * Loads Strapi as Node does, once per worker, and with it the built plugin; only what else a test requires
 * goes into the sandbox that jest makes for each suite. To load it anew for each takes longer than most of
 * them do.
 */
module.exports = class OutsideRuntime extends Runtime {
  requireModuleOrMock(from, name) {
    return OUTSIDE.test(name) ? require(name) : super.requireModuleOrMock(from, name);
  }
};
