import fc from 'fast-check';
import type { BodyFormat, DomainEvent, EventType, JsonObject } from '../../contracts/domain';
import { renderBody, type BodyShape } from '../../server/src/domain/body';
import { keptEvent, snapshotText, type EventFields } from '../../server/src/domain/kept-event';

const NO_LIMIT = Number.MAX_SAFE_INTEGER;

const fields: EventFields = {
  id: 'evt_1',
  type: 'entry.update',
  uid: 'api::note.note',
  model: 'note',
  documentId: 'doc1',
  locale: null,
  changes: ['text'],
  previous: { text: 'old', entry: null },
  createdAt: '2026-01-02T03:04:05.678Z',
};

const shape = (format: BodyFormat, asks = true): BodyShape => ({
  ...{ format, includePrevious: asks, includeActor: asks },
  ...{ contentType: 'application/json', transform: null, fields: null, populate: null },
});

test('a snapshot is parsed when somebody looks into it, and not to be told', () => {
  const event = keptEvent(fields, 'no JSON');
  expect(renderBody(event, shape('strapi'), NO_LIMIT).content).toContain('"entry":no JSON,');
  expect(() => event.snapshot).toThrow(SyntaxError);
  expect(keptEvent(fields, '{"text":"é"}').snapshot).toEqual({ text: 'é' });
  expect(keptEvent(fields, null).snapshot).toBeNull();
});

test('a copy tells its own snapshot', () => {
  const event = keptEvent(fields, '{ "text": "as it is kept" }');
  expect(snapshotText(event)).toBe('{ "text": "as it is kept" }');
  expect(snapshotText({ ...event })).toBe('{"text":"as it is kept"}');
  const other = { ...event, snapshot: { text: 'other' } };
  expect(snapshotText(other)).toBe('{"text":"other"}');
  const { content, frame } = renderBody(other, shape('strapi'), NO_LIMIT);
  expect(JSON.parse(content)).toMatchObject({ entry: { text: 'other' } });
  expect(frame).toBeNull();
});

test('what is not told as it is kept is told whole', () => {
  const event = keptEvent(fields, JSON.stringify({ text: 'x'.repeat(500) }));
  const asForm = { ...shape('strapi'), contentType: 'application/x-www-form-urlencoded' as const };
  expect(renderBody(event, asForm, NO_LIMIT).frame).toBeNull();
  expect(renderBody(event, shape('thin'), NO_LIMIT).frame).toBeNull();
  const cut = renderBody(event, shape('strapi'), 400);
  expect(JSON.parse(cut.content)).toMatchObject({ truncated: true });
  expect(cut.frame).toBeNull();
  expect(renderBody(keptEvent(fields, null), shape('strapi'), NO_LIMIT)).toMatchObject({
    content: expect.stringContaining('"entry":null'),
    frame: null,
  });
});

/** Texts that look like the place where a snapshot goes. */
const text = fc.oneof(
  fc.string(),
  fc.constantFrom('"entry":null', '\\"entry":null', 'entry":null', '","data":null,"x":"', 'null')
);
const object = fc.dictionary(
  fc.oneof(fc.string(), fc.constantFrom('entry', 'data', 'media', 'webhook')),
  fc.oneof(text, fc.integer(), fc.constant(null))
) as fc.Arbitrary<JsonObject>;

test('is told with the same bytes as one that was never kept, whatever it says', () => {
  const events = fc.record({
    id: text,
    type: fc.constantFrom<EventType>(
      ...(['entry.update', 'media.create', 'webhook.disabled', 'order.paid'] as const)
    ),
    uid: text,
    model: text,
    documentId: fc.option(text),
    locale: fc.option(text),
    snapshot: fc.option(object),
    changes: fc.option(fc.array(text)),
    previous: fc.option(object),
    actor: fc.option(fc.record({ type: fc.constant('admin' as const), id: text })),
    createdAt: text,
    backfill: fc.option(fc.constant(true as const), { nil: undefined }),
  });
  const formats = fc.constantFrom<BodyFormat>('strapi', 'standard', 'thin');
  fc.assert(
    fc.property(events, formats, fc.boolean(), (event: DomainEvent, format, asks) => {
      const { snapshot, ...rest } = event;
      const kept = snapshot === null ? null : JSON.stringify(snapshot);
      const coalesced = asks ? [{ ...rest }] : undefined;
      const whole = renderBody(event, shape(format, asks), NO_LIMIT, coalesced);
      const told = renderBody(keptEvent(rest, kept), shape(format, asks), NO_LIMIT, coalesced);
      expect(told.content).toBe(whole.content);
      if (format === 'thin' || kept === null) return expect(told.frame).toBeNull();
      const { content = '', offset = 0 } = told.frame ?? {};
      expect(content.slice(0, offset) + kept + content.slice(offset)).toBe(whole.content);
    }),
    { numRuns: 1_000 }
  );
});
