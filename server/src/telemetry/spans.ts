import {
  context,
  ProxyTracerProvider,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Context,
  type Span,
  type Tracer,
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
 * `traceparent` that is kept with the event and with its deliveries. Where no SDK is registered there are no spans:
 * nothing is kept, and what was kept by an instance that has one is passed on as it is.
 */
export function createSpans() {
  return {
    /** The change of content that is under way, as far as the plugin takes part in it. */
    async capture<T>(uid: string, work: (traceparent: string | null) => Promise<T>): Promise<T> {
      const tracer = tracerOf();
      if (tracer === undefined) return work(null);
      const span = tracer.startSpan('lifecycle_webhooks.capture', { kind: SpanKind.PRODUCER });
      if (span.isRecording()) span.setAttribute(ATTRIBUTES.contentType, uid);
      return inside(span, context.active(), () => work(toTraceparent(span.spanContext())));
    },

    /** One for each event that was captured in a trace. What is not ended is not told: another relayed it. */
    relay(batch: readonly RelayedEvent[]) {
      const traceparents = new Map<string, string | null>();
      const spans: Span[] = [];
      const tracer = tracerOf();
      for (const { event, traceparent } of batch) {
        if (traceparent === null) continue;
        traceparents.set(event.id, traceparent);
        const parent = parentOf(traceparent);
        if (tracer === undefined || parent === ROOT_CONTEXT) continue;
        const options = { kind: SpanKind.INTERNAL };
        const span = tracer.startSpan('lifecycle_webhooks.relay', options, parent);
        if (span.isRecording()) {
          span.setAttributes({
            [ATTRIBUTES.eventId]: event.id,
            [ATTRIBUTES.eventType]: event.type,
          });
        }
        spans.push(span);
        traceparents.set(event.id, toTraceparent(span.spanContext()));
      }
      return {
        traceparentOf: (eventId: string): string | null => traceparents.get(eventId) ?? null,
        end: () => spans.forEach((span) => span.end()),
      };
    },

    async attempt(
      delivery: DueDelivery,
      work: (traceparent: string | null) => Promise<AttemptResult | null>
    ): Promise<AttemptResult | null> {
      const tracer = tracerOf();
      if (tracer === undefined) return work(delivery.traceparent);
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

/** Undefined where no SDK is registered; it may be later. */
function tracerOf(): Tracer | undefined {
  const provider = trace.getTracerProvider();
  const { name, version } = SCOPE;
  // The API's own proxy has a tracer for everybody, also where there is nothing behind it.
  return provider instanceof ProxyTracerProvider
    ? provider.getDelegateTracer(name, version)
    : provider.getTracer(name, version);
}

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

/** Of a request that was to wait for its turn and came back, since one before it failed or took long. */
const NOT_BEGUN = 'not-begun';

/** Never the URL, which may hold a secret, nor anything of what was sent or answered. */
function tell(span: Span, delivery: DueDelivery, result: AttemptResult | null): void {
  const attempt = result?.attempt ?? null;
  span.setAttributes({
    [ATTRIBUTES.webhookId]: delivery.webhookId,
    [ATTRIBUTES.deliveryId]: delivery.id,
    [ATTRIBUTES.eventId]: delivery.eventId,
    [ATTRIBUTES.eventType]: delivery.type,
    [ATTRIBUTES.attemptNumber]: delivery.attemptCount + 1,
    [ATTRIBUTES.outcome]: attempt?.outcome ?? result?.status ?? NOT_BEGUN,
  });
  const code = attempt?.responseCode ?? null;
  if (code !== null) span.setAttribute('http.response.status_code', code);
  const reason = result?.reason ?? null;
  if (attempt?.outcome === 'delivered' || reason === null) return;
  span.setAttribute('error.type', reason);
  span.setStatus({ code: SpanStatusCode.ERROR });
}
