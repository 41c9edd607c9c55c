import type { Knex } from 'knex';
import { TABLES } from '../constants';
import type { Database } from './database';

/**
 * Which events have a delivery that failed: their own, or one they were told in together with others.
 *
 * Their ids are found from the deliveries that failed, the first column of an index: there are few beside
 * all events, which would have to be walked for them. Of the others nearly every event is one, so that a
 * walk from the newest has a page at once, looking into an index for each.
 */
export function createFailedEvents(db: Database) {
  const { deliveries, gathered, events } = TABLES;

  const own = (trx: Knex.Transaction) =>
    db
      .table(deliveries, trx)
      .select(`${deliveries}.event_id`)
      .where(`${deliveries}.status`, 'failed');

  const together = (trx: Knex.Transaction) =>
    db
      .table(gathered, trx)
      .join(deliveries, `${deliveries}.delivery_id`, `${gathered}.delivery_id`)
      .select(`${gathered}.event_id`)
      .where(`${deliveries}.status`, 'failed');

  const ofThisEvent = (table: string) =>
    ['?? = ??', [`${table}.event_id`, `${events}.event_id`]] as const;

  return {
    /** The newest ids, before one that was told already. */
    async newestIds(limit: number, before: string | undefined, trx: Knex.Transaction) {
      const all = db.query(trx).from(own(trx).union(together(trx)).as('failed'));
      const query = all.select('event_id').orderBy('event_id', 'desc').limit(limit);
      if (before !== undefined) query.where('event_id', '<', before);
      const rows: { event_id: string }[] = await query;
      return rows.map((row) => row.event_id);
    },

    /** A condition on the events table. */
    isNone: (trx: Knex.Transaction) => (query: Knex.QueryBuilder) => {
      void query
        .whereNotExists(own(trx).whereRaw(...ofThisEvent(deliveries)))
        .whereNotExists(together(trx).whereRaw(...ofThisEvent(gathered)));
    },
  };
}
