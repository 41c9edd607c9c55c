import { errors } from '@strapi/utils';
import { Webhook } from 'standardwebhooks';
import { drained } from '../helpers/events';
import type { Received } from '../helpers/receiver';
import { startDeliveries, type DeliverySetup } from './delivery-setup';

const HOUR_MS = 3_600_000;
const FIRST = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

let setup: DeliverySetup;

beforeAll(async () => {
  setup = await startDeliveries({});
});

afterEach(async () => {
  jest.restoreAllMocks();
  aheadMs = 0;
  await setup.clear();
});
afterAll(() => setup?.stop());

const webhooks = () => setup.app.service('webhooks');

const realNow = Date.now.bind(Date);
let aheadMs = 0;

/** Time goes on from now, that much later. */
function later(ms: number): void {
  aheadMs += ms;
  jest.spyOn(Date, 'now').mockImplementation(() => realNow() + aheadMs);
}

/** What a new note is told in. */
async function nextRequest(): Promise<Received> {
  setup.receiver.clear();
  await setup.newNote();
  const [request] = await setup.receiver.waitFor(1);
  if (request === undefined) throw new Error('no request');
  await drained(setup.app);
  return request;
}

/** Which of the secrets the receiver's library accepts a request with. */
function accepted({ body, headers }: Received, secrets: readonly string[]): string[] {
  return secrets.filter((secret) => {
    try {
      const library = secret.startsWith('whsec_')
        ? new Webhook(secret)
        : new Webhook(secret, { format: 'raw' });
      return library.verify(body, headers as Record<string, string>) !== undefined;
    } catch {
      return false;
    }
  });
}

const signaturesOf = ({ headers }: Received) => String(headers['webhook-signature']).split(' ');

describe('a rotated secret', () => {
  test('goes on signing beside the new one for 24 hours, and not longer', async () => {
    const id = await setup.webhook({ secret: FIRST });
    const { secret } = await webhooks().rotateSecret(id);
    expect(secret).toMatch(/^whsec_/);

    const during = await nextRequest();
    expect(accepted(during, [secret, FIRST])).toEqual([secret, FIRST]);
    expect(signaturesOf(during)).toHaveLength(2);

    later(24 * HOUR_MS - 60_000);
    expect(accepted(await nextRequest(), [secret, FIRST])).toEqual([secret, FIRST]);
    later(60_000);
    const after = await nextRequest();
    expect(accepted(after, [secret, FIRST])).toEqual([secret]);
    expect(signaturesOf(after)).toHaveLength(1);
  });

  test('is the one that is given, and both sign for the hours that are given', async () => {
    const id = await setup.webhook({ secret: FIRST });
    const given = 'a secret of my own';
    expect(await webhooks().rotateSecret(id, { overlapHours: 0.5, secret: given })).toEqual({
      secret: given,
    });
    expect(accepted(await nextRequest(), [given, FIRST])).toEqual([given, FIRST]);
    later(HOUR_MS / 2);
    expect(accepted(await nextRequest(), [given, FIRST])).toEqual([given]);
  });

  test('stops at once with an overlap of 0, and those before it too', async () => {
    const id = await setup.webhook({ secret: FIRST });
    const { secret: second } = await webhooks().rotateSecret(id);
    const { secret: third } = await webhooks().rotateSecret(id, { overlapHours: 0 });
    expect(accepted(await nextRequest(), [third, second, FIRST])).toEqual([third]);
    expect((await webhooks().findOne(id))?.secret.previousUntil).toBeNull();
  });

  test('is one of several that sign, where it was rotated several times', async () => {
    const id = await setup.webhook({ secret: FIRST });
    const secrets = [FIRST];
    for (let count = 0; count < 7; count += 1) {
      secrets.unshift((await webhooks().rotateSecret(id)).secret);
    }
    const request = await nextRequest();
    expect(accepted(request, secrets)).toEqual(secrets.slice(0, 6));
    expect(signaturesOf(request)).toHaveLength(6);
  });

  test('is the only new one where the webhook had none', async () => {
    const id = await setup.webhook();
    const { secret } = await webhooks().rotateSecret(id);
    expect(signaturesOf(await nextRequest())).toHaveLength(1);
    expect(accepted(await nextRequest(), [secret])).toEqual([secret]);
  });

  test('is not lost to another rotation at the same time', async () => {
    const id = await setup.webhook({ secret: FIRST });
    const rotations = await Promise.all(
      Array.from({ length: 4 }, () => webhooks().rotateSecret(id))
    );
    const secrets = [FIRST, ...rotations.map(({ secret }) => secret)];
    expect(accepted(await nextRequest(), secrets)).toEqual(secrets);
  });

  test('is kept when the transaction of the rotation rolls back', async () => {
    const id = await setup.webhook({ secret: FIRST });
    let secret = '';
    const failing = setup.app.strapi.db.transaction(async () => {
      ({ secret } = await webhooks().rotateSecret(id));
      throw new Error('on purpose');
    });
    await expect(failing).rejects.toThrow('on purpose');
    expect(accepted(await nextRequest(), [secret, FIRST])).toEqual([FIRST]);
  });
});

describe('an update', () => {
  const SECOND = 'a secret of my own';

  test.each<[string, object, string[]]>([
    ['that gives a secret keeps the old one for 24 hours', {}, [SECOND, FIRST]],
    ['of an overlap of 0 does not', { overlapHours: 0 }, [SECOND]],
  ])('%s', async (_title, more, secrets) => {
    const id = await setup.webhook({ secret: FIRST });
    const at = Date.now();
    const { secret } = await webhooks().update(id, { secret: SECOND, ...more });
    expect(accepted(await nextRequest(), [SECOND, FIRST])).toEqual(secrets);
    const until = typeof secret === 'string' ? null : secret.previousUntil;
    if (secrets.length === 1) return expect(until).toBeNull();
    expect(Date.parse(until ?? '') - at).toBeGreaterThanOrEqual(24 * HOUR_MS);
    expect(Date.parse(until ?? '') - at).toBeLessThan(24 * HOUR_MS + 60_000);
    later(24 * HOUR_MS + 60_000);
    expect((await webhooks().findOne(id))?.secret.previousUntil).toBeNull();
  });

  test('that generates a secret keeps the old one too', async () => {
    const id = await setup.webhook({ secret: FIRST });
    const { secret } = await webhooks().update(id, { generateSecret: true });
    expect(accepted(await nextRequest(), [String(secret), FIRST])).toEqual([secret, FIRST]);
  });

  test('that gives the present secret again neither begins an overlap nor ends one', async () => {
    const id = await setup.webhook({ secret: FIRST });
    await webhooks().update(id, { secret: FIRST });
    expect(signaturesOf(await nextRequest())).toHaveLength(1);
    await webhooks().rotateSecret(id, { secret: SECOND });
    await webhooks().update(id, { secret: SECOND });
    expect(accepted(await nextRequest(), [SECOND, FIRST])).toEqual([SECOND, FIRST]);
    await webhooks().update(id, { secret: SECOND, overlapHours: 0 });
    expect(accepted(await nextRequest(), [SECOND, FIRST])).toEqual([SECOND]);
  });

  test('that goes back to the old secret signs with each once', async () => {
    const id = await setup.webhook({ secret: FIRST });
    await webhooks().update(id, { secret: SECOND });
    await webhooks().update(id, { secret: FIRST });
    const request = await nextRequest();
    expect(accepted(request, [SECOND, FIRST])).toEqual([SECOND, FIRST]);
    expect(signaturesOf(request)).toHaveLength(2);
  });

  test('that removes the secret ends all at once, and nothing is signed', async () => {
    const id = await setup.webhook({ secret: FIRST });
    await webhooks().rotateSecret(id);
    await webhooks().update(id, { secret: null });
    const { headers } = await nextRequest();
    for (const name of ['webhook-signature', 'x-webhook-signature', 'x-signature']) {
      expect(headers).not.toHaveProperty(name);
    }
  });
});

describe('a private key', () => {
  const KEY = 'whsk_nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=';
  const PUBLIC = 'whpk_11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=';

  test('signs as v1a, and its public key is answered to copy', async () => {
    const id = await setup.webhook({ secret: KEY });
    expect((await webhooks().findOne(id))?.publicKey).toBe(PUBLIC);
    const { headers } = await nextRequest();
    expect(headers['webhook-signature']).toMatch(/^v1a,[A-Za-z0-9+/]{86}==$/);
    expect(headers).not.toHaveProperty('x-signature');
  });

  test('is followed by another when it is rotated, and by a secret when one is given', async () => {
    const id = await setup.webhook({ secret: KEY });
    expect((await webhooks().rotateSecret(id)).secret).toMatch(/^whsk_/);
    expect((await webhooks().findOne(id))?.publicKey).not.toBe(PUBLIC);
    expect(signaturesOf(await nextRequest())).toEqual(Array(2).fill(expect.stringMatching('v1a,')));
    await webhooks().update(id, { secret: FIRST });
    expect((await webhooks().findOne(id))?.publicKey).toBeNull();
    expect(accepted(await nextRequest(), [FIRST])).toEqual([FIRST]);
  });
});

describe('a rotation is refused', () => {
  test.each([
    [{ overlapHours: -1 }, 'overlapHours'],
    [{ overlapHours: 721 }, '720'],
    [{ overlapHours: '24' }, 'number'],
    [{ secret: 'p4ssw0rd' }, '10 to 50 characters'],
    [{ secret: null }, 'string'],
    [{ surprise: 1 }, 'surprise'],
  ])('with %j', async (options, says) => {
    const id = await setup.webhook({ secret: FIRST });
    const failure: unknown = await webhooks()
      .rotateSecret(id, options as object)
      .catch((error) => error);
    expect(failure).toBeInstanceOf(errors.ValidationError);
    expect(String(failure)).toContain(says);
    expect(String(failure)).not.toContain('p4ssw0rd');
    expect(signaturesOf(await nextRequest())).toHaveLength(1);
  });

  test('of a webhook that is none', async () => {
    const failure: unknown = await webhooks()
      .rotateSecret('whk_unknown')
      .catch((error) => error);
    expect(failure).toBeInstanceOf(errors.NotFoundError);
  });
});
