import type { AttemptResult, DueDelivery } from '../domain/delivery';
import { timeOfId } from '../lib/ids';
import { createInstruments, type Observed } from './instruments';
import { ATTRIBUTES } from './names';
import { createSpans, type RelayedEvent } from './spans';

export interface TelemetryDeps extends Observed {
  /** Whether receivers are told of which trace an attempt is part. */
  sendsTraceparent: boolean;
}

export interface Typed {
  type: string;
}

/**
 * What the parts tell of what they do, to OpenTelemetry's API and nothing else: the site brings an SDK, or
 * nobody hears of it. Nothing here throws, and without an SDK nothing is made.
 */
export function createTelemetry({ sendsTraceparent, ...observed }: TelemetryDeps) {
  const spans = createSpans();
  const instruments = createInstruments(observed);

  /** One addition for each event type. */
  const byType = (events: readonly Typed[]): Map<string, number> => {
    const counts = new Map<string, number>();
    for (const { type } of events) counts.set(type, (counts.get(type) ?? 0) + 1);
    return counts;
  };

  const attempted = (delivery: DueDelivery, { attempt, endedAt }: AttemptResult): void => {
    const present = instruments.current();
    if (present === undefined || attempt === null) return;
    const attributes = {
      [ATTRIBUTES.webhookId]: delivery.webhookId,
      [ATTRIBUTES.eventType]: delivery.type,
      [ATTRIBUTES.outcome]: attempt.outcome,
    };
    present.attempts.add(1, attributes);
    present.attemptDuration.record(attempt.durationMs / 1_000, attributes);
    // A redelivery arrives when somebody asks for it.
    if (attempt.outcome !== 'delivered' || delivery.resume !== null) return;
    present.deliveryLatency.record(Math.max(0, endedAt - timeOfId(delivery.eventId)) / 1_000, {
      [ATTRIBUTES.webhookId]: delivery.webhookId,
      [ATTRIBUTES.eventType]: delivery.type,
    });
  };

  return {
    capture: spans.capture,

    captured(events: readonly Typed[]): void {
      const present = instruments.current();
      if (present === undefined) return;
      for (const [type, count] of byType(events)) {
        present.captured.add(count, { [ATTRIBUTES.eventType]: type });
      }
    },

    /** Of a batch: what its deliveries are to carry, and a word that they were committed. */
    relay(batch: readonly RelayedEvent[]) {
      const { traceparentOf, end } = spans.relay(batch);
      return {
        traceparentOf,
        committed(): void {
          end();
          const present = instruments.current();
          if (present === undefined) return;
          for (const [type, count] of byType(batch.map(({ event }) => event))) {
            present.relayed.add(count, { [ATTRIBUTES.eventType]: type });
          }
        },
      };
    },

    /**
     * `work` is given the `traceparent` to send, null where none is to be sent; it answers null where nothing was
     * begun.
     */
    async attempt(
      delivery: DueDelivery,
      work: (traceparent: string | null) => Promise<AttemptResult | null>
    ): Promise<AttemptResult | null> {
      const result = await spans.attempt(delivery, (traceparent) =>
        work(sendsTraceparent ? traceparent : null)
      );
      if (result !== null) attempted(delivery, result);
      return result;
    },

    reclaimed: (count: number): void => instruments.current()?.reclaims.add(count),

    /** Now and then: what waits can be asked for also where nothing happens. */
    look: (): void => void instruments.current(),

    stop: (): void => instruments.release(),
  };
}

export type Telemetry = ReturnType<typeof createTelemetry>;
