import { context, metrics, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
  type ReadableSpan,
} from '@opentelemetry/sdk-trace-base';

export interface Measured {
  unit: string;
  points: { attributes: Record<string, unknown>; value: unknown }[];
}

/** OpenTelemetry's own SDK, registered as a site registers it; what it is told stays in memory. */
export interface TelemetrySdk {
  spans(): ReadableSpan[];
  /** Reads every instrument now: by name. */
  collect(): Promise<Map<string, Measured>>;
  clear(): void;
  stop(): Promise<void>;
}

class OnDemand extends MetricReader {
  protected onShutdown(): Promise<void> {
    return Promise.resolve();
  }
  protected onForceFlush(): Promise<void> {
    return Promise.resolve();
  }
}

export function registerSdk(): TelemetrySdk {
  const exporter = new InMemorySpanExporter();
  const tracing = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  const reader = new OnDemand();
  const metering = new MeterProvider({ readers: [reader] });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(tracing);
  metrics.setGlobalMeterProvider(metering);

  return {
    spans: () => exporter.getFinishedSpans(),
    async collect() {
      const { resourceMetrics, errors } = await reader.collect();
      expect(errors).toEqual([]);
      const found = new Map<string, Measured>();
      for (const { metrics: measured } of resourceMetrics.scopeMetrics) {
        for (const { descriptor, dataPoints } of measured) {
          found.set(descriptor.name, { unit: descriptor.unit, points: dataPoints });
        }
      }
      return found;
    },
    clear: () => exporter.reset(),
    async stop() {
      trace.disable();
      metrics.disable();
      context.disable();
      await tracing.shutdown();
      await metering.shutdown();
    },
  };
}
