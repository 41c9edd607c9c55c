'use strict';

const path = require('node:path');
const { randomUUID } = require('node:crypto');
const { mkdtempSync, rmSync } = require('node:fs');
const esbuild = require('esbuild');

const SOURCE = path.resolve(__dirname, '../../server/src');
const TABLES = {
  events: 'lifecycle_webhooks_events',
  bodies: 'lifecycle_webhooks_bodies',
  deliveries: 'lifecycle_webhooks_deliveries',
  lanes: 'lifecycle_webhooks_lanes',
};

/** The parts of a claim. The bundle in dist/ does not show them: these are compiled from the source. */
const PARTS = `
  export { createClaim } from './queue/claim';
  export { createReadClaims } from './queue/claimed-row';
  export { createDocumentOrder } from './queue/document-order';
  export { createBodyStore } from './stores/body-store';
  export { createDatabase } from './stores/database';
  export { createLaneStore } from './stores/lane-store';
`;

/** Deliveries that were never written by a relay, and claims of them that nobody sends. */
function claimCommands(app) {
  const knex = app.db.connection;
  let parts;

  const loadParts = () => {
    // Inside the package, so that what it requires is found.
    const dir = mkdtempSync(path.join(__dirname, '.claim-'));
    const outfile = path.join(dir, 'parts.cjs');
    try {
      esbuild.buildSync({
        stdin: { contents: PARTS, resolveDir: SOURCE, loader: 'ts' },
        bundle: true,
        platform: 'node',
        packages: 'external',
        format: 'cjs',
        outfile,
      });
      return require(outfile);
    } finally {
      rmSync(dir, { recursive: true });
    }
  };

  /** Claims for webhooks whose own deliveries the plugin leaves alone, since they are disabled. */
  const createTake = ({ concurrency, ordered }) => {
    parts ??= loadParts();
    const db = parts.createDatabase(app.db);
    const readClaims = parts.createReadClaims(parts.createBodyStore(db));
    const { take } = parts.createClaim({
      slot: 'delivery',
      webhookIds: () => [],
      db,
      lanes: parts.createLaneStore(db),
      order: parts.createDocumentOrder({ db, firstWaitMs: 0 }),
      limitsOf: () => ({ concurrency, rateLimitPerSecond: null, ordered }),
    });
    return async (options) => readClaims((await take(options)).rows);
  };

  return {
    /**
     * Deliveries, a millisecond between one and the next, all of them due; with `perDocument`, so
     * many changes of one document follow each other. `status` is pending or sending.
     */
    seed: async ({ webhookId, count, body, status = 'pending', perDocument = null }) => {
      const base = Date.now() - 2 * 3_600_000;
      const numbers = `with recursive n(i) as (select 1 union all select i + 1 from n where i < ${count})`;
      const event = `'evt_${webhookId}_${status}_' || (1000000000 + i)`;
      const order =
        perDocument === null ? 'null' : `'${webhookId}:doc_' || ((i - 1) / ${perDocument})`;
      // A body stands around the snapshot of its event, as the relay leaves it.
      await knex.raw(
        `insert into ${TABLES.events} (event_id, type, uid, model, snapshot, created_at)
         ${numbers} select ${event}, 'entry.create', 'api::note.note', 'note', ?, ${base} from n`,
        [body]
      );
      await knex.raw(
        `insert into ${TABLES.bodies} (event_id, shape, content, snapshot_offset)
         ${numbers} select ${event}, 'strapi', '', 0 from n`
      );
      await knex.raw(
        `insert into ${TABLES.deliveries}
           (delivery_id, event_id, webhook_id, type, shape, size, status, attempt_count, manual_count,
            due_at, created_at, order_key, lease_expires_at)
         ${numbers}
         select 'dlv_${webhookId}_${status}_' || (1000000000 + i), ${event}, '${webhookId}',
                'entry.create', 'strapi', ${body.length}, '${status}', 0, 0, ${base} + i, ${base} + i, ${order},
                ${status === 'sending' ? base + 24 * 3_600_000 : 'null'}
         from n`
      );
      await knex(TABLES.lanes).insert({ webhook_id: webhookId }).onConflict('webhook_id').ignore();
      // PostgreSQL does so by itself; SQLite never does, and what is measured is what a site has.
      if (knex.client.config.client === 'postgres') await knex.raw('analyze');
    },

    /** Takes what there is room for, so many times; answers the milliseconds of each. */
    claim: async ({ times, webhookId, concurrency = 10, ordered = false }) => {
      const take = createTake({ concurrency, ordered });
      const took = [];
      for (let index = 0; index < times; index += 1) {
        const token = randomUUID();
        const now = Date.now();
        const options = {
          now,
          leaseMs: 600_000,
          token,
          slots: () => ({ free: 64, total: 64 }),
          here: () => ({ own: 0, running: 0, ready: 0, ahead: 0 }),
          onHold: [],
        };
        const before = performance.now();
        const claims = await take(options);
        took.push(performance.now() - before);
        if (claims.length === 0) throw new Error('nothing was claimed');
        // All is as before, also what stepped aside for an earlier change of its document.
        await knex(TABLES.deliveries)
          .where({ status: 'sending', lease_token: token })
          .update({ status: 'pending', lease_token: null, lease_expires_at: null });
        await knex(TABLES.deliveries)
          .where({ status: 'pending', webhook_id: webhookId })
          .where('due_at', '>', now)
          .update({ due_at: knex.ref('created_at') });
      }
      return took;
    },
  };
}

module.exports = { claimCommands };
