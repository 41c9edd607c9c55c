'use strict';

const { createServer } = require('node:http');
const { clock, serve } = require('./calls.cjs');

/** By name: how many requests came, the first and the last time, and each by its entry's text. */
const received = new Map();
/** Names whose bodies are read. */
const watched = new Set();

const of = (name) => {
  if (!received.has(name)) received.set(name, { count: 0, firstAt: null, lastAt: null, times: {} });
  return received.get(name);
};

const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url, 'http://receiver');
  const name = pathname.slice(1);
  const chunks = [];
  request.on('data', (chunk) => watched.has(name) && chunks.push(chunk));
  request.on('end', () => {
    const entry = of(name);
    const now = clock();
    entry.count += 1;
    entry.firstAt ??= now;
    entry.lastAt = now;
    const delay = Number(searchParams.get('delay'));
    if (delay === 0) response.end();
    else setTimeout(() => response.end(), delay);
    if (chunks.length > 0) {
      const body = JSON.parse(Buffer.concat(chunks).toString('utf8'));
      entry.times[(body.entry ?? body.data.entry).text] ??= now;
    }
  });
});
// A connection is kept as long as a sender likes to.
server.keepAliveTimeout = 60_000;

serve({
  listen: () =>
    new Promise((resolve) => {
      server.listen(0, '127.0.0.1', () => resolve(server.address().port));
    }),
  waitFor: async ({ name, count, timeoutMs }) => {
    const deadline = Date.now() + timeoutMs;
    while (of(name).count < count) {
      if (Date.now() > deadline)
        throw new Error(`${of(name).count} of ${count} arrived at ${name}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const { firstAt, lastAt } = of(name);
    return { count: of(name).count, firstAt, lastAt };
  },
  received: ({ name }) => of(name).count,
  watch: ({ name }) => void watched.add(name),
  times: ({ name }) => of(name).times,
  forget: () => {
    received.clear();
    watched.clear();
  },
  stop: () => {
    server.closeAllConnections();
    server.close();
  },
});
