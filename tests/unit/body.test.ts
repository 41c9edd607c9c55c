import type { BodyFormat, DomainEvent } from '../../contracts/domain';
import {
  contentTypeOf,
  renderBody as write,
  shapeKey,
  type BodyShape,
} from '../../server/src/domain/body';

const NO_LIMIT = Number.MAX_SAFE_INTEGER;

const entryEvent: DomainEvent = {
  id: 'evt_1',
  type: 'entry.update',
  uid: 'api::article.article',
  model: 'article',
  documentId: 'doc1',
  locale: 'en',
  snapshot: { id: 1, documentId: 'doc1', title: 'Hello' },
  changes: ['title'],
  previous: { id: 1, documentId: 'doc1', title: 'Hallo' },
  createdAt: '2026-01-02T03:04:05.678Z',
};

const mediaEvent: DomainEvent = {
  id: 'evt_2',
  type: 'media.create',
  uid: 'plugin::upload.file',
  model: 'file',
  documentId: 'file1',
  locale: null,
  snapshot: { id: 7, documentId: 'file1', name: 'a.png' },
  changes: null,
  previous: null,
  createdAt: '2026-01-02T03:04:05.678Z',
};

const shape = (format: BodyFormat, includePrevious = false): BodyShape => ({
  format,
  includePrevious,
  includeActor: false,
  contentType: 'application/json',
  fields: null,
  populate: null,
  transform: null,
});

const inForm = (of: BodyShape): BodyShape => ({
  ...of,
  contentType: 'application/x-www-form-urlencoded',
});

const renderBody = (...about: Parameters<typeof write>): string => write(...about).content;

const rendered = (event: DomainEvent, of: BodyShape, maxBytes = NO_LIMIT): unknown =>
  JSON.parse(renderBody(event, of, maxBytes));

describe('the strapi format', () => {
  test('is the body of Strapi itself, with an id and the uid', () => {
    expect(rendered(entryEvent, shape('strapi'))).toEqual({
      id: 'evt_1',
      event: 'entry.update',
      createdAt: '2026-01-02T03:04:05.678Z',
      model: 'article',
      uid: 'api::article.article',
      entry: { id: 1, documentId: 'doc1', title: 'Hello' },
    });
  });

  test('tells media as media', () => {
    expect(rendered(mediaEvent, shape('strapi'))).toEqual({
      id: 'evt_2',
      event: 'media.create',
      createdAt: '2026-01-02T03:04:05.678Z',
      media: { id: 7, documentId: 'file1', name: 'a.png' },
    });
  });

  test('adds changes and previous where asked for', () => {
    const body = rendered(entryEvent, shape('strapi', true));
    expect(body).toEqual({
      ...(rendered(entryEvent, shape('strapi')) as object),
      changes: ['title'],
      previous: { id: 1, documentId: 'doc1', title: 'Hallo' },
    });
    expect(rendered(mediaEvent, shape('strapi', true))).toMatchObject({
      changes: null,
      previous: null,
    });
  });
});

describe('the standard format', () => {
  test('is type, timestamp and data', () => {
    expect(rendered(entryEvent, shape('standard'))).toEqual({
      id: 'evt_1',
      type: 'entry.update',
      timestamp: '2026-01-02T03:04:05.678Z',
      data: {
        model: 'article',
        uid: 'api::article.article',
        documentId: 'doc1',
        locale: 'en',
        entry: { id: 1, documentId: 'doc1', title: 'Hello' },
      },
    });
  });

  test('tells media as media', () => {
    expect(rendered(mediaEvent, shape('standard'))).toMatchObject({
      type: 'media.create',
      data: { uid: 'plugin::upload.file', media: { name: 'a.png' } },
    });
    expect(rendered(mediaEvent, shape('standard'))).not.toHaveProperty('data.entry');
  });

  test('adds changes and previous to the data where asked for', () => {
    expect(rendered(entryEvent, shape('standard'))).not.toHaveProperty('data.changes');
    expect(rendered(entryEvent, shape('standard', true))).toMatchObject({
      data: { changes: ['title'], previous: { title: 'Hallo' } },
    });
  });
});

describe('the thin format', () => {
  test('is ids and the names of what changed', () => {
    expect(rendered(entryEvent, shape('thin'))).toEqual({
      id: 'evt_1',
      eventType: 'entry.update',
      webhookVersion: 'v1',
      data: { entityId: 'doc1', uid: 'api::article.article', locale: 'en', changes: ['title'] },
      created: '2026-01-02T03:04:05.678Z',
      deliverySuccess: true,
    });
  });

  test('tells media by its uid, and no changes where none are known', () => {
    expect(rendered(mediaEvent, shape('thin'))).toMatchObject({
      eventType: 'media.create',
      data: { entityId: 'file1', uid: 'plugin::upload.file', locale: null, changes: [] },
    });
  });
});

test('who made a change is told where it was asked for, but for the thin format', () => {
  const made: DomainEvent = { ...entryEvent, actor: { type: 'api-token', id: '3' } };
  const asking = (format: BodyFormat) => ({ ...shape(format), includeActor: true });
  expect(rendered(made, shape('strapi'))).not.toHaveProperty('actor');
  expect(rendered(made, asking('strapi'))).toMatchObject({ actor: { type: 'api-token', id: '3' } });
  expect(rendered(made, asking('standard'))).toMatchObject({
    data: { actor: { type: 'api-token', id: '3' } },
  });
  expect(rendered(made, asking('thin'))).toEqual(rendered(made, shape('thin')));
  expect(rendered(entryEvent, asking('strapi'))).toMatchObject({ actor: null });
});

describe('a body larger than the limit', () => {
  const large = { ...entryEvent, snapshot: { title: 'é'.repeat(1_000) } };
  const whole = renderBody(large, shape('strapi'), NO_LIMIT);

  test('is sent thin, and says so', () => {
    expect(rendered(large, shape('strapi'), 1_000)).toEqual({
      ...(rendered(large, shape('thin')) as object),
      truncated: true,
    });
  });

  test('is counted in bytes, not in characters', () => {
    const bytes = Buffer.byteLength(whole);
    expect(bytes).toBe(whole.length + 1_000);
    expect(renderBody(large, shape('strapi'), bytes)).toBe(whole);
    expect(rendered(large, shape('strapi'), bytes - 1)).toMatchObject({ truncated: true });
  });

  test.each<BodyFormat>(['strapi', 'standard'])('is truncated for its previous too (%s)', (of) => {
    const grown = { ...entryEvent, previous: { title: 'x'.repeat(5_000) } };
    expect(rendered(grown, shape(of), 2_000)).not.toHaveProperty('truncated');
    expect(rendered(grown, shape(of, true), 2_000)).toMatchObject({
      eventType: 'entry.update',
      truncated: true,
    });
  });
});

describe('a form', () => {
  const read = (body: string) => Object.fromEntries(new URLSearchParams(body));

  test('says what the JSON of the same shape says', () => {
    expect(read(renderBody(entryEvent, inForm(shape('strapi', true)), NO_LIMIT))).toEqual({
      id: 'evt_1',
      event: 'entry.update',
      createdAt: '2026-01-02T03:04:05.678Z',
      model: 'article',
      uid: 'api::article.article',
      'entry[id]': '1',
      'entry[documentId]': 'doc1',
      'entry[title]': 'Hello',
      'changes[0]': 'title',
      'previous[id]': '1',
      'previous[documentId]': 'doc1',
      'previous[title]': 'Hallo',
    });
  });

  test('larger than the limit is sent thin, as a form', () => {
    const large = { ...entryEvent, snapshot: { title: 'é'.repeat(200) } };
    const whole = renderBody(large, inForm(shape('strapi')), NO_LIMIT);
    // Six bytes for each é: the limit is on what is sent.
    expect(whole.length).toBeGreaterThan(1_200);
    expect(renderBody(large, inForm(shape('strapi')), whole.length)).toBe(whole);
    expect(read(renderBody(large, inForm(shape('strapi')), whole.length - 1))).toEqual({
      id: 'evt_1',
      eventType: 'entry.update',
      webhookVersion: 'v1',
      'data[entityId]': 'doc1',
      'data[uid]': 'api::article.article',
      'data[locale]': 'en',
      'data[changes][0]': 'title',
      created: '2026-01-02T03:04:05.678Z',
      deliverySuccess: '1',
      truncated: '1',
    });
  });
});

test('shapes that give the same bytes have the same key, others another', () => {
  const shapes = (['strapi', 'standard', 'thin'] as const).flatMap((format) => [
    shape(format),
    shape(format, true),
    inForm(shape(format)),
    inForm(shape(format, true)),
    { ...shape(format), includeActor: true },
    { ...shape(format), fields: ['title'] },
    { ...shape(format), populate: ['title'] },
    { ...shape(format), transform: 'title' },
  ]);
  for (const one of shapes) {
    for (const other of shapes) {
      if (renderBody(entryEvent, one, NO_LIMIT) === renderBody(entryEvent, other, NO_LIMIT))
        continue;
      expect(shapeKey(one)).not.toBe(shapeKey(other));
    }
  }
  for (const one of shapes) expect(contentTypeOf(shapeKey(one))).toBe(one.contentType);
  expect(shapeKey({ ...shape('strapi'), ...{ name: 'another webhook' } })).toBe(
    shapeKey(shape('strapi'))
  );
});
