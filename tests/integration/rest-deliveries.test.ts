import { drained, relayed } from '../helpers/events';
import { until } from '../helpers/receiver';
import { roleClient, scopedClient, readOnlyClient } from '../helpers/rest';
import { startDeliveries, type DeliverySetup } from './delivery-setup';
import { adminApi, APIS, bothApis, contentApi, expectRefusal, type Call } from './rest-setup';

const TOKEN = 'Bearer the-token-of-the-header';
const DEFAULT = 'a token for all receivers';

let setup: DeliverySetup;
let apis: Record<(typeof APIS)[number], Call>;

beforeAll(async () => {
  setup = await startDeliveries({
    config: { retrySchedule: ['0s', '1h'] },
    webhooks: { defaultHeaders: { 'X-For-All': DEFAULT } },
  });
  apis = await bothApis(setup.app);
});

afterEach(() => setup.clear());
afterAll(() => setup?.stop());

const ISO = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
const UNKNOWN = 'dlv_00000000000000000000000000';

function refuseAll(): void {
  setup.receiver.answerWith((_request, response) => response.writeHead(500).end('a wreck'));
}

async function deliveredNote(more: object = {}) {
  const id = await setup.webhook(more);
  await setup.newNote();
  return setup.deliveryTo(id, 'delivered', 1);
}

/** One that failed once and waits an hour. */
async function waitingNote(more: object = {}) {
  refuseAll();
  const id = await setup.webhook(more);
  await setup.newNote();
  return setup.deliveryTo(id, 'pending', 1);
}

describe.each(APIS)('%s', (api) => {
  const call: Call = (...request) => apis[api](...request);

  test('shows a delivery with its request, as it was sent, and its attempts', async () => {
    const { id, eventId, webhookId } = await deliveredNote({ secret: 'my plain secret' });
    const [sent] = setup.receiver.requests;
    const { status, data } = await call('GET', `/deliveries/${id}`);
    expect(status).toBe(200);
    expect(data).toEqual({
      ...{ id, eventId, webhookId, type: 'entry.create', status: 'delivered', attemptCount: 1 },
      ...{ nextAttemptAt: null, responseCode: 200, durationMs: expect.any(Number), reason: null },
      ...{ createdAt: ISO, deliveredAt: ISO },
      ...{ uid: 'api::note.note', documentId: expect.any(String), locale: null },
      maxAttempts: 2,
      request: {
        method: 'POST',
        url: setup.receiver.url,
        headers: expect.any(Object),
        body: sent?.body,
      },
      attempts: [
        {
          ...{ number: 1, at: ISO, durationMs: expect.any(Number), outcome: 'delivered' },
          ...{ reason: null, responseCode: 200, responseBody: 'ok' },
          responseHeaders: expect.any(Object),
        },
      ],
    });
    const { headers } = data.request as { headers: Record<string, string> };
    const hidden = ['webhook-signature', 'x-webhook-signature', 'x-signature', 'x-for-all'];
    for (const [name, value] of Object.entries(headers)) {
      const isHidden = hidden.includes(name.toLowerCase());
      const shown = name === 'X-For-All' ? '[secret]' : '[signature]';
      expect([name, value]).toEqual([name, isHidden ? shown : sent?.headers[name.toLowerCase()]]);
    }
    for (const name of hidden) expect(Object.keys(headers).map(lower)).toContain(name);
    const payload = await call('GET', `/deliveries/${id}/payload`);
    expect(payload.data).toEqual({ id, request: data.request, attempts: data.attempts });
  });

  test('shows nothing secret of it', async () => {
    const headers = [{ name: 'Authorization', value: TOKEN, secret: true }];
    const { id } = await deliveredNote({ secret: 'my plain secret', headers });
    expect(setup.receiver.requests[0]?.headers.authorization).toBe(TOKEN);
    for (const path of [`/deliveries/${id}`, `/deliveries/${id}/payload`]) {
      const answer = await call('GET', path);
      expect(answer.data.request).toMatchObject({ headers: { Authorization: '[secret]' } });
      for (const secret of [TOKEN, DEFAULT, 'my plain secret']) {
        expect(JSON.stringify(answer)).not.toContain(secret);
      }
    }
  });

  test('shows a delivery of a webhook that is no more, without its request', async () => {
    const { id, webhookId } = await deliveredNote();
    await setup.app.service('webhooks').delete(webhookId);
    expect((await call('GET', `/deliveries/${id}`)).data).toMatchObject({ id, request: null });
    expectRefusal(await call('POST', `/deliveries/${id}/redeliver`), 400, 'no webhook');
  });

  test('lists deliveries in keyset pages, of all webhooks or of one', async () => {
    const [first, second] = [await setup.webhook(), await setup.webhook()];
    for (let count = 0; count < 3; count += 1) await setup.newNote();
    await relayed(setup.app);
    await drained(setup.app);
    const path = `/webhooks/${first}/deliveries?pagination[pageSize]=2`;
    const page = await call('GET', path);
    expect(page.data).toHaveLength(2);
    const last = await call('GET', `${path}&cursor=${page.meta.nextCursor}`);
    expect(last.data).toHaveLength(1);
    expect(last.meta).toEqual({ nextCursor: null });
    const ids = [...page.data, ...last.data].map(({ id }) => id);
    expect([...ids].sort().reverse()).toEqual(ids);

    const listed = async (query: string) => (await call('GET', `/deliveries?${query}`)).data;
    expect((await listed(`webhookId=${first}`)).map(({ id }) => id)).toEqual(ids);
    const eventId = page.data[0]?.eventId;
    const ofEvent = await listed(`eventId=${eventId}&status=delivered`);
    expect(ofEvent.map(({ webhookId }) => webhookId).sort()).toEqual([first, second].sort());
    expect(await listed(`eventId=${eventId}&status=failed`)).toEqual([]);
    expect(JSON.stringify(page.data)).not.toContain('漢字');
  });

  test.each([
    ['webhookId=7', 'webhookId'],
    ['webhookId[]=a', 'webhookId'],
    ['webhookId[$ne]=a', 'webhookId'],
    ['eventId=dlv_00000000000000000000000000', 'eventId'],
    ['status=lost', 'status'],
    ['status[$in][0]=failed', 'status'],
    ['cursor=', 'cursor'],
    ['cursor', 'cursor'],
    ['cursor=evt_00000000000000000000000000', 'cursor', 'meta.nextCursor'],
    ['cursor=dlv_%00', 'cursor'],
    ['cursor[a]=b', 'cursor'],
    ['pagination[pageSize]=101', 'pagination.pageSize', '1 to 100'],
    ['sort=id', 'sort'],
  ])('refuses /deliveries?%s', async (query, ...says) => {
    expectRefusal(await call('GET', `/deliveries?${query}`), 400, ...says);
  });

  test('redelivers', async () => {
    const { id, webhookId } = await deliveredNote();
    const again = await call('POST', `/deliveries/${id}/redeliver`, { render: 'current' });
    expect(again).toMatchObject({ status: 200, data: { id, status: 'pending' } });
    await setup.deliveryTo(webhookId, 'delivered', 2);
    expect((await call('POST', `/deliveries/${id}/redeliver`)).status).toBe(200);
    await setup.deliveryTo(webhookId, 'delivered', 3);
    expectRefusal(
      await call('POST', `/deliveries/${id}/redeliver`, { render: 'x' }),
      400,
      'render'
    );
    expectRefusal(await call('POST', `/deliveries/${id}/redeliver`, { rendr: 'x' }), 400, 'rendr');
    expectRefusal(await call('POST', `/deliveries/${UNKNOWN}/redeliver`), 404, UNKNOWN);
  });

  test('cancels what waits, once', async () => {
    const { id } = await waitingNote();
    expect(await call('POST', `/deliveries/${id}/cancel`)).toMatchObject({
      status: 200,
      data: { id, status: 'cancelled', reason: 'cancelled' },
    });
    expectRefusal(await call('POST', `/deliveries/${id}/cancel`), 404, 'waiting');
    expectRefusal(await call('POST', `/deliveries/${id}/cancel`, { all: true }), 400, 'all');
  });

  test('discards all that waits for a webhook, and nothing else', async () => {
    const { id, webhookId } = await waitingNote();
    const other = await setup.webhook();
    await setup.newNote();
    const kept = await setup.deliveryTo(other, 'pending', 1);
    const discarded = await call('POST', `/webhooks/${webhookId}/discard`);
    expect(discarded).toEqual({ status: 200, data: { count: 2 } });
    const statusOf = async (one: string) => (await call('GET', `/deliveries/${one}`)).data.status;
    expect([await statusOf(id), await statusOf(kept.id)]).toEqual(['cancelled', 'pending']);
  });

  test('replays, and shows how far it is', async () => {
    const { webhookId } = await deliveredNote();
    const since = new Date(Date.now() - 60_000).toISOString();
    const asked = await call('POST', `/webhooks/${webhookId}/replay`, { since, only: 'all' });
    expect(asked).toMatchObject({ status: 200, data: { webhookId, since, only: 'all' } });
    const { id } = asked.data;
    await setup.deliveryTo(webhookId, 'delivered', 2);
    await until(
      async () => (await call('GET', `/replays/${id}`)).data.status === 'done',
      () => 'the replay does not end'
    );
    expect((await call('GET', `/replays/${id}`)).data).toMatchObject({ id, webhookId, count: 1 });
    expectRefusal(await call('POST', `/replays/${id}/cancel`), 404, 'running');
    expectRefusal(await call('GET', '/replays/rpl_unknown'), 404, 'no replay');

    for (const [body, field] of [
      [{}, 'since'],
      [{ since: 'never' }, 'since'],
      [{ since: '2999-01-01' }, 'since'],
      [{ since: { $gt: 0 } }, 'since'],
      [{ since, only: 'some' }, 'only'],
      [{ since, webhookId: 'whk_other' }, 'webhookId'],
    ] as const) {
      expectRefusal(await call('POST', `/webhooks/${webhookId}/replay`, body), 400, field);
    }
  });

  test('ends a replay that is under way', async () => {
    const webhookId = await setup.webhook({ enabled: false });
    const { connection } = setup.app.strapi.db;
    // As long as so much waits, a replay does.
    const waiting = Array.from({ length: 1_000 }, (_, number) => ({
      ...{ delivery_id: `dlv_${api}${number}`, event_id: `evt_${api}${number}` },
      ...{ webhook_id: webhookId, type: 'entry.create', shape: 'strapi', status: 'pending' },
      ...{ attempt_count: 0, manual_count: 0, due_at: 0, created_at: 0 },
    }));
    await connection.batchInsert('lifecycle_webhooks_deliveries', waiting, 50);
    const replay_id = `rpl_${api.replaceAll(' ', '-')}`;
    const row = { replay_id, webhook_id: webhookId, since: 0, only: 'all', cursor: 'dlv_0' };
    const running = { ...row, count: 0, status: 'running', created_at: 0 };
    await connection('lifecycle_webhooks_replays').insert(running);
    expect(await call('POST', `/replays/${replay_id}/cancel`)).toMatchObject({
      status: 200,
      data: { id: replay_id, status: 'cancelled', count: 0, endedAt: ISO },
    });
    expectRefusal(await call('POST', `/replays/${replay_id}/cancel`), 404, 'running');
  });

  test.each([
    ['GET', ''],
    ['GET', '/payload'],
    ['POST', '/redeliver'],
    ['POST', '/cancel'],
  ])('answers 404 to %s /deliveries/:id%s where there is none', async (method, path) => {
    for (const id of [UNKNOWN, '%00', "'--", '..%2Fwebhooks', 'x'.repeat(300)]) {
      expectRefusal(await call(method, `/deliveries/${id}${path}`), 404);
    }
  });
});

describe('without the permission to read payloads, a delivery and its event come without them', () => {
  const named = (name: string) => `plugin::lifecycle-webhooks.${name}`;
  const scopes = ['deliveries.findOne', 'events.findOne'].map(named);

  const callers: [string, boolean, () => Promise<Call>][] = [
    ['a token', false, async () => contentApi(await scopedClient(setup.app, scopes))],
    ['a read-only token', false, async () => contentApi(await readOnlyClient(setup.app))],
    [
      'a token with the scope',
      true,
      async () =>
        contentApi(await scopedClient(setup.app, [...scopes, named('deliveries.payload')])),
    ],
    [
      'an administrator',
      false,
      async () => adminApi(await roleClient(setup.app, [named('deliveries.read')])),
    ],
    [
      'an administrator with the action',
      true,
      async () => {
        const actions = ['deliveries.read', 'deliveries.read-payloads'].map(named);
        return adminApi(await roleClient(setup.app, actions));
      },
    ],
  ];

  test.each(callers)('%s (%s)', async (_who, mayRead, caller) => {
    setup.receiver.answerWith((_request, response) => {
      response.writeHead(200, { 'x-told': 'a header of the answer' }).end('an answer');
    });
    const { id, eventId } = await deliveredNote();
    const call = await caller();
    const delivery = await call('GET', `/deliveries/${id}`);
    const event = await call('GET', `/events/${eventId}`);
    expect([delivery.status, event.status]).toEqual([200, 200]);
    const text = JSON.stringify([delivery, event]);
    for (const payload of ['漢字', 'an answer', 'a header of the answer', 'snapshot', '"body"']) {
      expect([payload, text.includes(payload)]).toEqual([payload, mayRead]);
    }
    expect((await call('GET', `/deliveries/${id}/payload`)).status).toBe(mayRead ? 200 : 403);
  });
});

const lower = (text: string) => text.toLowerCase();
