'use strict';

/** A user may what a test says (`providerOptions.permissions`), and nothing else. */
exports.fixtures = { permissions: { app: {}, allPermissions: [] } };
