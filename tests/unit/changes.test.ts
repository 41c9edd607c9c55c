import type { JsonObject } from '../../contracts/domain';
import { changedFields } from '../../server/src/domain/changes';

const PLAIN = new Set(['title', 'rating', 'settings', 'price']);

const changed = (before: JsonObject | null, after: JsonObject) =>
  changedFields(before, after, PLAIN);

describe('a field is changed when', () => {
  test.each<[string, JsonObject, JsonObject]>([
    ['title', { title: 'a' }, { title: 'b' }],
    ['title', { title: null }, { title: '' }],
    ['title', {}, { title: 'a' }],
    ['title', { title: 'a' }, {}],
    ['rating', { rating: 0 }, { rating: null }],
    ['settings', { settings: { a: [1, 2] } }, { settings: { a: [2, 1] } }],
    // JSON is the site's own: its ids are values, not references.
    ['settings', { settings: { id: 1, a: 1 } }, { settings: { id: 2, a: 1 } }],
    ['settings', { settings: { documentId: 'x', a: 1 } }, { settings: { documentId: 'x', a: 2 } }],
    ['author', { author: null }, { author: { id: 1, documentId: 'a' } }],
    ['author', { author: { id: 1, documentId: 'a' } }, { author: { id: 2, documentId: 'b' } }],
    ['author', { author: { id: 1, documentId: 'a' } }, { author: null }],
    [
      'tags',
      { tags: [{ id: 1, documentId: 'a' }] },
      {
        tags: [
          { id: 1, documentId: 'a' },
          { id: 2, documentId: 'b' },
        ],
      },
    ],
    [
      'tags',
      {
        tags: [
          { id: 1, documentId: 'a' },
          { id: 2, documentId: 'b' },
        ],
      },
      {
        tags: [
          { id: 2, documentId: 'b' },
          { id: 1, documentId: 'a' },
        ],
      },
    ],
    ['seo', { seo: { id: 1, metaTitle: 'a' } }, { seo: { id: 1, metaTitle: 'b' } }],
    [
      'seo',
      { seo: { id: 1, image: { id: 1, documentId: 'a' } } },
      { seo: { id: 1, image: { id: 2, documentId: 'b' } } },
    ],
    [
      'sections',
      { sections: [{ id: 1, __component: 'sections.quote', text: 'a' }] },
      { sections: [{ id: 1, __component: 'sections.teaser', text: 'a' }] },
    ],
  ])('%s goes from %j to %j', (name, before, after) => {
    expect(changed(before, after)).toEqual([name]);
  });
});

describe('a field is not changed when', () => {
  test.each<[string, JsonObject, JsonObject]>([
    ['it is equal', { title: 'a', rating: 1 }, { title: 'a', rating: 1 }],
    ['it is absent on both sides or null', { title: null }, {}],
    [
      'only the keys of its JSON are in another order',
      { settings: { a: 1, b: 2 } },
      { settings: { b: 2, a: 1 } },
    ],
    [
      'it is bookkeeping',
      { id: 1, documentId: 'd', locale: 'en', createdAt: 'a', updatedAt: 'a', publishedAt: null },
      { id: 2, documentId: 'e', locale: 'fr', createdAt: 'b', updatedAt: 'b', publishedAt: 'b' },
    ],
    [
      'what it points to changed itself',
      { author: { id: 1, documentId: 'a', name: 'Ann' } },
      { author: { id: 9, documentId: 'a', name: 'Anna' } },
    ],
    [
      'its component has a new row',
      { seo: { id: 1, metaTitle: 'a', keywords: [{ id: 5, label: 'k' }] } },
      { seo: { id: 2, metaTitle: 'a', keywords: [{ id: 6, label: 'k' }] } },
    ],
  ])('%s', (_title, before, after) => {
    expect(changed(before, after)).toEqual([]);
  });
});

test('without an earlier version every field that holds something is changed', () => {
  const first = { id: 1, title: 'a', rating: 0, slug: '', seo: null, tags: [], settings: {} };
  expect(changed(null, first)).toEqual(['title', 'rating', 'settings']);
});
