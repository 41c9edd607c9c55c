import packageJson from '../../package.json';
import { deliveryHeaders, type DeliveryHeadersInput } from '../../server/src/delivery/headers';

function headers(more: Partial<DeliveryHeadersInput> = {}): Record<string, string> {
  return deliveryHeaders({
    type: 'entry.publish',
    eventId: 'evt_1',
    webhookId: 'whk_1',
    deliveryId: 'dlv_1',
    attemptNumber: 2,
    timestamp: 1_700_000_000,
    contentType: 'application/json',
    signature: {},
    defaultHeaders: {},
    headers: [],
    ...more,
  });
}

/** Whatever their spelling; no name may be sent twice. */
function byName(sent: Record<string, string>): Record<string, string> {
  const names = Object.keys(sent).map((name) => name.toLowerCase());
  expect(new Set(names).size).toBe(names.length);
  return Object.fromEntries(
    Object.entries(sent).map(([name, value]) => [name.toLowerCase(), value])
  );
}

test('an attempt has these headers', () => {
  expect(headers()).toEqual({
    'User-Agent': `strapi-lifecycle-webhooks/${packageJson.version}`,
    'Content-Type': 'application/json',
    'X-Strapi-Event': 'entry.publish',
    'X-Webhook-Event': 'entry.publish',
    'X-Webhook-Id': 'whk_1',
    'X-Webhook-Delivery': 'dlv_1',
    'X-Webhook-Attempt': '2',
    'webhook-id': 'evt_1',
    'webhook-timestamp': '1700000000',
  });
});

test('the signature headers are added', () => {
  const signature = { 'webhook-signature': 'v1,abc', 'X-Signature': 'def' };
  expect(headers({ signature })).toMatchObject(signature);
});

describe("a webhook's own header wins over a default one", () => {
  test.each([
    ['X-Token', 'X-Token'],
    ['X-Token', 'x-token'],
    ['x-token', 'X-TOKEN'],
  ])('%s by %s, spelled as it is there', (name, own) => {
    const sent = headers({
      defaultHeaders: { [name]: 'default' },
      headers: [{ name: own, value: 'own' }],
    });
    expect(sent).toMatchObject({ [own]: 'own' });
    expect(byName(sent)['x-token']).toBe('own');
  });

  test('and leaves the other defaults', () => {
    const sent = headers({
      defaultHeaders: { 'X-Token': 'default', 'X-Site': 'site' },
      headers: [{ name: 'x-token', value: 'own' }],
    });
    expect(byName(sent)).toMatchObject({ 'x-token': 'own', 'x-site': 'site' });
  });
});

describe('a reserved header wins over both', () => {
  const signature = {
    'webhook-signature': 'v1,right',
    'X-Webhook-Signature': 'right',
    'X-Signature': 'right',
  };
  const reserved = byName(headers({ signature }));
  delete reserved['user-agent'];

  test.each(Object.keys(reserved))('%s', (name) => {
    const sent = headers({
      signature,
      defaultHeaders: { [name]: 'default', [name.toUpperCase()]: 'default' },
      headers: [{ name, value: 'own' }],
    });
    expect(byName(sent)[name]).toBe(reserved[name]);
  });

  test.each(['Content-Length', 'Transfer-Encoding', 'Connection', 'Host'])(
    '%s, which the client sets',
    (name) => {
      const sent = headers({ defaultHeaders: { [name]: 'x' }, headers: [{ name, value: 'y' }] });
      expect(byName(sent)).not.toHaveProperty(name.toLowerCase());
    }
  );

  test.each(['X-Webhook-Signature', 'X-Signature', 'webhook-signature'])(
    '%s, also where nothing is signed',
    (name) => {
      const sent = headers({ defaultHeaders: { [name]: 'forged' } });
      expect(byName(sent)).not.toHaveProperty(name.toLowerCase());
    }
  );
});

test('a test says that it is one, and nothing else can', () => {
  expect(headers({ isTest: true })).toMatchObject({ 'X-Webhook-Test': 'true' });
  const sent = headers({
    defaultHeaders: { 'x-webhook-test': 'true' },
    headers: [{ name: 'X-WEBHOOK-TEST', value: 'true' }],
  });
  expect(byName(sent)).not.toHaveProperty('x-webhook-test');
});

test('the User-Agent is the one header of ours that a site may set', () => {
  expect(byName(headers({ defaultHeaders: { 'user-agent': 'site' } }))['user-agent']).toBe('site');
});

test('the Content-Type is the one the body was written in', () => {
  const contentType = 'application/x-www-form-urlencoded';
  expect(headers({ contentType })['Content-Type']).toBe(contentType);
});
