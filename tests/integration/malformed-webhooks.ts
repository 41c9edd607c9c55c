import fc from 'fast-check';

// One wrong field at a time: what is refused for something else never reaches the rule it is about.

/** A webhook with nothing wrong in it. */
export const SOUND = {
  name: 'a webhook',
  url: 'https://example.com/hooks',
  events: ['entry.create', 'entry.update'],
  contentTypes: ['api::article.article'],
};

export const PROTOTYPE_KEYS = ['__proto__', 'constructor', 'prototype', 'toString'];

const text = fc.string({ maxLength: 8 });
/** No database is asked for it. */
export const unkeepable = fc
  .tuple(text, fc.constantFrom('\0', '\ud800', '\udc00'), text)
  .map((parts) => parts.join(''));
const longerThan = (length: number) =>
  fc.constantFrom(1, 100, 50_000).map((more) => 'x'.repeat(length + more));

const json = fc.jsonValue();
const key = fc.oneof(fc.constantFrom(...PROTOTYPE_KEYS, '$ne', 'id'), fc.string({ minLength: 1 }));
const object = fc.dictionary(key, json, { noNullPrototype: true });
const list = fc.array(json);
const noText = fc.oneof(fc.integer(), fc.boolean(), list, object);
const noFlag = fc.oneof(fc.constant(null), fc.integer(), fc.string(), list, object);
const noWord = fc.oneof(
  ...[noText, fc.constant(null), unkeepable],
  fc.constantFrom('', 'GET', 'post', ' ', ...PROTOTYPE_KEYS)
);
const noList = fc.oneof(fc.constant(null), fc.integer(), fc.boolean(), object);

const wrongNumber = (most: number) =>
  fc.oneof(
    fc.constantFrom(0, -1, 1.5, most + 1, 1e308, Number.MIN_VALUE, 2 ** 53),
    fc.oneof(fc.string(), fc.boolean(), list, object)
  );

/** Lists in which one of several is wrong. */
const withWrong = (wrong: fc.Arbitrary<unknown>, ...sound: unknown[]) =>
  fc.oneof(
    wrong.map((one) => [one]),
    wrong.map((one) => [...sound, one]),
    wrong.map((one) => [one, ...sound])
  );

/** So deep that who looks into it step by step falls over. */
const DEEP: unknown = Array.from({ length: 3_000 }).reduce<unknown>(
  (inner) => ({ $not: inner }),
  {}
);
const DEEP_LIST: unknown = Array.from({ length: 3_000 }).reduce<unknown>((inner) => [inner], []);

const BACK_AND_FORTH = Array.from({ length: 4 }).flatMap(() => ['author', 'articles']);
/** Each name is one there is; together they go too far. */
const TOO_FAR = BACK_AND_FORTH.reduceRight<unknown>(
  (below, name) => ({ [name]: { populate: below } }),
  '*'
);
const TOO_MANY_PARTS = { $or: Array.from({ length: 600 }).fill({ locale: 'en' }) };
const NESTED = Array.from({ length: 50 }).reduce<unknown>((inner) => ({ $not: inner }), {});

const noField = fc.oneof(
  fc.constantFrom('nothing', '', 'author', 'secretNote', 'previewPassword', ...PROTOTYPE_KEYS),
  unkeepable
);
const noRelation = fc.oneof(
  fc.constantFrom('nothing', 'title', 'author.nothing', 'author.articles.title', 'cover.related'),
  fc.constantFrom(...PROTOTYPE_KEYS, 'author.__proto__', BACK_AND_FORTH.join('.')),
  unkeepable
);

const wrongInner = fc.oneof(
  fc.constantFrom<unknown>(1, null, { filters: { name: 'a' } }, { sort: 'name' }, { limit: 1 }),
  fc.constantFrom<unknown>({ fields: 1 }, { fields: {} }, { populate: 1 }, { fields: [1] }),
  fc.constantFrom<unknown>({ ['__proto__']: 1 }, { constructor: {} }, DEEP, DEEP_LIST),
  noField.map((name) => ({ fields: name === 'author' ? ['nothing'] : [name] }))
);

const { populate: wrongPopulate } = fc.letrec((tie) => ({
  populate: fc.oneof(
    { maxDepth: 3 },
    fc.oneof(
      fc.constantFrom<unknown>(1, [1], [null], [['author']], DEEP, DEEP_LIST, TOO_FAR),
      withWrong(noRelation, 'author', 'categories'),
      noRelation.map((name) => ({ [name]: true })),
      wrongInner.map((inner) => ({ author: inner })),
      wrongInner.map((inner) => ({ cover: true, categories: inner })),
      noField.map((name) => ({ sections: { on: { [name]: true } } })),
      fc.constantFrom<unknown>({ cover: { populate: '*' } }, { reviewer: { populate: ['role'] } })
    ),
    tie('populate').map((below) => ({ author: { populate: { articles: { populate: below } } } }))
  ),
}));

const entryCondition = fc.oneof(
  noField.map((name) => (name === 'author' ? { author: { nothing: 1 } } : { [name]: 1 })),
  fc.constantFrom<unknown>(
    ...[{ title: { $wrong: 1 } }, { title: { name: 1 } }, { title: { $in: 'a' } }],
    ...[{ rating: { $between: [1] } }, { title: { $null: 'yes' } }, { title: { $contains: {} } }],
    ...[{ author: { passphrase: 'a' } }, { author: { articles: { nothing: 1 } } }, { $and: {} }],
    ...[{ title: { $eq: { a: 1 } } }, { title: { $in: [[]] } }, { settings: { $deep: 1 } }],
    { title: { $in: Array.from({ length: 501 }).fill('a') } }
  ),
  longerThan(1_000).map((title) => ({ title })),
  unkeepable.map((title) => ({ title: { $contains: title } })),
  unkeepable.map((name) => ({ settings: { [name]: 1 } }))
);

const { condition: wrongCondition } = fc.letrec((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3 },
    fc.oneof(
      fc.constantFrom<unknown>('locale', 1, true, [], [{}], { nothing: 1 }, { $eq: 1 }, { $or: 1 }),
      fc.constantFrom<unknown>({ ['__proto__']: {} }, { constructor: 1 }, { actor: { name: 'a' } }),
      fc.constantFrom<unknown>({ locale: { a: 1 } }, { changes: { title: 1 } }),
      fc.constantFrom<unknown>(
        NESTED,
        TOO_MANY_PARTS,
        DEEP,
        { entry: DEEP },
        { entry: { settings: DEEP_LIST } }
      ),
      entryCondition.map((entry) => ({ entry })),
      entryCondition.map((previous) => ({ locale: 'en', previous }))
    ),
    tie('condition').map((one) => ({ $and: [one] })),
    tie('condition').map((one) => ({ $or: [{ locale: 'en' }, one] })),
    tie('condition').map((one) => ({ $not: one }))
  ),
}));

const wrongHeader = fc.oneof(
  fc.constantFrom<unknown>(null, 'X: y', [], {}, { name: 'X' }, { value: 'x' }, { name: '' }),
  fc.constantFrom(...PROTOTYPE_KEYS).map((name) => ({ name: 'X', value: 'x', [name]: 'x' })),
  fc
    .oneof(fc.constantFrom('X y', 'X:', 'X\r\nY', 'Host', 'X-Strapi-Event', 'é'), unkeepable)
    .map((name) => ({ name, value: 'x' })),
  fc
    .oneof(
      fc.constantFrom('a\r\nX: y', '\u007f', '漢', '${env:HOME}'),
      unkeepable,
      longerThan(8_000)
    )
    .map((value) => ({ name: 'X', value })),
  noText.map((value) => ({ name: 'X', value })),
  fc.constantFrom(...['', null]).map((value) => ({ name: 'X', value, secret: true })),
  noFlag.map((secret) => ({ name: 'X', value: 'x', secret }))
);

/** By field: nothing that it takes. */
export const WRONG: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  name: fc.oneof(noText, fc.constantFrom(null, '', ' '), unkeepable, longerThan(200)),
  description: fc.oneof(noText, fc.constant(null), unkeepable, longerThan(2_000)),
  key: fc.oneof(noText, fc.constant(''), unkeepable, longerThan(100)),
  url: fc.oneof(
    ...[noText, fc.constant(null), longerThan(2_000)],
    unkeepable.map((end) => `https://example.com/${end}`),
    fc.constantFrom('', 'javascript:alert(1)', 'file:///etc/passwd', 'http://', '//example.com'),
    fc.constantFrom('ftp://example.com', 'http://a:%ff@b.com', 'http://a:%0d%0a@b.com', 'data:,a')
  ),
  verify: noFlag,
  enabled: noFlag,
  generateSecret: noFlag,
  includePrevious: noFlag,
  includeActor: noFlag,
  method: noWord,
  contentType: noWord,
  format: noWord,
  ordering: noWord,
  events: fc.oneof(
    ...[noList, fc.constantFrom<unknown>([], 'nothing', '')],
    fc.constant(Array.from({ length: 51 }).fill('entry.create')),
    withWrong(fc.oneof(noWord, fc.constantFrom('entry.gone', 'order.paid', '*')), 'entry.create')
  ),
  contentTypes: fc.oneof(
    ...[noList, fc.string()],
    fc.constant(Array.from({ length: 501 }).fill('api::article.article')),
    withWrong(
      fc.oneof(noWord, fc.constantFrom('api::gone.gone', 'admin::user', 'api::__proto__.a')),
      'api::article.article'
    )
  ),
  locales: fc.oneof(
    ...[noList, fc.string(), fc.constant(Array.from({ length: 201 }).fill('en'))],
    withWrong(fc.oneof(noText, fc.constantFrom(null, ''), unkeepable, longerThan(35)), 'en')
  ),
  headers: fc.oneof(
    ...[noList, fc.string(), withWrong(wrongHeader, { name: 'X-Sound', value: 'x' })],
    fc.constant(Array.from({ length: 51 }, (_, index) => ({ name: `X-${index}`, value: '' })))
  ),
  secret: fc.oneof(
    ...[noText, longerThan(50)],
    fc.constantFrom('', 'short', 'whsec_', 'whsec_!', 'whsk_AAAA', 'whpk_AAAA'),
    unkeepable.map((end) => `long enough ${end}`)
  ),
  fields: fc.oneof(
    ...[fc.constantFrom<unknown>(1, true, {}, DEEP, DEEP_LIST), withWrong(noField, 'title')],
    fc.constant(Array.from({ length: 501 }).fill('title')),
    withWrong(noText, 'title')
  ),
  populate: wrongPopulate as fc.Arbitrary<unknown>,
  condition: wrongCondition as fc.Arbitrary<unknown>,
  transform: fc.oneof(
    ...[noText, fc.constantFrom('', ' '), longerThan(10_000)],
    fc.constantFrom('(', ')', '{', '[1', '"a', 'a +', '/(/', '$map(entry, function($x){', '|a|'),
    unkeepable.map((end) => `"${end}"`)
  ),
  maxAttempts: wrongNumber(50),
  timeoutMs: wrongNumber(60_000),
  rateLimitPerSecond: wrongNumber(10_000),
  concurrency: wrongNumber(1_000),
  coalesceMs: wrongNumber(3_600_000),
  signatureSchemes: fc.oneof(
    ...[noList, fc.string(), fc.constantFrom<unknown>([], ['hex', 'hex', 'hex', 'hex'])],
    withWrong(noWord, 'hex')
  ),
};

export interface WrongField {
  field: string;
  given: object;
}

/** One field with what it never takes. */
export const wrongField: fc.Arbitrary<WrongField> = fc.oneof(
  ...Object.entries(WRONG).map(([field, wrong]) =>
    wrong.map((value) => ({ field, given: { [field]: value } }))
  )
);

/** A field that there is not, beside sound ones. */
export const unknownField: fc.Arbitrary<object> = fc
  .tuple(fc.constantFrom('nothing', 'id', 'sealedSecret', '$where', 'managed', 'toString'), json)
  .map(([name, value]) => ({ [name]: value }));
