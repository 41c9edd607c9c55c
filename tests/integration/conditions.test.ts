import { documentsOf } from '../helpers/documents';
import { drained, relayed } from '../helpers/events';
import { startDeliveries, type DeliverySetup } from './delivery-setup';

let setup: DeliverySetup;

beforeAll(async () => {
  setup = await startDeliveries({});
});

afterEach(() => setup.clear());
afterAll(() => setup?.stop());

const webhooks = () => setup.app.service('webhooks');
const articles = () => documentsOf(setup.app, 'api::article.article');

/** The texts of the notes that were told of, once nothing is on its way any more. */
async function toldTexts(): Promise<unknown[]> {
  await relayed(setup.app);
  await drained(setup.app);
  return setup.receiver.requests.map(({ json }) => (json.entry as { text: unknown }).text);
}

test('a webhook hears only of events that meet its condition', async () => {
  const id = await setup.webhook({ condition: { entry: { count: { $gte: 2 } } } });
  for (const count of [1, 2, null, 3]) {
    await setup.notes.create({ data: { text: `count ${count}`, count } });
  }
  expect((await toldTexts()).sort()).toEqual(['count 2', 'count 3']);
  const { data } = await setup.app.service('deliveries').findMany({ webhookId: id });
  expect(data).toHaveLength(2);
});

test('what changed and what was before is known where only a condition asks for it', async () => {
  await setup.webhook({
    events: 'entry.update',
    condition: { changes: { $contains: 'count' }, previous: { count: 1 } },
  });
  const { documentId } = await setup.notes.create({ data: { text: 'first', count: 1 } });
  await setup.notes.update({ documentId, data: { text: 'not this' } });
  await setup.notes.update({ documentId, data: { text: 'this', count: 2 } });
  await setup.notes.update({ documentId, data: { text: 'nor this', count: 3 } });
  expect(await toldTexts()).toEqual(['this']);
});

test('a condition looks into relations, components and lists', async () => {
  const author = await documentsOf(setup.app, 'api::author.author').create({
    data: { name: 'Ann' },
  });
  await setup.webhook({
    contentTypes: ['api::article.article'],
    condition: {
      entry: {
        author: { name: 'Ann' },
        seo: { metaTitle: { $startsWith: 'm' } },
        links: { label: 'two' },
      },
    },
  });
  const article = { author: author.documentId, seo: { metaTitle: 'meta' } };
  const links = (...labels: string[]) => labels.map((label) => ({ label }));
  await articles().create({ data: { title: 'no', ...article, links: links('one') } });
  await articles().create({ data: { title: 'nor', links: links('two') } });
  await articles().create({ data: { title: 'yes', ...article, links: links('one', 'two') } });
  await relayed(setup.app);
  await drained(setup.app);
  expect(setup.receiver.requests.map(({ json }) => json.entry)).toEqual([
    expect.objectContaining({ title: 'yes' }),
  ]);
});

test('it is asked before events are gathered', async () => {
  await setup.webhook({ coalesceMs: 1_000, condition: { entry: { count: 1 } } });
  for (const count of [1, 2, 1]) await setup.notes.create({ data: { text: 'x', count } });
  const [request] = await setup.receiver.waitFor(1);
  expect(request?.json.coalesced).toHaveLength(2);
});

describe('a condition is not saved', () => {
  test.each<[string, object, string]>([
    ['of an unknown field', { entry: { nope: 1 } }, 'condition.entry.nope: there is no field'],
    ['of a private field', { entry: { secretNote: 'x' } }, 'condition.entry.secretNote'],
    ['of a person', { entry: { owner: { email: 'x' } } }, 'condition.entry.owner.email'],
    ['with an unknown operator', { entry: { title: { $like: 'x' } } }, 'is no operator'],
    ['about something else', { title: 'x' }, 'condition.title: a condition is about entry'],
  ])('%s', async (_what, condition, message) => {
    const refused = { name: 'ValidationError', message: expect.stringContaining(message) };
    const contentTypes = ['api::article.article'];
    await expect(setup.webhook({ contentTypes, condition })).rejects.toMatchObject(refused);
    const id = await setup.webhook({ contentTypes });
    await expect(webhooks().update(id, { condition } as object)).rejects.toMatchObject(refused);
    expect(await webhooks().findOne(id)).toMatchObject({ condition: null });
  });

  test.each([['x'], [[]], [5]])('that is no object: %j', async (condition) => {
    await expect(setup.webhook({ condition })).rejects.toThrow('condition: must be an object');
  });

  test('where other content types are chosen that have no such field', async () => {
    const condition = { entry: { text: 'x' } };
    const id = await setup.webhook({ contentTypes: ['api::note.note'], condition });
    const other = { contentTypes: ['api::author.author'] };
    await expect(webhooks().update(id, other)).rejects.toThrow('condition.entry.text');
    // One of them is enough: of the others the field is null.
    await webhooks().update(id, { contentTypes: ['api::author.author', 'api::note.note'] });
    expect(await webhooks().findOne(id)).toMatchObject({ condition });
  });
});
