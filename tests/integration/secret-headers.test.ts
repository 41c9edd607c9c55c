import { errors } from '@strapi/utils';
import type { WebhookHeaderInput } from '../../contracts/domain';
import { startDeliveries, type DeliverySetup } from './delivery-setup';

const TOKEN = 'Bearer the-token';

let setup: DeliverySetup;

beforeAll(async () => {
  setup = await startDeliveries({});
});

afterEach(() => setup.clear());
afterAll(() => setup?.stop());

const webhooks = () => setup.app.service('webhooks');

const create = (...headers: WebhookHeaderInput[]) => setup.webhook({ headers });
const update = (id: string, ...headers: WebhookHeaderInput[]) => webhooks().update(id, { headers });

async function sent(name: string): Promise<unknown> {
  await setup.newNote();
  const [request] = await setup.receiver.waitFor(1);
  return request?.headers[name];
}

describe('a secret header', () => {
  test('is sent with its value, and answered without', async () => {
    const id = await create(
      { name: 'X-Token', value: TOKEN, secret: true },
      { name: 'X-Open', value: 'shown' },
      { name: 'Authorization', value: 'as the user wants it' }
    );
    const headers = [
      { name: 'X-Token', value: null, secret: true },
      { name: 'X-Open', value: 'shown' },
      { name: 'Authorization', value: 'as the user wants it' },
    ];
    expect((await webhooks().findOne(id))?.headers).toEqual(headers);
    expect((await webhooks().findMany()).data[0]?.headers).toEqual(headers);
    expect(await sent('x-token')).toBe(TOKEN);
  });

  test.each<[string, WebhookHeaderInput]>([
    ['as it was answered', { name: 'X-Token', value: null, secret: true }],
    ['without a value', { name: 'X-Token', secret: true }],
    ['in another case', { name: 'x-TOKEN', secret: true }],
  ])('keeps its value when an update gives it %s', async (_title, header) => {
    const id = await create({ name: 'X-Token', value: TOKEN, secret: true });
    const { headers } = await update(id, { name: 'X-First', value: '1' }, header);
    expect(headers[1]).toEqual({ name: header.name, value: null, secret: true });
    expect(await sent('x-token')).toBe(TOKEN);
  });

  test('has another value when an update gives one', async () => {
    const id = await create({ name: 'X-Token', value: TOKEN, secret: true });
    await update(id, { name: 'X-Token', value: 'another', secret: true });
    expect(await sent('x-token')).toBe('another');
  });

  test('is kept by an update that says nothing of headers, and gone after one without it', async () => {
    const id = await create({ name: 'X-Token', value: TOKEN, secret: true });
    await webhooks().update(id, { name: 'renamed' });
    expect(await sent('x-token')).toBe(TOKEN);
    setup.receiver.clear();
    await update(id);
    expect(await sent('x-token')).toBeUndefined();
  });

  test('is made of one that was not, with the value it had', async () => {
    const id = await create({ name: 'X-Token', value: TOKEN });
    const { headers } = await update(id, { name: 'X-Token', secret: true });
    expect(headers).toEqual([{ name: 'X-Token', value: null, secret: true }]);
    expect(await sent('x-token')).toBe(TOKEN);
  });

  test('is no more secret when an update gives its value so, and never shown without one', async () => {
    const id = await create({ name: 'X-Token', value: TOKEN, secret: true });
    for (const header of [{ name: 'X-Token' }, { name: 'X-Token', value: null, secret: false }]) {
      await expect(update(id, header)).rejects.toThrow(errors.ValidationError);
    }
    expect((await update(id, { name: 'X-Token', value: 'open' })).headers).toEqual([
      { name: 'X-Token', value: 'open' },
    ]);
  });

  test('without a value is refused where none is stored, naming the header', async () => {
    const id = await create({ name: 'X-Token', value: TOKEN, secret: true });
    const failure: unknown = await update(id, { name: 'X-Other', secret: true }).catch((e) => e);
    expect(failure).toBeInstanceOf(errors.ValidationError);
    expect(String(failure)).toContain("headers.0.value: there is no stored value of 'X-Other'");
    await expect(create({ name: 'X-Other', secret: true })).rejects.toThrow("'X-Other' to keep");
    expect(await sent('x-token')).toBe(TOKEN);
  });
});
