import type { DomainEvent } from '../../contracts/domain';
import { TABLES } from '../../server/src/constants';
import { createIds } from '../../server/src/lib/ids';
import { createDatabase } from '../../server/src/stores/database';
import type { NewDelivery } from '../../server/src/stores/delivery-store';
import { createStores } from '../../server/src/stores/stores';
import { startStrapi } from '../helpers/strapi';

/** Of two units of UTF-16, of two and of four bytes: a place is counted in characters, by whoever counts. */
export const ODD = 'é漢😀 "entry":null \\';

/** What suites write. An instance of its own says that it is there. */
const WRITTEN = Object.values(TABLES).filter(
  (name) => name !== TABLES.locks && name !== TABLES.instances
);

/** The stores on the tables of a real Strapi, which captures and leaves the tables alone. */
export async function startStores() {
  const app = await startStrapi({ config: { role: 'capture' } });
  const db = createDatabase(app.strapi.db);
  const stores = createStores(db);
  // What was saved in another, the plugin would not leave alone.
  const example = { name: 'here', url: 'https://example.com', events: 'entry.create' };
  await app.service('webhooks').create(example);
  const { environment }: { environment: string } = await db.table(TABLES.webhooks).first();
  await db.table(TABLES.webhooks).delete();
  let clock = Date.now();
  const newId = createIds(() => clock);

  const eventOf = (other: Partial<DomainEvent> = {}): DomainEvent => ({
    ...{ id: newId('evt'), type: 'entry.update', uid: 'api::note.note', model: 'note' },
    ...{ documentId: 'document', locale: null, snapshot: { text: ODD }, changes: null },
    ...{ previous: null, actor: null, createdAt: new Date(clock).toISOString() },
    ...other,
  });

  const deliveryOf = (other: Partial<NewDelivery> = {}): NewDelivery => ({
    ...{ id: newId('dlv'), eventId: newId('evt'), webhookId: 'whk_1', type: 'entry.update' },
    ...{ shape: 'strapi', dueAt: clock, orderKey: null },
    ...other,
  });

  return {
    db,
    /** Strapi's own way to its database. */
    layer: app.strapi.db,
    /** The mark of where webhooks are saved. */
    environment,
    stores,
    newId,
    eventOf,
    deliveryOf,
    now: () => clock,
    /** Moves the clock of ids and events on, in milliseconds. */
    wait: (ms: number) => void (clock += ms),

    async events(...events: DomainEvent[]): Promise<void> {
      await db.transaction((trx) => stores.events.append(events, trx));
    },

    /** Appends deliveries, each with the body of its event. */
    async deliveries(...deliveries: NewDelivery[]): Promise<void> {
      const bodyOf = ({ eventId, shape }: NewDelivery) => ({
        ...{ eventId, shape, content: `of ${eventId}`, frame: null },
      });
      const bodies = new Map(deliveries.map((one) => [`${one.eventId} ${one.shape}`, bodyOf(one)]));
      await db.transaction((trx) =>
        stores.deliveries.append(deliveries, [...bodies.values()], clock, trx)
      );
    },

    /** Says of deliveries what the queue would have said. */
    async set(ids: readonly string[], columns: object): Promise<void> {
      await db.table(TABLES.deliveries).whereIn('delivery_id', ids).update(columns);
    },

    rows: (name: keyof typeof TABLES): Promise<Record<string, unknown>[]> =>
      db.table(TABLES[name]).select('*').orderBy('id'),

    async clear(): Promise<void> {
      for (const name of WRITTEN) await db.table(name).delete();
    },

    stop: () => app.stop(),
  };
}

export type StoreHarness = Awaited<ReturnType<typeof startStores>>;
