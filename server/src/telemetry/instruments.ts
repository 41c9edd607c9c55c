import {
  createNoopMeter,
  metrics,
  type BatchObservableResult,
  type Counter,
  type Histogram,
  type Meter,
  type MeterProvider,
} from '@opentelemetry/api';
import { ATTRIBUTES, SCOPE } from './names';

/** What waits at the moment it is asked for. */
export interface WaitingNow {
  outbox: { count: number };
  /** Times are milliseconds since the epoch. */
  due: readonly { webhookId: string; due: number; oldestDueAt: number }[];
}

export interface Observed {
  /** Undefined where it cannot be read. */
  waiting(): Promise<WaitingNow | undefined>;
  now(): number;
}

export interface Instruments {
  captured: Counter;
  relayed: Counter;
  attempts: Counter;
  attemptDuration: Histogram;
  deliveryLatency: Histogram;
  reclaims: Counter;
}

/** Seconds. Attempts end with their timeout; deliveries may come to their end days later. */
const DURATIONS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
const LATENCIES = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60, 300, 3_600, 21_600, 86_400];

/**
 * The instruments, once there is somebody to read them. The API has no proxy for meters: what is made of it
 * before an SDK is registered stays empty. So each use looks which provider there is, a look at one global, and
 * makes the instruments of the first that is one.
 */
export function createInstruments(observed: Observed) {
  let provider: MeterProvider | undefined;
  let made: (Instruments & { release(): void }) | undefined;

  const current = (): Instruments | undefined => {
    const present = metrics.getMeterProvider();
    if (present !== provider) {
      made?.release();
      provider = present;
      const meter = present.getMeter(SCOPE.name, SCOPE.version);
      made = meter === createNoopMeter() ? undefined : make(meter, observed);
    }
    return made;
  };

  return {
    current,
    /** What is observed is not observed any more. */
    release(): void {
      made?.release();
      made = undefined;
      provider = undefined;
    },
  };
}

function make(meter: Meter, { waiting, now }: Observed) {
  const counter = (name: string, unit: string, description: string) =>
    meter.createCounter(name, { unit, description });
  const backlog = meter.createObservableGauge('lifecycle_webhooks.backlog', {
    unit: '{delivery}',
    description: 'Deliveries that are due, by webhook; of each no more than 100,000 are counted',
  });
  const oldestDue = meter.createObservableGauge('lifecycle_webhooks.backlog.age', {
    unit: 's',
    description: 'How long the delivery has been due that has waited longest, by webhook',
  });
  const outbox = meter.createObservableGauge('lifecycle_webhooks.outbox', {
    unit: '{event}',
    description: 'Events that are not relayed yet; no more than 100,000 are counted',
  });

  /** Webhooks that were told of: of what is not told again an SDK goes on saying what it was. */
  const told = new Set<string>();
  const gauges = [backlog, oldestDue, outbox];
  const observe = async (result: BatchObservableResult) => {
    const found = await waiting();
    if (found === undefined) return;
    result.observe(outbox, found.outbox.count);
    const waits = new Map(found.due.map((row) => [row.webhookId, row]));
    for (const webhookId of waits.keys()) told.add(webhookId);
    for (const webhookId of told) {
      const row = waits.get(webhookId);
      const ageMs = row === undefined ? 0 : Math.max(0, now() - row.oldestDueAt);
      const attributes = { [ATTRIBUTES.webhookId]: webhookId };
      result.observe(backlog, row?.due ?? 0, attributes);
      result.observe(oldestDue, ageMs / 1_000, attributes);
    }
  };
  meter.addBatchObservableCallback(observe, gauges);

  return {
    captured: counter(
      'lifecycle_webhooks.events.captured',
      '{event}',
      'Events that were committed with the change they tell of'
    ),
    relayed: counter(
      'lifecycle_webhooks.events.relayed',
      '{event}',
      'Events that became the deliveries somebody wanted'
    ),
    attempts: counter('lifecycle_webhooks.attempts', '{attempt}', 'Attempts, by outcome'),
    attemptDuration: meter.createHistogram('lifecycle_webhooks.attempt.duration', {
      unit: 's',
      description: 'How long attempts took',
      advice: { explicitBucketBoundaries: DURATIONS },
    }),
    deliveryLatency: meter.createHistogram('lifecycle_webhooks.delivery.latency', {
      unit: 's',
      description: 'From an event to its arrival, retries included',
      advice: { explicitBucketBoundaries: LATENCIES },
    }),
    reclaims: counter(
      'lifecycle_webhooks.lease.reclaims',
      '{delivery}',
      'Deliveries taken over from an instance that died'
    ),
    release: () => meter.removeBatchObservableCallback(observe, gauges),
  };
}
