import type { JsonObject } from '../../contracts/domain';
import { documentsOf, queryOf, type Doc } from '../helpers/documents';
import { allEvents } from '../helpers/events';
import { startReceiver, type Received, type Receiver } from '../helpers/receiver';
import { restClient } from '../helpers/rest';
import { startStrapi, type TestStrapi } from '../helpers/strapi';

const ARTICLE = 'api::article.article';
const FORMATS = ['strapi', 'standard', 'thin'] as const;
const TYPES = [
  'entry.create',
  'entry.update',
  'entry.publish',
  'entry.draft-discard',
  'entry.unpublish',
  'entry.delete',
];

let app: TestStrapi;
let receiver: Receiver;
let author: Doc;
let reviewer: Doc;
let owner: Doc;
/** What the database holds of the article, read past every rule. */
let stored: string;

beforeAll(async () => {
  receiver = await startReceiver();
  app = await startStrapi();
  for (const format of FORMATS) {
    await app.service('webhooks').create({
      name: format,
      url: `${receiver.url}/${format}`,
      events: ['entry.*', 'media.*'],
      contentTypes: [ARTICLE],
      format,
      includePrevious: true,
    });
  }
  await plantPeople();
  await liveThroughEverything();
});

afterAll(async () => {
  await app?.stop();
  await receiver?.stop();
});

async function plantPeople(): Promise<void> {
  reviewer = await documentsOf(app, 'plugin::users-permissions.user').create({
    data: {
      username: 'planted-username',
      email: 'planted-user@example.com',
      password: 'planted-user-password',
      resetPasswordToken: 'planted-reset-token',
    },
  });
  owner = await queryOf(app, 'admin::user').create({
    data: {
      firstname: 'planted-firstname',
      lastname: 'planted-lastname',
      username: 'planted-admin',
      email: 'planted-admin@example.com',
      password: 'planted-admin-password',
    },
  });
  author = await documentsOf(app, 'api::author.author').create({
    data: {
      name: 'Visible author',
      email: 'planted-author@example.com',
      passphrase: 'planted-passphrase',
      user: reviewer.documentId,
    },
  });
}

/** An article that holds everything an article can, from its first draft to its end. */
async function liveThroughEverything(): Promise<void> {
  const articles = documentsOf(app, ARTICLE);
  const rest = await restClient(app);
  const files = new FormData();
  files.append('files', new Blob(['a file'], { type: 'text/plain' }), 'visible-file.txt');
  const [file] = (await rest('POST', '/api/upload', files)).body as Doc[];
  const category = await documentsOf(app, 'api::category.category').create({
    data: { name: 'Visible category' },
  });

  const keyword = { label: 'Visible keyword', token: 'planted-token' };
  const { documentId } = await articles.create({
    data: {
      title: 'Visible title',
      secretNote: 'planted-note',
      previewPassword: 'planted-preview',
      author: author.documentId,
      categories: [category.documentId],
      reviewer: reviewer.documentId,
      owner: owner.id,
      createdBy: owner.id,
      updatedBy: owner.id,
      cover: file?.id,
      gallery: [file?.id],
      seo: {
        metaTitle: 'Visible meta',
        internal: 'planted-internal',
        image: file?.id,
        keywords: [keyword],
      },
      links: [{ label: 'Visible link', token: 'planted-link-token' }],
      sections: [
        {
          __component: 'sections.quote',
          text: 'Visible quote',
          person: author.documentId,
          speaker: reviewer.documentId,
        },
        { __component: 'sections.teaser', headline: 'Visible teaser', secret: 'planted-teaser' },
      ],
    },
  });
  await articles.update({ documentId, data: { rating: 1, secretNote: 'planted-note-2' } });
  await articles.publish({ documentId });
  await articles.publish({ documentId });
  await articles.update({ documentId, data: { rating: 2 } });
  await articles.discardDraft({ documentId });
  await queryOf(app, ARTICLE).update({ where: { documentId }, data: { rating: 3 } });
  const rename = new FormData();
  rename.append('fileInfo', JSON.stringify({ alternativeText: 'Visible text' }));
  await rest('POST', `/api/upload?id=${file?.id}`, rename);
  stored = await everythingStored(documentId);
  await articles.unpublish({ documentId });
  await articles.delete({ documentId });
  await receiver.waitFor((await allEvents(app)).length * FORMATS.length);
}

async function everythingStored(documentId: string): Promise<string> {
  const row = await queryOf(app, ARTICLE).findOne({
    where: { documentId },
    populate: {
      author: true,
      reviewer: true,
      owner: true,
      createdBy: true,
      links: true,
      seo: { populate: { keywords: true } },
      sections: { on: { 'sections.quote': true, 'sections.teaser': true } },
    },
  });
  return JSON.stringify(row);
}

function bodiesOf(type: string, format?: (typeof FORMATS)[number]): Received[] {
  const bodies = receiver.requests.filter(
    ({ headers, path }) =>
      headers['x-strapi-event'] === type && (format === undefined || path === `/${format}`)
  );
  expect(bodies.length).toBeGreaterThan(0);
  return bodies;
}

const entriesOf = (type: string): JsonObject[] => [
  ...bodiesOf(type, 'strapi').map(({ json }) => json.entry as JsonObject),
  ...bodiesOf(type, 'standard').map(({ json }) => (json.data as JsonObject).entry as JsonObject),
];

const previousOf = (type: string): JsonObject[] => [
  ...bodiesOf(type, 'strapi').map(({ json }) => json.previous as JsonObject),
  ...bodiesOf(type, 'standard').map(({ json }) => (json.data as JsonObject).previous as JsonObject),
];

/** Names of what is private, a password or of a person, at any depth. */
const HIDDEN = [
  ...['secretNote', 'previewPassword', 'email', 'passphrase', 'internal', 'token', 'secret'],
  ...[
    'username',
    'password',
    'firstname',
    'lastname',
    'resetPasswordToken',
    'createdBy',
    'updatedBy',
  ],
];

test('the database holds what no body may', () => {
  for (const marker of ['note', 'author@', 'username', 'firstname', 'internal', 'teaser']) {
    expect(stored).toContain(`planted-${marker}`);
  }
  expect(stored).toMatch(/"previewPassword":"/);
  expect(stored).toMatch(/"token":"/);
});

describe.each([...TYPES, 'media.update'])('%s', (type) => {
  test('tells nothing private, no password and no person, in any format', () => {
    expect(new Set(bodiesOf(type).map(({ path }) => path)).size).toBe(FORMATS.length);
    for (const { body } of bodiesOf(type)) {
      expect(body).not.toMatch(/planted/i);
      expect(body).not.toMatch(/\$2[aby]\$/);
      for (const name of HIDDEN) expect(body).not.toContain(`"${name}":`);
    }
  });
});

const reference = ({ id, documentId }: Doc) => ({ id, documentId });

/** The article as every receiver sees it. */
const visible = () => {
  const file = expect.objectContaining({ name: 'visible-file.txt', url: expect.any(String) });
  const person = expect.objectContaining({ ...reference(author), name: 'Visible author' });
  return expect.objectContaining({
    title: 'Visible title',
    author: person,
    categories: [expect.objectContaining({ name: 'Visible category' })],
    reviewer: reference(reviewer),
    owner: reference(owner),
    cover: file,
    gallery: [file],
    seo: {
      id: expect.any(Number),
      metaTitle: 'Visible meta',
      image: file,
      keywords: [{ id: expect.any(Number), label: 'Visible keyword', url: null }],
    },
    links: [{ id: expect.any(Number), label: 'Visible link', url: null }],
    sections: [
      {
        __component: 'sections.quote',
        id: expect.any(Number),
        text: 'Visible quote',
        person,
        speaker: reference(reviewer),
      },
      { __component: 'sections.teaser', id: expect.any(Number), headline: 'Visible teaser' },
    ],
  });
};

describe('relations, media and components are told, and users by reference alone', () => {
  test.each(TYPES)('in %s', (type) => {
    for (const entry of entriesOf(type)) expect(entry).toEqual(visible());
  });

  test.each(['entry.update', 'entry.publish'])('in what was before an %s', (type) => {
    const known = previousOf(type).filter((previous) => previous !== null);
    expect(known.length).toBeGreaterThan(0);
    for (const previous of known) expect(previous).toEqual(visible());
  });
});
