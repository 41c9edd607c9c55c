import { orderKey } from '../../server/src/domain/order-key';

const EVENT = { uid: 'api::note.note', documentId: 'd1', locale: 'en' };

test('is the same for what must go in order', () => {
  expect(orderKey('whk_1', { ...EVENT })).toBe(orderKey('whk_1', EVENT));
});

test.each([
  ['another webhook', 'whk_2', {}],
  ['another content type', 'whk_1', { uid: 'api::article.article' }],
  ['another document', 'whk_1', { documentId: 'd2' }],
  ['another locale', 'whk_1', { locale: 'fr' }],
  ['no locale', 'whk_1', { locale: null }],
])('is another for %s', (_title, webhookId, other) => {
  expect(orderKey(webhookId, { ...EVENT, ...other })).not.toBe(orderKey('whk_1', EVENT));
});
