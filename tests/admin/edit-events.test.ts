import { expand, hears, toggled } from '../../admin/src/pages/edit/events/patterns';
import { found, rowsOf } from '../../admin/src/pages/edit/events/rows';
import {
  NO_SUBJECT,
  optionsOf,
  possibleEvents,
  possibleTypes,
} from '../../admin/src/pages/edit/draft/subject';
import { NEW_VALUES } from '../../admin/src/pages/edit/form/values';
import type { EventPattern } from '../../contracts/domain';
import { aCatalogue, ARTICLE, AUTHOR } from './edit-catalogue';

const ENTRY = [
  'entry.create',
  'entry.update',
  'entry.delete',
  'entry.publish',
  'entry.unpublish',
  'entry.draft-discard',
];

describe('patterns', () => {
  test.each<[EventPattern[], EventPattern, EventPattern[]]>([
    [[], 'entry.create', ['entry.create']],
    [['entry.create'], 'entry.create', []],
    [['entry.create', 'media.create'], 'entry.*', ['media.create', 'entry.*']],
    [['entry.*', 'media.create'], 'entry.*', ['media.create']],
    [['media.*'], 'media.update', ['media.create', 'media.delete']],
    [['entry.*'], 'order.paid', ['entry.*', 'order.paid']],
  ])('%j and %s are %j', (events, pattern, expected) => {
    expect(toggled(events, pattern)).toEqual(expected);
  });

  test('one event less than a wildcard leaves the others', () => {
    const left = toggled(['entry.*'], 'entry.publish');
    expect(left).toEqual(ENTRY.filter((type) => type !== 'entry.publish'));
  });

  test('a wildcard stands for its members', () => {
    expect(expand(['entry.*', 'webhook.disabled'])).toEqual([...ENTRY, 'webhook.disabled']);
    expect(hears(['media.*'], 'media.delete')).toBe(true);
    expect(hears(['media.*'], 'entry.delete')).toBe(false);
  });
});

describe('rows of the grid', () => {
  test('a type without draft & publish has no publish', () => {
    const [article, author] = rowsOf(aCatalogue(), []);
    expect(article?.possible).toEqual(ENTRY);
    expect(author?.possible).toEqual(['entry.create', 'entry.update', 'entry.delete']);
  });

  test('a chosen type that is no more has a row', () => {
    const rows = rowsOf(aCatalogue(), [ARTICLE, 'api::gone.gone']);
    expect(rows.at(-1)).toEqual({
      uid: 'api::gone.gone',
      name: 'api::gone.gone',
      possible: [],
      isGone: true,
    });
  });

  test.each([
    ['ART', [ARTICLE]],
    ['api::', [ARTICLE, AUTHOR]],
    ['nothing', []],
  ])('a search for %s finds %j', (search, uids) => {
    expect(found(rowsOf(aCatalogue(), []), search).map(({ uid }) => uid)).toEqual(uids);
  });
});

describe('what a preview tells of', () => {
  const { data } = aCatalogue();

  test("only events that the webhook asks for, the site's own at the end", () => {
    expect(possibleEvents(['order.paid', 'media.*', 'media.create'])).toEqual([
      'media.create',
      'media.update',
      'media.delete',
      'order.paid',
    ]);
  });

  test('only content types that it asks for, and that the event happens to', () => {
    const values = { ...NEW_VALUES, events: ['entry.*' as const] };
    expect(possibleTypes({ ...NO_SUBJECT, event: 'entry.publish' }, values, data)).toEqual([
      ARTICLE,
    ]);
    expect(
      possibleTypes(NO_SUBJECT, { ...values, isEveryType: false, contentTypes: [AUTHOR] }, data)
    ).toEqual([AUTHOR]);
  });

  test('what was chosen and does not fit any more is left to the server', () => {
    const subject = { event: 'entry.publish' as const, uid: AUTHOR, documentId: ' abc ' };
    const values = { ...NEW_VALUES, events: ['entry.*' as const] };
    expect(optionsOf(subject, values, data)).toEqual({ event: 'entry.publish', documentId: 'abc' });
    expect(optionsOf(subject, { ...values, events: ['entry.create'] }, data)).toEqual({
      uid: AUTHOR,
      documentId: 'abc',
    });
  });
});
