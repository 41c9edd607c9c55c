import { changesOf, draftOf, matchDraftOf } from '../../admin/src/pages/edit/form/changes';
import { readForm } from '../../admin/src/pages/edit/form/input';
import { firstSectionOf, sectionOf } from '../../admin/src/pages/edit/form/sections';
import { readServerErrors } from '../../admin/src/pages/edit/form/server-errors';
import { readNames, readObject, readPopulate } from '../../admin/src/pages/edit/form/texts';
import { NEW_VALUES, valuesOf, type FormValues } from '../../admin/src/pages/edit/form/values';
import type { Webhook } from '../../contracts/domain';
import { aWebhook } from './factories';

const filled: FormValues = {
  ...NEW_VALUES,
  name: ' Search ',
  url: 'https://example.com/webhook',
  events: ['entry.*'],
};

const refusalOf = (...errors: { path: string[]; message: string }[]) => ({
  name: 'ValidationError',
  message: 'all of it',
  details: { errors },
});

describe('what is sent', () => {
  test('of a new webhook only what is not the default, and that a secret is wanted', () => {
    expect(changesOf(filled, null)).toEqual({
      name: 'Search',
      url: 'https://example.com/webhook',
      events: ['entry.*'],
      generateSecret: true,
    });
  });

  test('a secret of its own, or none', () => {
    const own = changesOf({ ...filled, secretMode: 'own', ownSecret: 'my own secret' }, null);
    expect(own).toMatchObject({ secret: 'my own secret' });
    expect(own).not.toHaveProperty('generateSecret');
    const none = changesOf({ ...filled, secretMode: 'none' }, null);
    expect(Object.keys(none)).toEqual(['name', 'url', 'events']);
  });

  test('nothing of a stored webhook that was not changed', () => {
    const stored = aWebhook({
      fields: ['title', 'slug'],
      populate: { author: { fields: ['name'] } },
      condition: { entry: { title: { $eq: 'x' } } },
      transform: '{ "a": 1 }',
      contentTypes: ['api::article.article'],
      headers: [
        { name: 'X-Team', value: 'web' },
        { name: 'Authorization', value: null, secret: true },
      ],
    });
    expect(changesOf(valuesOf(stored), stored)).toEqual({});
  });

  test.each<[string, Partial<Webhook>, Partial<FormValues>, object]>([
    [
      'an emptied condition is null',
      { condition: { entry: {} } },
      { condition: ' ' },
      { condition: null },
    ],
    ['an emptied transform is null', { transform: 'x' }, { transform: '' }, { transform: null }],
    ['emptied fields are null', { fields: ['a'] }, { fields: '' }, { fields: null }],
    ['an emptied number is null', { timeoutMs: 5000 }, { timeoutMs: null }, { timeoutMs: null }],
    [
      'all content types are an empty list',
      { contentTypes: ['api::article.article'] },
      { isEveryType: true },
      { contentTypes: [] },
    ],
    ['to verify is asked, and not kept', {}, { verify: true }, { verify: true }],
  ])('%s', (_title, stored, typed, expected) => {
    const webhook = aWebhook(stored);
    expect(changesOf({ ...valuesOf(webhook), ...typed }, webhook)).toEqual(expected);
  });
});

describe('headers', () => {
  const stored = aWebhook({ headers: [{ name: 'Authorization', value: null, secret: true }] });
  const [row] = valuesOf(stored).headers;
  if (row === undefined) throw new Error('a header is expected');

  const sent = (changed: object) =>
    readForm({ ...filled, headers: [{ ...row, ...changed }] }).input.headers;

  test('a secret one without a new value is sent without one', () => {
    expect(sent({ name: 'authorization' })).toEqual([{ name: 'authorization', secret: true }]);
  });

  test('a secret one that is renamed needs a value', () => {
    expect(sent({ name: 'X-Key' })).toEqual([{ name: 'X-Key', value: '', secret: true }]);
  });

  test('one that is secret no more needs a value', () => {
    expect(sent({ secret: false })).toEqual([{ name: 'Authorization', value: '' }]);
  });

  test('empty rows are not sent', () => {
    expect(sent({ name: ' ' })).toEqual([]);
  });
});

describe('what is judged before the server is asked', () => {
  test('a name, a URL and an event are needed', () => {
    const { problems } = readForm(NEW_VALUES);
    expect(problems.map(({ field }) => field)).toEqual(['name', 'url', 'events']);
  });

  test.each(['example.com', 'ftp://example.com', 'javascript:alert(1)', 'https://'])(
    '%s is no URL of a receiver',
    (url) => {
      expect(readForm({ ...filled, url }).problems.map(({ field }) => field)).toEqual(['url']);
    }
  );

  test('no content type at all is not all of them', () => {
    const { problems, input } = readForm({ ...filled, isEveryType: false });
    expect(problems.map(({ field }) => field)).toEqual(['contentTypes']);
    expect(input).not.toHaveProperty('contentTypes');
  });

  test('media alone needs no content type', () => {
    const values = { ...filled, isEveryType: false, events: ['media.*' as const] };
    expect(readForm(values).problems).toEqual([]);
  });

  test('what is no JSON is not sent', () => {
    const { problems, input } = readForm({ ...filled, condition: '{ "entry": ' });
    expect(problems.map(({ field }) => field)).toEqual(['condition']);
    expect(input).not.toHaveProperty('condition');
  });
});

describe('texts', () => {
  test.each([
    ['', null],
    ['title', ['title']],
    ['title, slug\nbody', ['title', 'slug', 'body']],
    ['*', ['*']],
    ['["title", "slug"]', ['title', 'slug']],
    ['[]', []],
  ])('%j names %j', (text, names) => {
    expect(readNames(text)).toEqual({ value: names });
  });

  test('populate is names or an object of them', () => {
    expect(readPopulate('author, cover')).toEqual({ value: ['author', 'cover'] });
    expect(readPopulate('{ "author": true }')).toEqual({ value: { author: true } });
    expect(readPopulate('{ author')).toHaveProperty('problem');
    expect(readNames('[1]')).toHaveProperty('problem');
  });

  test('a condition is an object', () => {
    expect(readObject('[]')).toHaveProperty('problem');
    expect(readObject('"text"')).toHaveProperty('problem');
    expect(readObject(' ')).toEqual({ value: null });
  });
});

describe('drafts', () => {
  test('a new one needs a URL and an event, and no name', () => {
    expect(draftOf({ ...filled, url: 'https' }, null)).toBeNull();
    expect(draftOf({ ...filled, events: [] }, null)).toBeNull();
    expect(draftOf({ ...filled, name: '', verify: true }, null)).toEqual({
      name: 'New webhook',
      url: filled.url,
      events: ['entry.*'],
      generateSecret: true,
    });
  });

  test('a stored one is its id and what was changed', () => {
    const stored = aWebhook();
    const values = { ...valuesOf(stored), format: 'thin' as const };
    expect(draftOf(values, stored)).toEqual({ id: stored.id, format: 'thin' });
  });

  test('what is matched has no part in URLs and secrets', () => {
    const stored = aWebhook();
    const values = { ...valuesOf(stored), url: 'https://other.example.com', locales: ['de'] };
    expect(matchDraftOf(values, stored)).toEqual({ id: stored.id, locales: ['de'] });
    expect(matchDraftOf({ ...filled, url: '' }, null)).toEqual({
      name: 'New webhook',
      url: 'https://example.com',
      events: ['entry.*'],
    });
  });
});

describe('refusals of the server', () => {
  const rows = [
    { key: 0, name: '', value: '', secret: false, storedAs: null },
    { key: 1, name: 'X-A', value: 'a', secret: false, storedAs: null },
    { key: 2, name: 'Host', value: 'b', secret: false, storedAs: null },
  ];

  test.each([
    [['url'], 'url', 'is wrong'],
    [['events', '0'], 'events', 'is wrong'],
    [['contentTypes', '3'], 'contentTypes', 'is wrong'],
    [['secret'], 'ownSecret', 'is wrong'],
    // The second that was sent is the third row.
    [['headers', '1', 'name'], 'headers.2.name', 'is wrong'],
    [['headers', '0', 'value'], 'headers.1.value', 'is wrong'],
    [['condition', 'entry', 'titel'], 'condition', 'entry.titel: is wrong'],
    [['populate'], 'populate', 'is wrong'],
    [['transform-failed'], 'transform', 'is wrong'],
  ])('%j is about %s', (path, field, text) => {
    const error = refusalOf({ path, message: 'is wrong' });
    const { fields, others } = readServerErrors(error, { ...filled, headers: rows });
    expect(fields).toEqual({ [field]: text });
    expect(others).toEqual([]);
  });

  test('what is about no field is told beside', () => {
    const error = refusalOf(
      { path: ['documentId'], message: 'there is none' },
      { path: [], message: 'is wrong' }
    );
    expect(readServerErrors(error, filled)).toEqual({
      fields: {},
      others: ['documentId: there is none', 'is wrong'],
    });
  });

  test.each([undefined, null, 'text', new Error('lost'), { details: { errors: [1, {}] } }])(
    '%p names no field',
    (error) => {
      expect(readServerErrors(error, filled)).toEqual({ fields: {}, others: [] });
    }
  );
});

test('the first section with an error is the leftmost', () => {
  expect(sectionOf('headers.1.name')).toBe('headers');
  expect(sectionOf('ownSecret')).toBe('webhook');
  expect(firstSectionOf(['coalesceMs', 'condition', 'headers.0.value'])).toBe('headers');
  expect(firstSectionOf(['timeoutMs', 'url'])).toBe('webhook');
});
