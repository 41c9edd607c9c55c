import { startDeliveries, type DeliverySetup } from './delivery-setup';

let setup: DeliverySetup | undefined;

afterEach(async () => {
  await setup?.stop();
  setup = undefined;
  process.env.NODE_ENV = 'test';
});

async function start(network: object, nodeEnv: string): Promise<DeliverySetup> {
  setup = await startDeliveries({ config: { network }, nodeEnv });
  return setup;
}

describe('in production a receiver in the own network', () => {
  test('is refused: an attempt with a reason, and the option to set', async () => {
    const { webhook, newNote, deliveryTo, receiver } = await start({}, 'production');
    const url = receiver.url.replace('127.0.0.1', '[::ffff:7f00:1]');
    const id = await webhook({ maxAttempts: 1 });
    const mapped = await webhook({ maxAttempts: 1, url });
    await newNote();
    for (const webhookId of [id, mapped]) {
      const { reason, attempts } = await deliveryTo(webhookId, 'failed', 1);
      expect(reason).toBe('forbidden-address');
      expect(attempts).toMatchObject([{ reason: 'forbidden-address', responseCode: null }]);
      expect(attempts[0]?.responseBody).toContain('network.allow');
    }
    expect(receiver.requests).toHaveLength(0);
  });

  test('is delivered to where network.allow names it', async () => {
    const { webhook, newNote, deliveryTo } = await start({ allow: ['127.0.0.1'] }, 'production');
    const id = await webhook();
    await newNote();
    expect(await deliveryTo(id, 'delivered', 1)).toMatchObject({ responseCode: 200 });
  });
});

test('in development it is delivered to, unless network.deny names it', async () => {
  const { webhook, newNote, deliveryTo, receiver } = await start(
    { deny: ['localhost'] },
    'development'
  );
  const permitted = await webhook();
  const denied = await webhook({
    maxAttempts: 1,
    url: receiver.url.replace('127.0.0.1', 'localhost'),
  });
  await newNote();
  expect(await deliveryTo(permitted, 'delivered', 1)).toMatchObject({ responseCode: 200 });
  const { reason, attempts } = await deliveryTo(denied, 'failed', 1);
  expect(reason).toBe('forbidden-address');
  expect(attempts[0]?.responseBody).toContain('network.deny');
});
