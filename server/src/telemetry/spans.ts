import {
  context,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Context,
  type Span,
} from '@opentelemetry/api';
import type { AttemptResult, DueDelivery } from '../domain/delivery';
import { ATTRIBUTES, SCOPE } from './names';
import { fromTraceparent, toTraceparent } from './traceparent';

/** An event on its way through the relay. */
export interface RelayedEvent {
  event: { id: string; type: string };
  /** Of the span that captured it. */
  traceparent: string | null;
}

/**
 * Spans of an event's way: capture → relay → attempt, children of each other over the tables, by the
 * `traceparent` that is kept with the event and with its deliveries. Where no SDK is registered spans are the
 * API's own empty ones: nothing is kept, and what was kept by an instance that has one is passed on as it is.
 */
export function createSpans() {
  // A proxy: an SDK may be registered later.
  const tracer = trace.getTracer(SCOPE.name, SCOPE.version);

  return {
    /** The change of content that is under way, as far as the plugin takes part in it. */
    async capture<T>(uid: string, work: (traceparent: string | null) => Promise<T>): Promise<T> {
      const span = tracer.startSpan('lifecycle_webhooks.capture', { kind: SpanKind.PRODUCER });
      if (span.isRecording()) span.setAttribute(ATTRIBUTES.contentType, uid);
      return inside(span, context.active(), () => work(toTraceparent(span.spanContext())));
    },

    /** One for each event that was captured in a trace. What is not ended is not told: another relayed it. */
    relay(batch: readonly RelayedEvent[]) {
      const spans = new Map<string, Span>();
      for (const { event, traceparent } of batch) {
        const parent = parentOf(traceparent);
        if (parent === ROOT_CONTEXT) continue;
        const options = { kind: SpanKind.INTERNAL };
        const span = tracer.startSpan('lifecycle_webhooks.relay', options, parent);
        if (span.isRecording()) {
          span.setAttributes({
            [ATTRIBUTES.eventId]: event.id,
            [ATTRIBUTES.eventType]: event.type,
          });
        }
        spans.set(event.id, span);
      }
      return {
        traceparentOf(eventId: string): string | null {
          const span = spans.get(eventId);
          return span === undefined ? null : toTraceparent(span.spanContext());
        },
        end: () => spans.forEach((span) => span.end()),
      };
    },

    async attempt(
      delivery: DueDelivery,
      work: (traceparent: string | null) => Promise<AttemptResult>
    ): Promise<AttemptResult> {
      const parent = parentOf(delivery.traceparent);
      const span = tracer.startSpan(
        'lifecycle_webhooks.attempt',
        { kind: SpanKind.CLIENT },
        parent
      );
      return inside(span, parent, async () => {
        const result = await work(toTraceparent(span.spanContext()));
        if (span.isRecording()) tell(span, delivery, result);
        return result;
      });
    },
  };
}

export type Spans = ReturnType<typeof createSpans>;

function parentOf(traceparent: string | null): Context {
  const parent = fromTraceparent(traceparent);
  return parent === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, parent);
}

async function inside<T>(span: Span, parent: Context, work: () => Promise<T>): Promise<T> {
  if (!span.isRecording()) return work();
  try {
    return await context.with(trace.setSpan(parent, span), work);
  } catch (error) {
    // Its message may quote what was written.
    span.setStatus({ code: SpanStatusCode.ERROR });
    throw error;
  } finally {
    span.end();
  }
}

/** Never the URL, which may hold a secret, nor anything of what was sent or answered. */
function tell(span: Span, delivery: DueDelivery, { attempt, status, reason }: AttemptResult): void {
  span.setAttributes({
    [ATTRIBUTES.webhookId]: delivery.webhookId,
    [ATTRIBUTES.deliveryId]: delivery.id,
    [ATTRIBUTES.eventId]: delivery.eventId,
    [ATTRIBUTES.eventType]: delivery.type,
    [ATTRIBUTES.attemptNumber]: delivery.attemptCount + 1,
    [ATTRIBUTES.outcome]: attempt?.outcome ?? status,
  });
  const code = attempt?.responseCode ?? null;
  if (code !== null) span.setAttribute('http.response.status_code', code);
  if (attempt?.outcome === 'delivered' || reason === null) return;
  span.setAttribute('error.type', reason);
  span.setStatus({ code: SpanStatusCode.ERROR });
}
