'use strict';

// A Strapi in a process of its own, told what to do over IPC: { id, command, args } is answered with
// { id, result } or { id, error }. Plain JavaScript, so that it starts without a compiler.
const path = require('node:path');
const { setFlagsFromString } = require('node:v8');
const { runInNewContext } = require('node:vm');
const { createStrapi } = require('@strapi/strapi');

const APP_DIR = path.resolve(__dirname, '../fixtures/strapi-app');
const NOTE = 'api::note.note';

/** Of the writer, which ends between two writes. */
let stopping = false;
let writing;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');

async function main() {
  const threads = countThreads();
  const app = await createStrapi({
    appDir: APP_DIR,
    distDir: APP_DIR,
    autoReload: false,
    serveAdminPanel: false,
  }).load();
  markStrapisOwn(app.db);
  const webhooks = app.plugin('lifecycle-webhooks')?.service('webhooks');
  const deliveries = app.plugin('lifecycle-webhooks')?.service('deliveries');

  let mostRss = 0;
  const sampling = setInterval(() => {
    mostRss = Math.max(mostRss, process.memoryUsage.rss());
  }, 20);
  sampling.unref();

  const commands = {
    createWebhook: (data) => webhooks.create(data),
    updateWebhook: ({ id, data }) => webhooks.update(id, data),
    deleteWebhook: ({ id }) => webhooks.delete(id),
    backfill: ({ id, options }) => webhooks.backfill(id, options),
    replay: (options) => deliveries.replay(options),
    findReplay: ({ id }) => deliveries.findReplay(id),
    findBackfill: ({ id }) => webhooks.findBackfill(id),
    createNote: ({ text }) => app.documents(NOTE).create({ data: { text } }),
    /** On the connection that Strapi uses. */
    sql: ({ sql }) => app.db.connection.raw(sql),
    /** Writes without end, and says before and after each change what it is about to do. */
    writeNotes: (options) => (writing = writeNotes(app, options)),
    /** Bytes in use now that what was garbage is gone, and the most the process had since it was last asked. */
    memory: () => {
      const peakRss = Math.max(mostRss, process.memoryUsage.rss());
      collectGarbage();
      mostRss = 0;
      return { heapUsed: process.memoryUsage().heapUsed, peakRss };
    },
    /**
     * Destroys Strapi, which then hears no message any more, and says how long that took, what beside the
     * pipes to the parent keeps the process alive, and how many threads were begun and run still; a socket
     * closes a moment later.
     */
    destroy: async () => {
      const startedAt = Date.now();
      await app.destroy();
      const tookMs = Date.now() - startedAt;
      const left = () => process.getActiveResourcesInfo().filter((name) => name !== 'PipeWrap');
      do await new Promise((resolve) => setImmediate(resolve));
      while (left().length > 0 && Date.now() < startedAt + tookMs + 2_000);
      return { tookMs, left: left(), threads };
    },
    stop: async () => {
      stopping = true;
      await writing;
      await app.destroy();
    },
  };

  process.on('message', async ({ id, command, args }) => {
    try {
      const result = await commands[command](args ?? {});
      process.send({ id, result });
    } catch (error) {
      process.send({ id, error: error.stack });
    }
    if (command === 'stop') process.exit(0);
  });
  process.send({ ready: true });
}

/** Threads of JavaScript: they need not keep the process alive, so it does not tell of them. */
function countThreads() {
  const threads = { begun: 0, running: 0 };
  process.on('worker', (worker) => {
    threads.begun += 1;
    threads.running += 1;
    worker.once('exit', () => (threads.running -= 1));
  });
  return threads;
}

/**
 * A mix of every kind of write that has a transaction of its own, one after another: creates,
 * published creates, updates, direct writes, deletes, and transactions that roll back. Each note
 * carries its number, by which it is found again. A tolerant writer goes on after a write that failed.
 */
async function writeNotes(app, { from, tolerant = false, pauseMs = 1 }) {
  for (let number = from; !stopping; number += 1) {
    try {
      await writeNote(app, number);
      process.send({ written: number });
    } catch (error) {
      // The database may have gone for a moment; whether the write is there is seen in the end.
      if (!tolerant) throw error;
    }
    // SQLite's driver is synchronous: without a pause the event loop never reaches the network.
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

async function writeNote(app, number) {
  const notes = app.documents(NOTE);
  const text = `note ${number}`;
  const kind = number % 6;
  if (kind === 0) await notes.create({ data: { text } });
  if (kind === 1) await notes.create({ data: { text }, status: 'published' });
  if (kind === 2) await app.db.query(NOTE).create({ data: { text, publishedAt: null } });
  if (kind === 3) {
    const { documentId } = await notes.create({ data: { text: `${text} draft` } });
    await notes.update({ documentId, data: { text } });
  }
  if (kind === 4) {
    const { documentId } = await notes.create({ data: { text } });
    const { entries } = await notes.delete({ documentId });
    // What is gone leaves no row to be held against the receiver's list. It may never have been there:
    // a COMMIT whose connection ends looks to Strapi like one that succeeded (knex 3.0.1).
    if (entries.length > 0) process.send({ deleted: documentId });
  }
  if (kind === 5) {
    const failing = app.db.transaction(async () => {
      await notes.create({ data: { text: `${text} rolled back` } });
      throw new Error('on purpose');
    });
    await failing.catch(() => undefined);
  }
}

/**
 * Strapi reads an entry once more after its commit, for its own webhooks, and awaits it nowhere: where the
 * connection ends in that moment an unhandled rejection ends the process. It does so without the plugin
 * too (5.54.0), and is taken out of the way here; any other ends the process as ever. The error does not
 * tell whose it is: its stack begins at the socket, and without a connection it names no statement.
 */
const strapisOwn = new WeakSet();

function markStrapisOwn(db) {
  const transaction = db.transaction.bind(db);
  db.transaction = (callback) => {
    const caller = new Error().stack.split('\n')[2];
    if (!/document-service.events\.js/.test(caller)) return transaction(callback);
    return transaction(({ onCommit, ...rest }) =>
      callback({ ...rest, onCommit: (read) => onCommit(() => strapisOwn.add(read())) })
    );
  };
}

process.on('unhandledRejection', (error, promise) => {
  if (strapisOwn.has(promise)) return;
  console.error(error);
  process.exit(1);
});

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
