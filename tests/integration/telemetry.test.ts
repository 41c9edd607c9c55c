import { SpanStatusCode, trace } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { drained } from '../helpers/events';
import { until } from '../helpers/receiver';
import { temporaryDir } from '../helpers/fixture-app';
import { registerSdk, type TelemetrySdk } from '../helpers/telemetry-sdk';
import { startDeliveries, type DeliverySetup } from './delivery-setup';

const WEBHOOK = 'lifecycle_webhooks.webhook.id';
const TYPE = 'lifecycle_webhooks.event.type';
const OUTCOME = 'lifecycle_webhooks.outcome';

let setup: DeliverySetup;
let sdk: TelemetrySdk | undefined;

beforeAll(async () => {
  setup = await startDeliveries({
    config: {
      telemetry: { traceparent: true },
      retrySchedule: ['0s', '0s', '0s'],
      concurrencyPerWebhook: 1,
    },
    dir: temporaryDir(),
  });
});

afterEach(async () => {
  await setup.clear();
  sdk?.clear();
});

afterAll(async () => {
  await setup?.stop();
  await sdk?.stop();
});

const table = (name: string) => setup.app.strapi.db.connection(`lifecycle_webhooks_${name}`);
const header = () => setup.receiver.requests.at(-1)?.headers.traceparent;

const spanNamed = async (name: string): Promise<ReadableSpan> => {
  const find = () => sdk?.spans().find((span) => span.name === name);
  await until(
    () => find() !== undefined,
    () =>
      `no span ${name}: ${sdk
        ?.spans()
        .map((span) => span.name)
        .join()}`
  );
  return find()!;
};

/** The value of an instrument, for some attributes. */
async function measured(name: string, attributes: object): Promise<unknown> {
  const found = (await sdk!.collect()).get(name);
  const wanted = JSON.stringify(attributes);
  return found?.points.find((point) => JSON.stringify(point.attributes) === wanted)?.value;
}

test('without an SDK nothing is kept of traces, and no header is sent', async () => {
  const id = await setup.webhook();
  await setup.newNote();
  await setup.deliveryTo(id, 'delivered', 1);
  expect(header()).toBeUndefined();
  expect(await table('deliveries').whereNotNull('traceparent')).toEqual([]);
});

describe('with an SDK that is registered after the plugin has started', () => {
  beforeAll(() => {
    sdk = registerSdk();
  });

  test('a change of content, its relay and its attempt are one trace', async () => {
    await setup.webhook();
    await trace.getTracer('site').startActiveSpan('write', async (span) => {
      await setup.newNote();
      span.end();
    });
    const attempt = await spanNamed('lifecycle_webhooks.attempt');
    const relay = await spanNamed('lifecycle_webhooks.relay');
    const capture = await spanNamed('lifecycle_webhooks.capture');
    const write = await spanNamed('write');
    expect(capture.parentSpanContext?.spanId).toBe(write.spanContext().spanId);
    expect(relay.parentSpanContext?.spanId).toBe(capture.spanContext().spanId);
    expect(attempt.parentSpanContext?.spanId).toBe(relay.spanContext().spanId);
    const traces = [write, capture, relay, attempt].map((span) => span.spanContext().traceId);
    expect(new Set(traces).size).toBe(1);
    expect(header()).toBe(`00-${traces[0]}-${attempt.spanContext().spanId}-01`);
    expect(attempt.attributes).toMatchObject({
      [TYPE]: 'entry.create',
      [OUTCOME]: 'delivered',
      'http.response.status_code': 200,
    });
    expect(attempt.status.code).toBe(SpanStatusCode.UNSET);
  });

  test('attempts are counted by outcome, and every event once', async () => {
    setup.receiver.answerWith((_request, response) =>
      response.writeHead(setup.receiver.requests.length === 1 ? 500 : 200).end()
    );
    const captured = Number((await measured('lifecycle_webhooks.events.captured', ENTRY)) ?? 0);
    const relayed = Number((await measured('lifecycle_webhooks.events.relayed', ENTRY)) ?? 0);
    const id = await setup.webhook();
    await setup.newNote();
    await setup.deliveryTo(id, 'delivered', 2);
    const about = (outcome: string) => ({ [WEBHOOK]: id, ...ENTRY, [OUTCOME]: outcome });
    expect(await measured('lifecycle_webhooks.attempts', about('retry'))).toBe(1);
    expect(await measured('lifecycle_webhooks.attempts', about('delivered'))).toBe(1);
    const duration = await measured('lifecycle_webhooks.attempt.duration', about('retry'));
    expect(duration).toMatchObject({ count: 1 });
    const latency = await measured('lifecycle_webhooks.delivery.latency', {
      [WEBHOOK]: id,
      ...ENTRY,
    });
    expect(latency).toMatchObject({ count: 1 });
    expect(await measured('lifecycle_webhooks.events.captured', ENTRY)).toBe(captured + 1);
    expect(await measured('lifecycle_webhooks.events.relayed', ENTRY)).toBe(relayed + 1);
    const failed = sdk!.spans().find((span) => span.attributes[OUTCOME] === 'retry');
    expect(failed).toMatchObject({
      attributes: { 'error.type': 'http-500' },
      status: { code: SpanStatusCode.ERROR },
    });
  });

  test('what waits is measured when it is asked for', async () => {
    const held: (() => void)[] = [];
    setup.receiver.answerWith((_request, response) => void held.push(() => response.end()));
    const id = await setup.webhook();
    await setup.newNote();
    await setup.receiver.waitFor(1);
    await setup.newNote();
    await until(
      async () => (await measured('lifecycle_webhooks.backlog', { [WEBHOOK]: id })) === 1,
      () => 'nothing waits'
    );
    expect(await measured('lifecycle_webhooks.backlog.age', { [WEBHOOK]: id })).toBeGreaterThan(0);
    expect(await measured('lifecycle_webhooks.outbox', {})).toBe(0);
    setup.receiver.answerWith((_request, response) => response.end());
    held.forEach((answer) => answer());
    await drained(setup.app);
    expect(await measured('lifecycle_webhooks.backlog', { [WEBHOOK]: id })).toBe(0);
    expect(await measured('lifecycle_webhooks.backlog.age', { [WEBHOOK]: id })).toBe(0);
  });

  test('deliveries taken over from an instance that died are counted', async () => {
    const id = await setup.webhook();
    await setup.newNote();
    await setup.deliveryTo(id, 'delivered', 1);
    const held = { status: 'sending', lease_token: 'of the dead', lease_expires_at: 1 };
    await table('deliveries').where({ webhook_id: id }).update(held);
    await setup.deliveryTo(id, 'delivered', 2);
    expect(await measured('lifecycle_webhooks.lease.reclaims', {})).toBe(1);
  });

  test('neither addresses nor content are told of', async () => {
    const id = await setup.webhook({ url: `${setup.receiver.url}/secret-path?token=hidden` });
    await setup.newNote();
    await setup.deliveryTo(id, 'delivered', 1);
    await spanNamed('lifecycle_webhooks.attempt');
    const told = sdk!.spans().map(({ name, attributes, events, status, links }) => {
      return { name, attributes, events, status, links };
    });
    const all = JSON.stringify([told, [...(await sdk!.collect())]]);
    for (const secret of [setup.receiver.url, 'secret-path', 'hidden', '漢字']) {
      expect(all).not.toContain(secret);
    }
  });
});

const ENTRY = { [TYPE]: 'entry.create' };
