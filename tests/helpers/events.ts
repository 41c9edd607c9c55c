import type { DomainEvent } from '../../contracts/domain';
import { until, type Receiver } from './receiver';
import type { TestStrapi } from './strapi';

/** Nothing is left in the outbox. */
export async function relayed(app: TestStrapi): Promise<void> {
  const outbox = () => app.strapi.db.connection('lifecycle_webhooks_outbox');
  await until(
    async () => (await outbox().first('id')) === undefined,
    () => 'events are not relayed'
  );
}

/** All events that committed, the first first. */
export async function allEvents(app: TestStrapi): Promise<DomainEvent[]> {
  await relayed(app);
  const events: DomainEvent[] = [];
  let cursor: string | undefined;
  do {
    const page = await app.service('events').findMany({ pageSize: 100, cursor });
    events.push(...page.data);
    cursor = page.meta.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return events.reverse();
}

/**
 * What `act` announced, in order, once the receiver has got exactly the events
 * there are: each once, and nothing else. For an app with one webhook, for everything.
 */
export async function announcedBy(
  app: TestStrapi,
  receiver: Receiver,
  act: () => Promise<unknown>
): Promise<DomainEvent[]> {
  const before = (await allEvents(app)).length;
  await act();
  const events = await allEvents(app);
  await receiver.waitFor(events.length);
  await drained(app);
  const got = receiver.requests.map((request) => String(request.headers['webhook-id']));
  expect(got.sort()).toEqual(events.map((event) => event.id));
  return events.slice(before);
}

/** Nothing waits to be told together with others. */
export async function gathered(app: TestStrapi): Promise<void> {
  const waiting = () => app.strapi.db.connection('lifecycle_webhooks_gathered');
  await until(
    async () => (await waiting().whereNull('delivery_id').first('id')) === undefined,
    () => 'events still wait to be told together'
  );
}

/** Nothing is pending or on its way. One look: what is taken back passes from one status to the other. */
export async function drained(app: TestStrapi): Promise<void> {
  const onTheirWay = () =>
    app.strapi.db
      .connection('lifecycle_webhooks_deliveries')
      .whereIn('status', ['pending', 'sending']);
  await until(
    async () => (await onTheirWay().first('id')) === undefined,
    () => 'deliveries are still on their way'
  );
}

export const typesOf = (events: readonly DomainEvent[]): string[] =>
  events.map((event) => event.type);

/** `entry.publish en`, for what is told per locale. */
export const typesAndLocales = (events: readonly DomainEvent[]): string[] =>
  events.map((event) => `${event.type} ${event.locale}`);
