import {
  madeUpEntry,
  madeUpFile,
  type AttributesOf,
  type SchemaAttribute,
} from '../../server/src/domain/made-up-entry';

const AT = '2031-05-14T13:40:00.123Z';

const FILE: Record<string, SchemaAttribute> = {
  name: { type: 'string' },
  folderPath: { type: 'string', private: true },
  related: { type: 'relation', relation: 'morphToMany' },
  createdAt: { type: 'datetime' },
};

const COMPONENTS: Record<string, Record<string, SchemaAttribute>> = {
  'plugin::upload.file': FILE,
  'api::author.author': {
    name: { type: 'string' },
    email: { type: 'email', private: true },
    articles: { type: 'relation', relation: 'oneToMany', target: 'api::article.article' },
    photo: { type: 'media' },
  },
  'plugin::users-permissions.user': { username: { type: 'string' }, email: { type: 'email' } },
  'shared.link': { label: { type: 'string' }, token: { type: 'password' } },
  'shared.seo': {
    title: { type: 'string' },
    link: { type: 'component', component: 'shared.link' },
  },
};

/** The value of a field that is all there is. */
function valueOf(attribute: SchemaAttribute): unknown {
  const attributesOf: AttributesOf = (uid) => COMPONENTS[uid] ?? { field: attribute };
  return madeUpEntry('api::thing.thing', attributesOf, AT).field;
}

test.each<[SchemaAttribute, unknown]>([
  [{ type: 'string' }, expect.stringMatching(/^Lorem/)],
  [{ type: 'string', maxLength: 3 }, 'Lor'],
  [{ type: 'string', default: 'of the schema' }, 'of the schema'],
  [{ type: 'text' }, expect.stringMatching(/^Lorem/)],
  [{ type: 'richtext' }, expect.stringContaining('## ')],
  [
    { type: 'blocks' },
    [{ type: 'paragraph', children: [{ type: 'text', text: expect.any(String) }] }],
  ],
  [{ type: 'email' }, 'someone@example.com'],
  [{ type: 'uid' }, 'lorem-ipsum'],
  [{ type: 'integer' }, 1],
  [{ type: 'integer', min: 7 }, 7],
  [{ type: 'integer', max: -2 }, -2],
  [{ type: 'integer', default: 0 }, 0],
  [{ type: 'biginteger' }, '1'],
  [{ type: 'biginteger', min: '12' }, '12'],
  [{ type: 'float' }, 1.5],
  [{ type: 'decimal', max: 0.5 }, 0.5],
  [{ type: 'boolean' }, true],
  [{ type: 'boolean', default: false }, false],
  [{ type: 'date' }, '2031-05-14'],
  [{ type: 'time' }, '13:40:00.123'],
  [{ type: 'datetime' }, AT],
  [{ type: 'timestamp' }, AT],
  [{ type: 'json' }, { key: 'value' }],
  [{ type: 'json', default: { of: ['schema'] } }, { of: ['schema'] }],
  [{ type: 'enumeration', enum: ['a', 'b'] }, 'a'],
  [{ type: 'enumeration', enum: ['a', 'b'], default: 'b' }, 'b'],
  [{ type: 'string', default: () => 'x' }, expect.stringMatching(/^Lorem/)],
  [{ type: 'of a plugin' }, null],
  [{ type: 'password' }, undefined],
  [{ type: 'string', private: true }, undefined],
  [{ type: 'component', component: 'shared.link', private: true }, undefined],
  [
    { type: 'component', component: 'shared.link' },
    { id: 1, label: expect.any(String) },
  ],
  [
    { type: 'component', component: 'shared.link', repeatable: true, min: 2 },
    [
      { id: 1, label: expect.any(String) },
      { id: 2, label: expect.any(String) },
    ],
  ],
  [
    { type: 'component', component: 'shared.seo' },
    { id: 1, title: expect.any(String), link: { id: 1, label: expect.any(String) } },
  ],
  [
    { type: 'dynamiczone', components: ['shared.link', 'shared.seo'] },
    [
      { __component: 'shared.link', id: 1, label: expect.any(String) },
      expect.objectContaining({ __component: 'shared.seo', id: 2 }),
    ],
  ],
  [
    { type: 'dynamiczone', components: ['shared.link', 'shared.seo'], max: 1 },
    [expect.objectContaining({ __component: 'shared.link' })],
  ],
  [
    { type: 'relation', relation: 'manyToOne', target: 'api::author.author' },
    { id: 1, documentId: expect.any(String), name: expect.any(String) },
  ],
  [
    { type: 'relation', relation: 'manyToMany', target: 'api::author.author' },
    [{ id: 1, documentId: expect.any(String), name: expect.any(String) }],
  ],
  [
    { type: 'relation', relation: 'oneToOne', target: 'plugin::users-permissions.user' },
    { id: 1, documentId: expect.any(String) },
  ],
  [
    { type: 'relation', relation: 'oneToMany', target: 'admin::user' },
    [{ id: 1, documentId: expect.any(String) }],
  ],
  [{ type: 'relation', relation: 'morphToOne' }, null],
  [{ type: 'relation', relation: 'morphToMany' }, []],
  [{ type: 'media' }, expect.objectContaining({ id: 1, mime: 'image/png', createdAt: AT })],
  [{ type: 'media', multiple: true }, [expect.objectContaining({ url: expect.any(String) })]],
])('%j', (attribute, value) => {
  expect(valueOf(attribute)).toEqual(value);
});

test('a text is as long as it must be', () => {
  expect(valueOf({ type: 'string', minLength: 200 })).toHaveLength(200);
  expect(valueOf({ type: 'text', minLength: 10, maxLength: 20 })).toHaveLength(20);
});

test('a file has its fields, and nothing it is not shown with', () => {
  const file = madeUpFile((uid) => COMPONENTS[uid] ?? {}, AT);
  expect(file).toMatchObject({ id: 1, name: 'example.png', related: [], createdAt: AT });
  expect(valueOf({ type: 'media' })).not.toHaveProperty('related');
});

test('no two entries share what a default is made of', () => {
  const preset = { of: ['schema'] };
  const attributesOf = () => ({ field: { type: 'json', default: preset } });
  const entry = madeUpEntry('api::thing.thing', attributesOf, AT);
  expect(entry.field).toEqual(preset);
  expect(entry.field).not.toBe(preset);
});
