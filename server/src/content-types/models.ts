import { PLUGIN_ID, TABLES } from '../constants';

/**
 * What is kept about the delivery of events, as raw models: plain tables that Strapi creates and
 * migrates, and that an export or a transfer leaves behind. A pending delivery that travelled with
 * the content would be sent again by the copy. (docs/decisions/0002)
 *
 * Times are milliseconds since the epoch. Ids that leave the server are in `…_id` columns; `id` is
 * the order in which rows were written.
 */
export const models = [
  {
    // Written in the transaction of every change somebody wants to hear of, so it has no index but
    // its key: an index more is a page more that the user's commit writes. The relay empties it.
    uid: `plugin::${PLUGIN_ID}.outbox`,
    singularName: `${PLUGIN_ID}-outbox`,
    tableName: TABLES.outbox,
    attributes: {
      id: { type: 'increments' },
      eventId: { type: 'string' },
      /** As JSON: the event but for its snapshot, and that. */
      event: { type: 'text' },
      snapshot: { type: 'text' },
      /** Characters of both: what is too much to be read at once is not read to find that out. */
      size: { type: 'integer' },
      /** Of the span that captured it (W3C Trace Context); null without an SDK. */
      traceparent: { type: 'string' },
    },
  },
  {
    uid: `plugin::${PLUGIN_ID}.event`,
    singularName: `${PLUGIN_ID}-event`,
    tableName: TABLES.events,
    attributes: {
      id: { type: 'increments' },
      eventId: { type: 'string' },
      type: { type: 'string' },
      uid: { type: 'string' },
      model: { type: 'string' },
      documentId: { type: 'string' },
      locale: { type: 'string' },
      snapshot: { type: 'text' },
      changes: { type: 'text' },
      previous: { type: 'text' },
      /** 1: it tells of an entry that was there already. */
      backfill: { type: 'integer' },
      /** The ways below relations that the snapshot holds, as JSON. */
      depth: { type: 'text' },
      actor: { type: 'text' },
      createdAt: { type: 'biginteger' },
    },
    indexes: [
      { name: `${TABLES.events}_event_uq`, columns: ['event_id'], type: 'unique' },
      // What became of one document: the editor's side panel asks with every look at an entry.
      { name: `${TABLES.events}_document_idx`, columns: ['document_id'] },
    ],
  },
  {
    uid: `plugin::${PLUGIN_ID}.body`,
    singularName: `${PLUGIN_ID}-body`,
    tableName: TABLES.bodies,
    attributes: {
      id: { type: 'increments' },
      eventId: { type: 'string' },
      shape: { type: 'string' },
      content: { type: 'text' },
      /** Where in it the snapshot goes, as it is kept with the event; null: the content is whole. */
      snapshotOffset: { type: 'integer' },
    },
    indexes: [
      { name: `${TABLES.bodies}_event_uq`, columns: ['event_id', 'shape'], type: 'unique' },
    ],
  },
  {
    uid: `plugin::${PLUGIN_ID}.delivery`,
    singularName: `${PLUGIN_ID}-delivery`,
    tableName: TABLES.deliveries,
    attributes: {
      id: { type: 'increments' },
      deliveryId: { type: 'string' },
      eventId: { type: 'string' },
      webhookId: { type: 'string' },
      type: { type: 'string' },
      /** Of the body, with `eventId`. */
      shape: { type: 'string' },
      /** Of the body it had at first, where a redelivery gave it another; null: it still has that one. */
      originalShape: { type: 'string' },
      /** Characters of the body; where a redelivery gave it another for a while, about so many. */
      size: { type: 'integer' },
      status: { type: 'string' },
      /** Attempts of either kind, and how many of them somebody asked for (a redelivery). */
      attemptCount: { type: 'integer' },
      manualCount: { type: 'integer' },
      /** While pending: when the next attempt is due. Once ended: when that was. */
      dueAt: { type: 'biginteger' },
      /** Of what must go one at a time and in order; null where nothing must, and once ended. */
      orderKey: { type: 'string' },
      /** Where a redelivery under way came from, and goes back to when it fails. */
      resumeStatus: { type: 'string' },
      resumeDueAt: { type: 'biginteger' },
      /** Of the span that relayed it. */
      traceparent: { type: 'string' },
      leaseToken: { type: 'string' },
      leaseExpiresAt: { type: 'biginteger' },
      responseCode: { type: 'integer' },
      durationMs: { type: 'integer' },
      reason: { type: 'string' },
      createdAt: { type: 'biginteger' },
      deliveredAt: { type: 'biginteger' },
    },
    indexes: [
      { name: `${TABLES.deliveries}_delivery_uq`, columns: ['delivery_id'], type: 'unique' },
      { name: `${TABLES.deliveries}_fact_uq`, columns: ['event_id', 'webhook_id'], type: 'unique' },
      // A lane's due deliveries are neighbours here, and so are its ended ones, oldest first.
      { name: `${TABLES.deliveries}_lane_idx`, columns: ['status', 'webhook_id', 'due_at'] },
      { name: `${TABLES.deliveries}_order_idx`, columns: ['order_key'] },
      { name: `${TABLES.deliveries}_webhook_idx`, columns: ['webhook_id', 'delivery_id'] },
    ],
  },
  {
    // One row per webhook: what its requests have in common, and the lock under which they are taken.
    uid: `plugin::${PLUGIN_ID}.lane`,
    singularName: `${PLUGIN_ID}-lane`,
    tableName: TABLES.lanes,
    attributes: {
      id: { type: 'increments' },
      webhookId: { type: 'string' },
      /** When the rate limit allows the next request. */
      nextAt: { type: 'biginteger' },
      /** Until when the receiver asked to be left alone. */
      throttledUntil: { type: 'biginteger' },
      /** The first failure since the last success. */
      failingSince: { type: 'biginteger' },
    },
    indexes: [{ name: `${TABLES.lanes}_webhook_uq`, columns: ['webhook_id'], type: 'unique' }],
  },
  {
    // Events that wait to be told together, and of which delivery they became part.
    uid: `plugin::${PLUGIN_ID}.gathered`,
    singularName: `${PLUGIN_ID}-gathered`,
    tableName: TABLES.gathered,
    attributes: {
      id: { type: 'increments' },
      webhookId: { type: 'string' },
      eventId: { type: 'string' },
      at: { type: 'biginteger' },
      /** Null: waits. */
      deliveryId: { type: 'string' },
    },
    indexes: [
      { name: `${TABLES.gathered}_waiting_idx`, columns: ['delivery_id', 'webhook_id'] },
      { name: `${TABLES.gathered}_event_idx`, columns: ['event_id'] },
    ],
  },
  {
    uid: `plugin::${PLUGIN_ID}.attempt`,
    singularName: `${PLUGIN_ID}-attempt`,
    tableName: TABLES.attempts,
    attributes: {
      id: { type: 'increments' },
      deliveryId: { type: 'string' },
      webhookId: { type: 'string' },
      number: { type: 'integer' },
      at: { type: 'biginteger' },
      durationMs: { type: 'integer' },
      outcome: { type: 'string' },
      reason: { type: 'string' },
      responseCode: { type: 'integer' },
      responseHeaders: { type: 'text' },
      responseBody: { type: 'text' },
    },
    indexes: [
      { name: `${TABLES.attempts}_number_uq`, columns: ['delivery_id', 'number'], type: 'unique' },
      // With all that is counted: an hour of attempts, and their answers, need not be read for it.
      {
        name: `${TABLES.attempts}_counted_idx`,
        columns: ['at', 'webhook_id', 'outcome', 'duration_ms'],
      },
    ],
  },
  {
    uid: `plugin::${PLUGIN_ID}.replay`,
    singularName: `${PLUGIN_ID}-replay`,
    tableName: TABLES.replays,
    attributes: {
      id: { type: 'increments' },
      replayId: { type: 'string' },
      webhookId: { type: 'string' },
      since: { type: 'biginteger' },
      only: { type: 'string' },
      /** The id of the last delivery it has asked for again. */
      cursor: { type: 'string' },
      count: { type: 'integer' },
      status: { type: 'string' },
      createdAt: { type: 'biginteger' },
      endedAt: { type: 'biginteger' },
    },
    indexes: [
      { name: `${TABLES.replays}_replay_uq`, columns: ['replay_id'], type: 'unique' },
      { name: `${TABLES.replays}_status_idx`, columns: ['status'] },
    ],
  },
  {
    uid: `plugin::${PLUGIN_ID}.backfill`,
    singularName: `${PLUGIN_ID}-backfill`,
    tableName: TABLES.backfills,
    attributes: {
      id: { type: 'increments' },
      backfillId: { type: 'string' },
      webhookId: { type: 'string' },
      /** Uids, as JSON. */
      contentTypes: { type: 'text' },
      entryStatus: { type: 'string' },
      locale: { type: 'string' },
      since: { type: 'biginteger' },
      status: { type: 'string' },
      total: { type: 'integer' },
      count: { type: 'integer' },
      /** Where it is: the place among its content types, and the last row of that one. */
      typeIndex: { type: 'integer' },
      lastRow: { type: 'integer' },
      createdAt: { type: 'biginteger' },
      endedAt: { type: 'biginteger' },
    },
    indexes: [
      { name: `${TABLES.backfills}_backfill_uq`, columns: ['backfill_id'], type: 'unique' },
      { name: `${TABLES.backfills}_status_idx`, columns: ['status'] },
    ],
  },
  {
    // One row per webhook and hour in which it had attempts: what charts are drawn from.
    uid: `plugin::${PLUGIN_ID}.hourly-insight`,
    singularName: `${PLUGIN_ID}-hourly-insight`,
    tableName: TABLES.insights,
    attributes: {
      id: { type: 'increments' },
      /** The hour's beginning. */
      hour: { type: 'biginteger' },
      webhookId: { type: 'string' },
      /** Attempts by outcome. */
      delivered: { type: 'integer' },
      retried: { type: 'integer' },
      failed: { type: 'integer' },
      /** How many attempts took how long, as JSON: counts by bucket (domain/latency). */
      durations: { type: 'text' },
    },
    indexes: [
      { name: `${TABLES.insights}_hour_uq`, columns: ['hour', 'webhook_id'], type: 'unique' },
    ],
  },
  {
    // One row per Strapi process that lives, written by it alone.
    uid: `plugin::${PLUGIN_ID}.instance`,
    singularName: `${PLUGIN_ID}-instance`,
    tableName: TABLES.instances,
    attributes: {
      id: { type: 'increments' },
      instanceId: { type: 'string' },
      role: { type: 'string' },
      host: { type: 'string' },
      pid: { type: 'integer' },
      version: { type: 'string' },
      concurrency: { type: 'integer' },
      startedAt: { type: 'biginteger' },
      seenAt: { type: 'biginteger' },
      attemptsPerMinute: { type: 'integer' },
      deliveredPerMinute: { type: 'integer' },
    },
    indexes: [
      { name: `${TABLES.instances}_instance_uq`, columns: ['instance_id'], type: 'unique' },
    ],
  },
  {
    // A row per thing of which one is done at a time over all instances; it is there to be held.
    uid: `plugin::${PLUGIN_ID}.lock`,
    singularName: `${PLUGIN_ID}-lock`,
    tableName: TABLES.locks,
    attributes: {
      id: { type: 'increments' },
      name: { type: 'string' },
    },
    indexes: [{ name: `${TABLES.locks}_name_uq`, columns: ['name'], type: 'unique' }],
  },
];
