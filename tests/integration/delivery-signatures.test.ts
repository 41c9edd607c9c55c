import { execFileSync } from 'node:child_process';
import { createHmac, timingSafeEqual } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { Received } from '../helpers/receiver';
import { startDeliveries, type DeliverySetup } from './delivery-setup';

const WHSEC = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const RAW_SECRET = 'a secret of my own';

let setup: DeliverySetup;

beforeAll(async () => {
  setup = await startDeliveries({});
});

afterEach(() => setup.clear());
afterAll(() => setup?.stop());

/** The one request that tells a signed webhook of a new note. */
async function signed(webhook: object): Promise<Received> {
  await setup.webhook(webhook);
  await setup.newNote();
  const [request] = await setup.receiver.waitFor(1);
  if (request === undefined) throw new Error('no request');
  return request;
}

/** The check that a guide prints for receivers in Node. */
function verifyWebhookSignature(payload: string, signature: string, secret: string): boolean {
  const hmac = createHmac('sha256', secret);
  const digest = 'sha256=' + hmac.update(payload).digest('hex');
  return timingSafeEqual(Buffer.from(signature), Buffer.from(digest));
}

/** The check that it prints for receivers in Python, over the raw body on stdin. */
const PYTHON_CHECK = `
import hmac
import hashlib
import sys

def verify_webhook_signature(payload, signature, secret):
    expected_signature = 'sha256=' + hmac.new(
        secret.encode(),
        payload.encode(),
        hashlib.sha256
    ).hexdigest()

    return hmac.compare_digest(signature, expected_signature)

payload = sys.stdin.buffer.read().decode()
print(verify_webhook_signature(payload, sys.argv[1], sys.argv[2]))
`;

describe('a signed delivery is accepted', () => {
  test.each<[string, string, () => Webhook]>([
    ['a whsec_ secret', WHSEC, () => new Webhook(WHSEC)],
    ['any other secret', RAW_SECRET, () => new Webhook(RAW_SECRET, { format: 'raw' })],
  ])('by the standardwebhooks library, with %s', async (_title, secret, library) => {
    const request = await signed({ secret });
    const headers = request.headers as Record<string, string>;
    expect(library().verify(request.body, headers)).toEqual(request.json);
    expect(() => library().verify(`${request.body} `, headers)).toThrow('No matching signature');
  });

  test.each([WHSEC, RAW_SECRET])('by the check for Node, with %s', async (secret) => {
    const request = await signed({ secret });
    const signature = String(request.headers['x-webhook-signature']);
    expect(verifyWebhookSignature(request.body, signature, secret)).toBe(true);
    // As its example does: parsed, and serialised again.
    const again = JSON.stringify(JSON.parse(request.body));
    expect(verifyWebhookSignature(again, signature, secret)).toBe(true);
    expect(verifyWebhookSignature(`${request.body} `, signature, secret)).toBe(false);
  });

  test('by the check for Python', async () => {
    const request = await signed({ secret: RAW_SECRET });
    const signature = String(request.headers['x-webhook-signature']);
    const check = (secret: string) =>
      execFileSync('python3', ['-c', PYTHON_CHECK, signature, secret], {
        input: request.body,
        encoding: 'utf8',
      }).trim();
    expect(check(RAW_SECRET)).toBe('True');
    expect(check(`${RAW_SECRET}!`)).toBe('False');
  });

  test('by hash_hmac over the body in X-Signature', async () => {
    const request = await signed({ secret: RAW_SECRET });
    const expected = createHmac('sha256', RAW_SECRET).update(request.body, 'utf8').digest('hex');
    expect(request.headers['x-signature']).toBe(expected);
  });
});

test('a delivery has the signatures of its webhook alone', async () => {
  const request = await signed({ secret: RAW_SECRET, signatureSchemes: ['sha256'] });
  expect(request.headers).toHaveProperty('x-webhook-signature');
  expect(request.headers).not.toHaveProperty('webhook-signature');
  expect(request.headers).not.toHaveProperty('x-signature');
});
