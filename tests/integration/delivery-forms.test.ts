import { createHmac, timingSafeEqual } from 'node:crypto';
import qs from 'qs';
import { Webhook } from 'standardwebhooks';
import type { Received } from '../helpers/receiver';
import { startDeliveries, type DeliverySetup } from './delivery-setup';

const SECRET = 'a secret of my own';
const FORM = 'application/x-www-form-urlencoded';

let setup: DeliverySetup;

beforeAll(async () => {
  setup = await startDeliveries({ config: { maxPayloadBytes: 1_500 } });
});

afterEach(() => setup.clear());
afterAll(() => setup?.stop());

async function told(webhook: object, text = 'é — 漢字'): Promise<Received> {
  await setup.webhook({ secret: SECRET, contentType: FORM, ...webhook });
  await setup.notes.create({ data: { text } });
  const [request] = await setup.receiver.waitFor(1);
  if (request === undefined) throw new Error('no request');
  return request;
}

/** The check a guide prints for receivers in PHP: hash_hmac over php://input, and hash_equals. */
function verifySignature(payloadContents: string, receivedSignature: string): boolean {
  const signature = createHmac('sha256', SECRET).update(payloadContents).digest('hex');
  return (
    signature.length === receivedSignature.length &&
    timingSafeEqual(Buffer.from(signature), Buffer.from(receivedSignature))
  );
}

describe('a webhook that asks for forms', () => {
  test.each(['strapi', 'standard', 'thin'])('gets one, in the format %s', async (format) => {
    const { headers, body } = await told({ format });
    expect(headers['content-type']).toBe(FORM);
    expect(Number(headers['content-length'])).toBe(Buffer.byteLength(body));
    expect(qs.parse(body)).toMatchObject({ id: headers['webhook-id'] });
  });

  test('reads the entry in bracket notation', async () => {
    const { body } = await told({});
    expect(qs.parse(body)).toMatchObject({
      event: 'entry.create',
      model: 'note',
      entry: { id: expect.stringMatching(/^\d+$/), text: 'é — 漢字' },
    });
    expect(new URLSearchParams(body).get('entry[text]')).toBe('é — 漢字');
  });

  test('accepts its signatures, which are over the bytes that were sent', async () => {
    const { headers, body } = await told({});
    expect(verifySignature(body, String(headers['x-signature']))).toBe(true);
    expect(verifySignature(`${body}&`, String(headers['x-signature']))).toBe(false);
    // The library verifies and then reads JSON, which this is not: no other error may come first.
    const library = new Webhook(SECRET, { format: 'raw' });
    const received = headers as Record<string, string>;
    expect(() => library.verify(body, received)).toThrow('is not valid JSON');
    expect(() => library.verify(`${body}&`, received)).toThrow('No matching signature');
  });

  test('gets a large entry thin, as a form', async () => {
    const { headers, body } = await told({}, 'é'.repeat(255));
    expect(headers['content-type']).toBe(FORM);
    expect(qs.parse(body)).toMatchObject({ eventType: 'entry.create', truncated: '1' });
    expect(verifySignature(body, String(headers['x-signature']))).toBe(true);
  });

  test('leaves the one beside it, which asks for JSON, as it is', async () => {
    await setup.webhook({ name: 'json' });
    await told({});
    const requests = await setup.receiver.waitFor(2);
    const types = requests.map(({ headers }) => headers['content-type']);
    expect(types.sort()).toEqual(['application/json', FORM]);
    const json = requests.find(({ headers }) => headers['content-type'] === 'application/json');
    expect(json?.json).toMatchObject({ entry: { text: 'é — 漢字' } });
  });
});
