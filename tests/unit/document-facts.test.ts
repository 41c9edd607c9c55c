import {
  documentFacts,
  type ActionMeaning,
  type DocumentAction,
  type RowChange,
  type RowRef,
} from '../../server/src/domain/document-facts';

const IDS = { 'draft en': 1, 'published en': 2, 'draft fr': 3, 'published fr': 4 } as const;
type RowName = keyof typeof IDS;

/** `published en` written anew has another id than the one it replaces. */
const NEW_ID = 10;

function row(name: RowName, id: number = IDS[name]): RowRef {
  const [version, locale] = name.split(' ');
  return { id, documentId: 'doc', locale: locale ?? null, published: version === 'published' };
}

const created = (name: RowName, id?: number): RowChange => ({
  kind: 'create',
  row: row(name, id),
});
const updated = (name: RowName): RowChange => ({ kind: 'update', row: row(name) });
const deleted = (name: RowName): RowChange => ({ kind: 'delete', row: row(name) });

function meaning(name: DocumentAction, more: Partial<ActionMeaning> = {}): ActionMeaning {
  return { name, draftAndPublish: true, ownLocales: new Set(), ended: true, ...more };
}

/** `entry.update fr #3 if changed`, `entry.delete en #2 gone` */
function told(action: ActionMeaning, changes: readonly RowChange[]): string[] {
  return documentFacts(action, changes).map((fact) =>
    [
      fact.type,
      fact.row.locale,
      `#${fact.row.id}`,
      ...(fact.gone ? ['gone'] : []),
      ...(fact.onlyIfChanged ? ['if changed'] : []),
    ].join(' ')
  );
}

const republishing = [
  deleted('published en'),
  updated('draft en'),
  created('published en', NEW_ID),
];

const CASES: [string, DocumentAction, RowChange[], string[]][] = [
  ['a create', 'create', [created('draft en')], ['entry.create en #1']],
  [
    'a create that publishes',
    'create',
    [created('draft en'), updated('draft en'), created('published en')],
    ['entry.create en #1', 'entry.publish en #2'],
  ],
  ['an update', 'update', [updated('draft en')], ['entry.update en #1']],
  ['an update that makes a locale', 'update', [created('draft fr')], ['entry.create fr #3']],
  [
    'an update that publishes',
    'update',
    [updated('draft en'), ...republishing],
    ['entry.update en #1', `entry.publish en #${NEW_ID}`],
  ],
  [
    'an update whose fields go to another locale',
    'update',
    [updated('draft en'), updated('draft fr')],
    ['entry.update en #1', 'entry.update fr #3 if changed'],
  ],
  [
    'a new locale whose fields go to another locale',
    'update',
    [created('draft fr'), updated('draft en')],
    ['entry.create fr #3', 'entry.update en #1 if changed'],
  ],
  ['a first publish', 'publish', [created('published en')], ['entry.publish en #2']],
  [
    'a first publish that stamps the draft',
    'publish',
    [updated('draft en'), created('published en')],
    ['entry.publish en #2'],
  ],
  ['a further publish', 'publish', republishing, [`entry.publish en #${NEW_ID}`]],
  [
    'a publish of two locales',
    'publish',
    [created('published en'), created('published fr')],
    ['entry.publish en #2', 'entry.publish fr #4'],
  ],
  [
    'a publish whose fields go to another locale',
    'publish',
    [created('published en'), updated('published fr')],
    ['entry.publish en #2', 'entry.update fr #4 if changed'],
  ],
  ['an unpublish', 'unpublish', [deleted('published en')], ['entry.unpublish en #2 gone']],
  [
    'an unpublish of two locales',
    'unpublish',
    [deleted('published en'), deleted('published fr')],
    ['entry.unpublish en #2 gone', 'entry.unpublish fr #4 gone'],
  ],
  [
    'a discarded draft',
    'discardDraft',
    [deleted('draft en'), created('draft en', NEW_ID)],
    [`entry.draft-discard en #${NEW_ID}`],
  ],
  [
    'a discarded draft of what was never published, which deletes it',
    'discardDraft',
    [deleted('draft en')],
    ['entry.delete en #1 gone'],
  ],
  [
    'a clone of two locales',
    'clone',
    [created('draft en'), created('draft fr')],
    ['entry.create en #1', 'entry.create fr #3'],
  ],
  ['a delete of a draft', 'delete', [deleted('draft en')], ['entry.delete en #1 gone']],
  [
    'a delete of both versions, with the published one',
    'delete',
    [deleted('draft en'), deleted('published en')],
    ['entry.delete en #2 gone'],
  ],
  [
    'a delete of two locales',
    'delete',
    [deleted('draft en'), deleted('published en'), deleted('draft fr')],
    ['entry.delete en #2 gone', 'entry.delete fr #3 gone'],
  ],
  [
    'a publish that ends before the new version',
    'publish',
    [deleted('published en')],
    ['entry.unpublish en #2 gone'],
  ],
  [
    'an update whose hook deletes the draft of another locale',
    'update',
    [updated('draft en'), deleted('draft fr')],
    ['entry.update en #1', 'entry.delete fr #3 gone'],
  ],
  ['nothing', 'update', [], []],
];

describe('the rows of an action mean', () => {
  test.each(CASES)('%s (%s)', (_title, action, changes, facts) => {
    expect(told(meaning(action), changes)).toEqual(facts);
  });
});

describe('a type without draft & publish', () => {
  const plain = { draftAndPublish: false };

  test.each<[DocumentAction, RowChange[], string[]]>([
    ['create', [created('published en')], ['entry.create en #2']],
    ['clone', [created('published en')], ['entry.create en #2']],
    ['update', [updated('published en')], ['entry.update en #2']],
    ['delete', [deleted('published en')], ['entry.delete en #2 gone']],
  ])('is told of %s as of the entry itself', (action, changes, facts) => {
    expect(told(meaning(action, plain), changes)).toEqual(facts);
  });
});

test('a locale is null where a type is not localized', () => {
  const draft: RowRef = { id: 1, documentId: 'doc', locale: null, published: false };
  const facts = documentFacts(meaning('update'), [{ kind: 'update', row: draft }]);
  expect(facts).toEqual([{ type: 'entry.update', row: draft, gone: false, onlyIfChanged: false }]);
});

describe('a further transaction of an action', () => {
  const further = meaning('update', { ownLocales: new Set(['en']) });

  test('tells other locales only if something differs', () => {
    expect(told(further, [updated('draft fr')])).toEqual(['entry.update fr #3 if changed']);
  });

  test('tells the own locale as a write that came after', () => {
    expect(told(further, [updated('draft en')])).toEqual(['entry.update en #1']);
  });
});

test('one row changed twice in an action is told once', () => {
  expect(told(meaning('update'), [updated('draft en'), updated('draft en')])).toEqual([
    'entry.update en #1',
  ]);
});

describe('what is told before the end of an action stays told, and comes first', () => {
  test.each(CASES)('%s (%s)', (_title, action, changes) => {
    const whole = told(meaning(action), changes);
    for (let length = 0; length < changes.length; length += 1) {
      const part = told(meaning(action, { ended: false }), changes.slice(0, length));
      expect(part).toEqual(whole.slice(0, part.length));
    }
  });
});
