'use strict';

const { monotonicFactory } = require('ulid');
const { clock } = require('../lib/calls.cjs');
const { ARTICLE } = require('./writes.cjs');

const OUTBOX = 'lifecycle_webhooks_outbox';
const DELIVERIES = 'lifecycle_webhooks_deliveries';
const LOGS = ['events', 'bodies', 'deliveries', 'attempts'].map(
  (name) => `lifecycle_webhooks_${name}`
);

/** Events of one transaction, when many are put into the outbox. */
const BATCH = 500;

/** Events without writes: what is measured begins where capture ends. */
function queueCommands(app, article) {
  const db = app.db.connection;
  const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  /** Ids as capture makes them: in the order of time, which indexes are quicker to take. */
  const newId = monotonicFactory();
  let entry;

  /** What Strapi tells of an article: `{ model, uid, entry }`. */
  const entryOf = async () => {
    if (entry !== undefined) return entry;
    const told = new Promise((resolve) => app.eventHub.once('entry.create', resolve));
    await app.documents(ARTICLE).create({ data: article });
    entry = await told;
    return entry;
  };

  const eventOf = ({ model, uid, entry: snapshot }) => ({
    id: `evt_${newId().toLowerCase()}`,
    type: 'entry.create',
    uid,
    model,
    documentId: snapshot.documentId,
    locale: snapshot.locale,
    snapshot,
    changes: null,
    previous: null,
    createdAt: new Date().toISOString(),
  });

  return {
    /** Makes the article all events tell of, before anybody listens. */
    prepare: async () => void (await entryOf()),

    /** As Strapi's entry service does once an entry is written. Answers when it began. */
    emit: async ({ count }) => {
      const info = await entryOf();
      const startedAt = clock();
      for (let index = 0; index < count; index += 1) {
        await app.eventHub.emit('entry.create', info);
      }
      return startedAt;
    },

    /**
     * Puts events into the outbox as capture does, but in one transaction; after them comes a real
     * article, whose commit wakes the relay. Answers when all of them were written and about to commit:
     * what it costs to write them is measured by the benchmark of capture.
     */
    append: async ({ count }) => {
      const info = await entryOf();
      const startedAt = await db.transaction(async (trx) => {
        for (let done = 0; done < count - 1; done += BATCH) {
          const rows = Array.from({ length: Math.min(BATCH, count - 1 - done) }, () => {
            const { snapshot: told, ...content } = eventOf(info);
            const event = JSON.stringify(content);
            const snapshot = JSON.stringify(told);
            const size = event.length + snapshot.length;
            return { event_id: content.id, event, snapshot, size };
          });
          await trx(OUTBOX).insert(rows);
        }
        return clock();
      });
      await app.documents(ARTICLE).create({ data: article });
      return startedAt;
    },

    /** Resolves when nothing waits for the webhook or is under way; answers when that was. */
    recorded: async ({ webhookId }) => {
      const waiting = () =>
        db(DELIVERIES)
          .select('id')
          .whereIn('status', ['pending', 'sending'])
          .where('webhook_id', webhookId)
          .first();
      while ((await waiting()) !== undefined) await pause(5);
      return clock();
    },

    /** Forgets what was delivered, so that every turn begins alike; waits for what is under way. */
    clearLog: async () => {
      const sending = () => db(DELIVERIES).select('id').where('status', 'sending').first();
      while ((await sending()) !== undefined) await pause(50);
      await db.transaction(async (trx) => {
        for (const table of [OUTBOX, ...LOGS]) await trx(table).delete();
      });
    },
  };
}

module.exports = { queueCommands };
