import type { Services } from '../../server/src';
import { restClient } from '../helpers/rest';
import { startStrapi, type TestStrapi } from '../helpers/strapi';
import { contentApi, expectRefusal, type Answered, type Call } from './rest-setup';

// What several do at once must end as if one had done it after the other, and no one of them in a 500.

const LIMIT = 10;
const MINIMAL = { name: 'a webhook', url: 'https://example.com/hooks', events: 'entry.create' };

let app: TestStrapi;
let webhooks: Services['webhooks'];
let call: Call;

beforeAll(async () => {
  app = await startStrapi({ config: { limits: { webhooks: LIMIT } } });
  webhooks = app.service('webhooks');
  call = contentApi(await restClient(app));
});

afterEach(async () => {
  const { data } = await webhooks.findMany({ pageSize: 100 });
  for (const { id } of data) await webhooks.delete(id);
});

afterAll(() => app?.stop());

const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));
const create = (more: object = {}) => call('POST', '/webhooks', { ...MINIMAL, ...more });
const idOf = ({ data }: Answered) => String(data.id);
const withStatus = (answers: Answered[], wanted: number) =>
  answers.filter(({ status }) => status === wanted);

test('of many that are created at once, on an empty table too, there are as many as the limit', async () => {
  for (let round = 0; round < 3; round += 1) {
    const answers = await Promise.all(times(LIMIT + 6, () => create()));
    expect(withStatus(answers, 201)).toHaveLength(LIMIT);
    const refused = withStatus(answers, 400);
    expect(refused).toHaveLength(6);
    for (const answer of refused) expectRefusal(answer, 400, 'limits.webhooks');
    const { data } = await webhooks.findMany();
    expect(data).toHaveLength(LIMIT);
    for (const { id } of data) await webhooks.delete(id);
  }
});

test('webhooks are created while others are changed, disabled and deleted, and their secrets replaced', async () => {
  const ids = (await Promise.all(times(4, () => create()))).map(idOf);
  for (let round = 0; round < 5; round += 1) {
    const extra = idOf(await create());
    const answers = await Promise.all([
      ...ids.map((id) => call('PATCH', `/webhooks/${id}`, { description: `round ${round}` })),
      ...times(3, () => create()),
      call('DELETE', `/webhooks/${extra}`),
      ...ids.map((id) => call('POST', `/webhooks/${id}/rotate-secret`)),
      ...ids.map((id) => call('PATCH', `/webhooks/${id}`, { enabled: round % 2 === 1 })),
      create({ key: `round ${round}` }),
    ]);
    expect(answers.map(({ status }) => status).filter((status) => status >= 400)).toEqual([]);
    const { data } = await webhooks.findMany();
    for (const { id } of data.filter((webhook) => !ids.includes(webhook.id))) {
      await webhooks.delete(id);
    }
  }
});

test('of several with one key that are created at once, one is, and the others hear of the key', async () => {
  const answers = await Promise.all(times(5, (index) => create({ name: `${index}`, key: 'one' })));
  const [made] = withStatus(answers, 201);
  expect(withStatus(answers, 201)).toHaveLength(1);
  for (const answer of answers.filter((other) => other !== made)) {
    expectRefusal(answer, 400, `key: the webhook '${String(made?.data.name)}' has the key 'one'`);
  }
});

test('of several that are given one key at once, one has it', async () => {
  const ids = (await Promise.all(times(5, () => create()))).map(idOf);
  const answers = await Promise.all(
    ids.map((id) => call('PATCH', `/webhooks/${id}`, { key: 'one' }))
  );
  expect(withStatus(answers, 200)).toHaveLength(1);
  for (const answer of withStatus(answers, 400)) expectRefusal(answer, 400, "has the key 'one'");
  expect(withStatus(answers, 400)).toHaveLength(4);
  const { data } = await webhooks.findMany();
  expect(data.filter(({ key }) => key === 'one')).toHaveLength(1);
});

test("an import of Strapi's webhooks that is asked for several times at once imports each once", async () => {
  for (const name of ['first', 'second', 'third']) {
    await app.strapi.get('webhookStore').createWebhook({
      ...{ name, url: 'https://example.com/original', headers: { 'X-Of': name } },
      ...{ events: ['entry.create'], isEnabled: true },
    });
  }
  const answers = await Promise.all(times(3, () => call('POST', '/import-from-strapi', {})));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  const imported = answers.flatMap(({ data }) => data.imported as unknown as { name: string }[]);
  expect(imported.map(({ name }) => name).sort()).toEqual(['first', 'second', 'third']);
  const { data } = await webhooks.findMany();
  expect(data.map(({ name }) => name).sort()).toEqual(['first', 'second', 'third']);
});
