import type { BodyFormat, EventType } from '../../contracts/domain';
import type { BodyShape } from '../../server/src/domain/body';
import { keptEvent, type EventFields } from '../../server/src/domain/kept-event';
import { createRender } from '../../server/src/domain/rendering';
import { ODD, type StoreHarness } from './tables';

const render = createRender({
  maxPayloadBytes: 1_000_000,
  transform: (_source, input) => ({ text: input }),
  attributesOf: () => ({}),
  canTell: () => true,
});

const shape = (format: BodyFormat, other: Partial<BodyShape> = {}): BodyShape => ({
  ...{ format, includePrevious: true, includeActor: true, contentType: 'application/json' },
  ...{ transform: null, fields: null, populate: null },
  ...other,
});

const SHAPES = [
  ...[shape('strapi'), shape('standard'), shape('thin')],
  shape('strapi', { contentType: 'application/x-www-form-urlencoded' }),
  shape('strapi', { transform: 'it' }),
];

const eventOf = (id: string, type: EventType): EventFields => ({
  ...{ id, type, uid: 'api::note.note', model: ODD, documentId: ODD, locale: null },
  ...{ changes: [ODD], previous: { entry: null }, createdAt: new Date().toISOString() },
});

export function bodySuite(harness: () => StoreHarness) {
  test('are read as they were rendered, in every shape and family', async () => {
    const { db, stores } = harness();
    const types = ['entry.update', 'media.update', 'webhook.disabled', 'order.paid'] as const;
    const events = types.map((type, place) =>
      keptEvent(eventOf(`evt_bodies_${place}`, type), JSON.stringify({ text: ODD, entry: null }))
    );
    const bodies = events.flatMap((event) =>
      SHAPES.map((of) => render(event, of, { coalesced: [event], mark: '~dlv_1' }))
    );
    expect(bodies.filter(({ frame }) => frame !== null)).toHaveLength(2 * events.length);
    await db.transaction(async (trx) => {
      await stores.events.append(events, trx);
      await stores.bodies.append(bodies, trx);
    });
    const eventIds = events.map(({ id }) => id);
    const shapes = [...new Set(bodies.map((body) => body.shape))];
    const found = await stores.bodies.find(shapes.map((of) => ({ shape: of, eventIds })));
    const told = ({ eventId, shape: of, content }: (typeof found)[number]) =>
      JSON.stringify([eventId, of, content]);
    expect(found.map(told).sort()).toEqual(bodies.map(told).sort());
  });

  test('in more shapes than there are in a statement, each finds its own', async () => {
    const { db, stores } = harness();
    const event = keptEvent(eventOf('evt_many_shapes', 'entry.update'), '{"text":"one"}');
    const marks = Array.from({ length: 450 }, (_, number) => `~dlv_${number}`);
    const bodies = marks.map((mark) => render(event, shape('strapi'), { mark }));
    await db.transaction(async (trx) => {
      await stores.events.append([event], trx);
      await stores.bodies.append(bodies, trx);
    });
    const found = await stores.bodies.find(
      bodies.map((body) => ({ shape: body.shape, eventIds: [event.id] }))
    );
    expect(new Set(found.map((body) => body.shape)).size).toBe(marks.length);
    expect(new Set(found.map(({ content }) => content))).toEqual(new Set([bodies[0]?.content]));
    expect(await stores.bodies.find([])).toEqual([]);
  });
}
