import type { Json, JsonObject } from '../../contracts/domain';
import { documentsOf, queryOf, type Doc } from '../helpers/documents';
import { startDeliveries, type DeliverySetup } from './delivery-setup';

const contentTypes = ['api::article.article'];

let setup: DeliverySetup;
let author: Doc;
let reviewer: Doc;
let owner: Doc;

beforeAll(async () => {
  setup = await startDeliveries({});
  reviewer = await documentsOf(setup.app, 'plugin::users-permissions.user').create({
    data: { username: 'planted-user', email: 'planted@example.com', password: 'planted-password' },
  });
  owner = await queryOf(setup.app, 'admin::user').create({
    data: { firstname: 'planted-owner', email: 'planted-owner@example.com', password: 'planted-1' },
  });
  author = await documentsOf(setup.app, 'api::author.author').create({
    data: { name: 'Ann', email: 'planted-author@example.com', user: reviewer.documentId },
  });
});

afterEach(() => setup.clear());
afterAll(() => setup?.stop());

const articles = () => documentsOf(setup.app, 'api::article.article');

function newArticle(): Promise<Doc> {
  return articles().create({
    data: {
      title: 'Title',
      slug: 'slug',
      secretNote: 'planted-note',
      author: author.documentId,
      reviewer: reviewer.documentId,
      owner: owner.id,
      seo: { metaTitle: 'Meta', internal: 'planted-internal', keywords: [{ label: 'k' }] },
      sections: [
        {
          __component: 'sections.quote',
          text: 'q',
          person: author.documentId,
          speaker: reviewer.documentId,
        },
        { __component: 'sections.teaser', headline: 'h', secret: 'planted-secret' },
      ],
    },
  });
}

async function toldEntry(more: object): Promise<JsonObject> {
  await setup.webhook({ contentTypes, ...more });
  await newArticle();
  const [request] = await setup.receiver.waitFor(1);
  expect(request?.body).not.toContain('planted');
  return request?.json.entry as JsonObject;
}

const identity = { id: expect.any(Number), documentId: expect.any(String) };
const reference = ({ id, documentId }: Doc) => ({ id, documentId });

test('a webhook gets the fields and relations it asks for, and no others', async () => {
  const entry = await toldEntry({ fields: ['title'], populate: { author: { fields: ['name'] } } });
  expect(entry).toEqual({
    ...identity,
    title: 'Title',
    author: { ...reference(author), name: 'Ann' },
  });
});

test('it may ask for nothing but the fields', async () => {
  const entry = await toldEntry({ fields: 'slug', populate: [] });
  expect(entry).toEqual({ ...identity, slug: 'slug' });
});

test('components and dynamic zones are told as deep as it asks', async () => {
  const entry = await toldEntry({
    fields: ['title'],
    populate: {
      seo: { fields: ['metaTitle'], populate: ['keywords'] },
      sections: { on: { 'sections.quote': { populate: { person: { fields: ['name'] } } } } },
    },
  });
  const person = { ...reference(author), name: 'Ann' };
  expect(entry).toEqual({
    ...identity,
    title: 'Title',
    seo: {
      id: expect.any(Number),
      metaTitle: 'Meta',
      keywords: [{ id: expect.any(Number), label: 'k', url: null }],
    },
    sections: [{ __component: 'sections.quote', id: expect.any(Number), text: 'q', person }],
  });
});

test('people are told by reference alone, and what is private never, whatever is asked', async () => {
  const populate = {
    reviewer: true,
    owner: true,
    author: true,
    seo: '*',
    sections: { populate: '*' },
  };
  const entry = await toldEntry({ fields: '*', populate });
  expect(entry).toMatchObject({ reviewer: reference(reviewer), owner: reference(owner) });
  expect(Object.keys(entry.reviewer as object).sort()).toEqual(['documentId', 'id']);
  expect(Object.keys(entry.owner as object).sort()).toEqual(['documentId', 'id']);
  expect(entry).not.toHaveProperty('secretNote');
  expect(entry).not.toHaveProperty('author.user.email');
});

test('what was before is told as what is', async () => {
  await setup.webhook({
    contentTypes,
    events: 'entry.update',
    includePrevious: true,
    fields: ['title'],
    populate: [],
  });
  const { documentId } = await newArticle();
  await articles().update({ documentId, data: { title: 'Other', slug: 'other' } });
  const [request] = await setup.receiver.waitFor(1);
  const { entry, previous, changes } = request?.json ?? {};
  expect(entry).toEqual({ ...identity, title: 'Other' });
  expect(previous).toEqual({ ...identity, title: 'Title' });
  expect(changes).toEqual(['title', 'slug']);
});

test('the one beside it gets everything', async () => {
  await setup.webhook({ contentTypes });
  await setup.webhook({ contentTypes, fields: ['title'], populate: [] });
  await newArticle();
  const entries = (await setup.receiver.waitFor(2)).map(({ json }) => json.entry);
  expect(entries).toContainEqual({ ...identity, title: 'Title' });
  expect(entries).toContainEqual(
    expect.objectContaining({ slug: 'slug', seo: expect.any(Object) })
  );
});

test('what is redelivered as it is today is selected, too', async () => {
  const id = await setup.webhook({ contentTypes, fields: ['title'], populate: [] });
  await newArticle();
  const delivery = await setup.deliveryTo(id, 'delivered', 1);
  await setup.app.service('deliveries').redeliver(delivery.id, { render: 'current' });
  const [, again] = await setup.receiver.waitFor(2);
  expect(again?.json.entry).toEqual({ ...identity, title: 'Title' });
});

test.each<[string, Json, string]>([
  ['fields', ['nope'], "fields: there is no field 'nope'"],
  ['fields', ['secretNote'], 'fields: there is no field'],
  ['fields', ['previewPassword'], 'fields: there is no field'],
  ['fields', 5, 'fields: '],
  ['populate', ['nope'], 'populate.nope: is no relation'],
  ['populate', { owner: { fields: ['email'] } }, 'populate.owner.fields: there is no field'],
  ['populate', { reviewer: { populate: ['role'] } }, 'populate.reviewer.populate: of people'],
  ['populate', ['author.user.role'], 'populate.author.populate.user.populate: of people'],
  ['populate', ['author.articles.secretNote'], 'populate.author.populate.articles.populate.secret'],
  ['populate', ['cover.related'], 'populate.cover.populate: nothing is told below a file'],
  [
    'populate',
    ['author.articles.author.articles.author.articles.author'],
    'populate: goes more than 5 levels deep',
  ],
  ['populate', ['createdBy'], 'populate.createdBy: is no relation'],
  ['populate', 5, 'populate: must be'],
])('%s %j is not saved', async (field, value, message) => {
  const refused = { name: 'ValidationError', message: expect.stringContaining(message) };
  await expect(setup.webhook({ contentTypes, [field]: value })).rejects.toMatchObject(refused);
  const id = await setup.webhook({ contentTypes });
  const change = setup.app.service('webhooks').update(id, { [field]: value });
  await expect(change).rejects.toMatchObject(refused);
});

test('a selection is answered as it was given, and taken back with null', async () => {
  const populate = { author: { fields: ['name'] } };
  const id = await setup.webhook({ contentTypes, fields: ['title'], populate });
  const webhooks = setup.app.service('webhooks');
  expect(await webhooks.findOne(id)).toMatchObject({ fields: ['title'], populate });
  await webhooks.update(id, { fields: null, populate: null });
  expect(await webhooks.findOne(id)).toMatchObject({ fields: null, populate: null });
});
