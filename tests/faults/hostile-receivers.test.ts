import { startDeliveries, type DeliverySetup } from '../integration/delivery-setup';
import { queryOf } from '../helpers/documents';
import { ANSWERS } from '../helpers/hostile/answers';
import { onRequest, type Attack } from '../helpers/hostile/attack';
import { BROKEN, FAST, SLOW } from '../helpers/hostile/flows';
import { startRawServer, type TestServer } from '../helpers/servers';

const NOTE = 'api::note.note';
const CATEGORY = 'api::category.category';
const TIMEOUT_MS = 3_000;
/** What the event loop of a busy machine may add to a deadline. */
const LATE_MS = 10_000;
const WAIT_MS = 1_000;
const DAY_MS = 24 * 3_600_000;
const ATTACKS: readonly Attack[] = [...ANSWERS, ...SLOW, ...FAST, ...BROKEN];

/** Retry-After of a 503, and for how long nothing more is sent. */
const PAUSES: readonly [string, string, number][] = [
  ['below zero', '-1', WAIT_MS],
  ['of decades', '1000000000', DAY_MS],
  ['beyond counting', '9'.repeat(400), DAY_MS],
  ['until the year 9999', 'Fri, 31 Dec 9999 23:59:59 GMT', DAY_MS],
  ['of the past', 'Thu, 01 Jan 1970 00:00:00 GMT', WAIT_MS],
  ['of no sense', 'NaN', WAIT_MS],
  ['twice', '3600\r\nRetry-After: 7200', WAIT_MS],
  ['of nothing', '', WAIT_MS],
];

let setup: DeliverySetup;
const servers: TestServer[] = [];
/** Ids of the webhooks, by title. */
const webhooks = new Map<string, string>();
const serverOf = new Map<string, TestServer>();
let healthy: string;
let isStopped = false;

async function attackedBy(
  { title, talk, secure }: Omit<Attack, 'comesTo'>,
  more: object = {}
): Promise<void> {
  const server = await startRawServer(talk);
  servers.push(server);
  serverOf.set(title, server);
  const url = `${secure === true ? 'https' : 'http'}://127.0.0.1:${server.port}/`;
  webhooks.set(title, await setup.webhook({ name: title, url, contentTypes: [NOTE], ...more }));
}

// All of them attack one Strapi at once, over one event.
beforeAll(async () => {
  setup = await startDeliveries({
    config: {
      timeoutMs: TIMEOUT_MS,
      retrySchedule: ['0s', `${WAIT_MS / 1_000}s`],
      retryJitter: 0,
      maxResponseBytes: 1_000,
      concurrency: ATTACKS.length + PAUSES.length + 1,
      limits: { webhooks: 200 },
    },
  });
  for (const attack of ATTACKS) await attackedBy(attack);
  for (const [title, value] of PAUSES) {
    const answer = `HTTP/1.1 503 No\r\nRetry-After: ${value}\r\nContent-Length: 0\r\n\r\n`;
    const talk: Attack['talk'] = (socket) => onRequest(socket, () => socket.write(answer));
    await attackedBy({ title, talk });
  }
  healthy = await setup.webhook({ contentTypes: [NOTE] });
  await setup.newNote();
});

afterAll(async () => {
  if (!isStopped) await setup?.stop();
  for (const server of servers) await server.stop();
});

/** PostgreSQL keeps no NUL in a text, and no half of a character. */
function expectRecordable(text: string): void {
  expect(text).not.toContain('\0');
  expect(Buffer.from(text).toString()).toBe(text);
}

test('another webhook gets its delivery at once, at its first attempt', async () => {
  const { attempts } = await setup.deliveryTo(healthy, 'delivered', 1);
  expect(attempts).toHaveLength(1);
});

test.each(ATTACKS.map((attack) => [attack.title, attack.comesTo]))(
  '%s comes to %s in time, and is recorded and tried again by the schedule',
  async (title, comesTo) => {
    const id = webhooks.get(title) ?? '';
    const isDelivered = comesTo === 'delivered';
    const { attempts } = await setup.deliveryTo(
      id,
      isDelivered ? 'delivered' : 'failed',
      isDelivered ? 1 : 2
    );
    const reasons = isDelivered ? [null] : [comesTo, comesTo];
    expect(attempts.map((attempt) => attempt.reason)).toEqual(reasons);
    for (const attempt of attempts) {
      expect(attempt.durationMs).toBeLessThan(TIMEOUT_MS + LATE_MS);
      expectRecordable(attempt.responseBody + JSON.stringify(attempt.responseHeaders));
      expect(Buffer.byteLength(attempt.responseBody)).toBeLessThanOrEqual(1_000);
    }
    const [first, second] = attempts.map((attempt) => Date.parse(attempt.at));
    if (second !== undefined) {
      const ended = (first ?? 0) + (attempts[0]?.durationMs ?? 0);
      expect(second - ended).toBeGreaterThanOrEqual(WAIT_MS - 1);
    }
    // One connection per attempt at most: nothing is followed, and nothing sent again by itself.
    expect(serverOf.get(title)?.connections.length).toBeLessThanOrEqual(attempts.length);
  }
);

test.each(PAUSES)(
  'a Retry-After %s is taken for what it can be',
  async (title, _value, pauseMs) => {
    const id = webhooks.get(title) ?? '';
    if (pauseMs === WAIT_MS) {
      const { attempts } = await setup.deliveryTo(id, 'failed', 2);
      expect(attempts.map((attempt) => attempt.reason)).toEqual(['http-503', 'http-503']);
      return;
    }
    const { attempts, nextAttemptAt } = await setup.deliveryTo(id, 'pending', 1);
    const ended = Date.parse(attempts[0]?.at ?? '') + (attempts[0]?.durationMs ?? 0);
    expect(Date.parse(nextAttemptAt ?? '') - ended).toBe(pauseMs);
  }
);

// A body that no buffer between the two takes whole: some of it waits in the sender.
test.each<[string, Attack['talk'], string | null]>([
  ['is never read', (socket) => socket.pause(), 'timeout'],
  [
    'is answered before it is read',
    (socket) => socket.pause().write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'),
    null,
  ],
  ['is reset before it is read', (socket) => socket.pause().resetAndDestroy(), 'reset'],
])('a body of maxPayloadBytes that %s ends in time as well', async (title, talk, reason) => {
  await attackedBy({ title, talk }, { contentTypes: [CATEGORY], maxAttempts: 1 });
  const id = webhooks.get(title) ?? '';
  // Written directly: the document service allows a string 255 characters.
  const text = 'x'.repeat(1_040_000);
  await queryOf(setup.app, CATEGORY).create({ data: { name: text } });
  const state = reason === null ? 'delivered' : 'failed';
  const { attempts, request } = await setup.deliveryTo(id, state, 1);
  expect(attempts[0]?.reason).toBe(reason);
  expect(attempts[0]?.durationMs).toBeLessThan(TIMEOUT_MS + LATE_MS);
  expect(request?.body?.length).toBeGreaterThan(text.length);
  await setup.app.service('webhooks').delete(id);
});

test('of what the receivers kept open, nothing is left', async () => {
  await setup.stop();
  isStopped = true;
  const open = [...serverOf].filter(([, server]) => server.openConnections() > 0);
  // A socket that is not read does not notice that it was closed.
  const unread = [
    'a window that stays closed',
    'an answer before the request was read',
    'is never read',
    'is answered before it is read',
  ];
  expect(open.map(([title]) => title).filter((title) => !unread.includes(title))).toEqual([]);
});
