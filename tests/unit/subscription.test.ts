import type { EventType } from '../../contracts/domain';
import { wantedTypes, wants, type Subscription } from '../../server/src/domain/subscription';

const ARTICLE = 'api::article.article';
const NOTE = 'api::note.note';
const FILE = 'plugin::upload.file';

function webhook(more: Partial<Subscription> = {}): Subscription {
  return { enabled: true, events: ['entry.*'], contentTypes: [], locales: [], ...more };
}

describe('a webhook wants', () => {
  test.each<[string, Partial<Subscription>, EventType, string, string | null, boolean]>([
    ['every event of a family', {}, 'entry.draft-discard', ARTICLE, 'en', true],
    ['no event of another family', {}, 'media.create', FILE, null, false],
    ['the event it names', { events: ['entry.publish'] }, 'entry.publish', ARTICLE, 'en', true],
    ['no other event', { events: ['entry.publish'] }, 'entry.update', ARTICLE, 'en', false],
    [
      'any of several events',
      { events: ['entry.create', 'media.*'] },
      'media.delete',
      FILE,
      null,
      true,
    ],
    ['nothing while disabled', { enabled: false }, 'entry.create', ARTICLE, 'en', false],
    ['its content types', { contentTypes: [ARTICLE] }, 'entry.create', ARTICLE, null, true],
    ['no other content type', { contentTypes: [ARTICLE] }, 'entry.create', NOTE, null, false],
    [
      'media whatever its content types',
      { events: ['media.*'], contentTypes: [ARTICLE] },
      'media.create',
      FILE,
      null,
      true,
    ],
    ['its locales', { locales: ['en', 'fr'] }, 'entry.create', ARTICLE, 'fr', true],
    ['no other locale', { locales: ['fr'] }, 'entry.create', ARTICLE, 'en', false],
    ['what has no locale', { locales: ['fr'] }, 'entry.create', NOTE, null, true],
  ])('%s', (_title, more, type, uid, locale, wanted) => {
    expect(wants(webhook(more), { type, uid, locale })).toBe(wanted);
  });
});

describe('the types wanted of a content type', () => {
  const webhooks = [
    webhook({ events: ['entry.create', 'entry.delete'], contentTypes: [ARTICLE] }),
    webhook({ events: ['entry.publish'], locales: ['fr'] }),
    webhook({ events: ['entry.update'], enabled: false }),
    webhook({ events: ['media.*'] }),
  ];

  test('are those of every enabled webhook, whatever the locale', () => {
    expect([...wantedTypes(webhooks, ARTICLE)].filter((type) => type.startsWith('entry.'))).toEqual(
      ['entry.create', 'entry.delete', 'entry.publish']
    );
  });

  test('are fewer where a webhook is limited to other content types', () => {
    expect([...wantedTypes(webhooks, NOTE)].filter((type) => type.startsWith('entry.'))).toEqual([
      'entry.publish',
    ]);
  });

  test('are none without a webhook', () => {
    expect(wantedTypes([], ARTICLE).size).toBe(0);
  });
});
