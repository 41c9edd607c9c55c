'use strict';

// One Strapi of a benchmark, in a process of its own. The parent says what to do and when, so that
// variants take turns.
const path = require('node:path');
const { createStrapi } = require('@strapi/strapi');
const { claimCommands } = require('./instance/claims.cjs');
const { processCommands } = require('./instance/process.cjs');
const { queueCommands } = require('./instance/queue.cjs');
const { webhookCommands } = require('./instance/webhooks.cjs');
const { createArticleData, writeCommands } = require('./instance/writes.cjs');
const { serve } = require('./lib/calls.cjs');

const APP_DIR = path.resolve(__dirname, '../tests/fixtures/strapi-app');

async function main() {
  const app = await createStrapi({
    appDir: APP_DIR,
    distDir: APP_DIR,
    autoReload: false,
    serveAdminPanel: false,
  }).load();
  const article = await createArticleData(app);
  const profiler = processCommands();

  serve({
    ...profiler,
    ...webhookCommands(app),
    ...writeCommands(app, article),
    ...queueCommands(app, article),
    ...claimCommands(app),
    stop: async () => {
      await profiler.saveProfile();
      await app.destroy();
    },
  });
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
