import { createHmac, createPublicKey, timingSafeEqual, verify } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { SIGNATURE_SCHEMES } from '../../contracts/domain';
import { generateSecret } from '../../server/src/signing/secrets';
import { generateSigningKey, publicKeyOf } from '../../server/src/signing/signing-key';
import { sign, type SignedContent } from '../../server/src/signing/signer';

const RAW = 'a secret of my own';

function content(body: string): SignedContent {
  return { eventId: 'evt_1', timestamp: Math.floor(Date.now() / 1_000), body };
}

test('the vector of Standard Webhooks 1.0.0 is signed as it says', () => {
  const vector = {
    eventId: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    timestamp: 1614265330,
    body: '{"test": 2432232314}',
  };
  expect(sign(vector, ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'], ['standard'])).toEqual({
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  });
});

describe('the standardwebhooks library accepts what is signed with', () => {
  const generated = generateSecret();

  test.each<[string, string, () => Webhook]>([
    ['a generated secret', generated, () => new Webhook(generated)],
    ['a secret of the user', RAW, () => new Webhook(RAW, { format: 'raw' })],
    // Looks like base64, and is taken as it is written all the same.
    ['one that looks like base64', 'QUJDREVG', () => new Webhook('QUJDREVG', { format: 'raw' })],
  ])('%s', (_title, secret, receiver) => {
    const signed = content('{"text":"é — 漢字"}');
    const headers = {
      'webhook-id': signed.eventId,
      'webhook-timestamp': String(signed.timestamp),
      ...sign(signed, [secret], ['standard']),
    };
    expect(receiver().verify(signed.body, headers)).toEqual({ text: 'é — 漢字' });
    expect(() => receiver().verify(`${signed.body} `, headers)).toThrow('No matching signature');
    const otherId = { ...headers, 'webhook-id': 'evt_2' };
    expect(() => receiver().verify(signed.body, otherId)).toThrow('No matching signature');
  });
});

/** The check a guide prints for receivers written in Node. */
function verifyWebhookSignature(payload: string, signature: string, secret: string): boolean {
  const hmac = createHmac('sha256', secret);
  const digest = 'sha256=' + hmac.update(payload).digest('hex');
  return timingSafeEqual(Buffer.from(signature), Buffer.from(digest));
}

describe('the sha256 scheme', () => {
  test.each([RAW, generateSecret()])('passes the check for Node with %s', (secret) => {
    const { 'X-Webhook-Signature': signature = '' } = sign(
      content('{"é":1}'),
      [secret],
      ['sha256']
    );
    expect(signature).toMatch(/^sha256=[0-9a-f]{64}$/);
    expect(verifyWebhookSignature('{"é":1}', signature, secret)).toBe(true);
    expect(verifyWebhookSignature('{"e":1}', signature, secret)).toBe(false);
    expect(verifyWebhookSignature('{"é":1}', signature, 'another secret')).toBe(false);
  });
});

test('the hex scheme is hash_hmac of PHP over the body', () => {
  // php -r 'echo hash_hmac("sha256", "{\"a\":1}", "a secret of my own");'
  const expected = createHmac('sha256', RAW).update('{"a":1}').digest('hex');
  expect(sign(content('{"a":1}'), [RAW], ['hex'])).toEqual({ 'X-Signature': expected });
});

describe('the schemes of a webhook', () => {
  test('each add their own header, and no other', () => {
    const names = SIGNATURE_SCHEMES.map((scheme) =>
      Object.keys(sign(content(''), [RAW], [scheme]))
    );
    expect(names).toEqual([['webhook-signature'], ['X-Webhook-Signature'], ['X-Signature']]);
    expect(Object.keys(sign(content(''), [RAW], SIGNATURE_SCHEMES))).toEqual(names.flat());
  });

  test('sign the time of the attempt where the scheme covers it, else the body alone', () => {
    const first = { eventId: 'evt_1', timestamp: 1, body: '{}' };
    const second = { ...first, timestamp: 2 };
    const [a, b] = [first, second].map((of) => sign(of, [RAW], SIGNATURE_SCHEMES));
    expect(a?.['webhook-signature']).not.toBe(b?.['webhook-signature']);
    expect(a?.['X-Webhook-Signature']).toBe(b?.['X-Webhook-Signature']);
    expect(a?.['X-Signature']).toBe(b?.['X-Signature']);
  });
});

test('nothing is signed without a secret', () => {
  expect(sign(content('{}'), [], SIGNATURE_SCHEMES)).toEqual({});
});

describe('while an old secret overlaps', () => {
  const [old, current] = [generateSecret(), generateSecret()];
  const signed = content('{"é":1}');
  const headers = sign(signed, [current, old], SIGNATURE_SCHEMES);

  test.each([
    ['the new', current],
    ['the old', old],
  ])('the standardwebhooks library accepts the delivery with %s one', (_title, secret) => {
    const received = {
      'webhook-id': signed.eventId,
      'webhook-timestamp': String(signed.timestamp),
      ...headers,
    };
    expect(new Webhook(secret).verify(signed.body, received)).toEqual({ é: 1 });
    expect(() => new Webhook(generateSecret()).verify(signed.body, received)).toThrow(
      'No matching'
    );
  });

  test('its signature comes after the new one, and the other schemes have the new one alone', () => {
    const alone = sign(signed, [current], SIGNATURE_SCHEMES);
    const { 'webhook-signature': fromOld } = sign(signed, [old], ['standard']);
    expect(headers).toEqual({
      ...alone,
      'webhook-signature': `${alone['webhook-signature']} ${fromOld}`,
    });
  });
});

/** What a receiver does with a public key, in Node alone. */
function verifyEd25519(publicKey: string, text: string, signature: string): boolean {
  const raw = Buffer.from(publicKey.slice('whpk_'.length), 'base64');
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: raw.toString('base64url') };
  const key = createPublicKey({ key: jwk, format: 'jwk' });
  return verify(
    null,
    Buffer.from(text),
    key,
    Buffer.from(signature.slice('v1a,'.length), 'base64')
  );
}

describe('a private key', () => {
  const key = generateSigningKey();
  const signed = { eventId: 'evt_1', timestamp: 1_700_000_000, body: '{"text":"é — 漢字"}' };
  const text = `evt_1.1700000000.${signed.body}`;

  test('signs as v1a what its public key accepts', () => {
    const { 'webhook-signature': signature = '' } = sign(signed, [key], ['standard']);
    expect(signature).toMatch(/^v1a,[A-Za-z0-9+/]{86}==$/);
    expect(verifyEd25519(publicKeyOf(key), text, signature)).toBe(true);
    expect(verifyEd25519(publicKeyOf(key), `${text} `, signature)).toBe(false);
    expect(verifyEd25519(publicKeyOf(generateSigningKey()), text, signature)).toBe(false);
  });

  test('keys no other scheme', () => {
    expect(Object.keys(sign(signed, [key], SIGNATURE_SCHEMES))).toEqual(['webhook-signature']);
  });

  test('that replaced a secret leaves those to the old one while it overlaps', () => {
    const { 'webhook-signature': both, ...rest } = sign(signed, [key, RAW], SIGNATURE_SCHEMES);
    const { 'webhook-signature': old, ...ofOld } = sign(signed, [RAW], SIGNATURE_SCHEMES);
    expect(rest).toEqual(ofOld);
    expect(both?.split(' ')).toEqual([expect.stringMatching(/^v1a,/), old]);
  });
});
