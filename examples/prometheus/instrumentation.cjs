'use strict';

// Loaded before Strapi: `node --require ./instrumentation.cjs node_modules/@strapi/strapi/bin/strapi.js start`.
// Registers OpenTelemetry's SDK for metrics, which the plugin tells what it does, and answers Prometheus.
const { metrics } = require('@opentelemetry/api');
const { PrometheusExporter } = require('@opentelemetry/exporter-prometheus');
const { MeterProvider } = require('@opentelemetry/sdk-metrics');

const host = process.env.PROMETHEUS_HOST ?? '127.0.0.1';
const port = Number(process.env.PROMETHEUS_PORT ?? 9464);

const exporter = new PrometheusExporter({ host, port }, (error) => {
  // A site goes on without its metrics.
  if (error) console.error(`Metrics are not served on ${host}:${port}: ${error.message}`);
});
metrics.setGlobalMeterProvider(new MeterProvider({ readers: [exporter] }));
