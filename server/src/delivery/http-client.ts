import { lookup } from 'node:dns/promises';
import { Axios, AxiosHeaders, type AxiosAdapter } from 'axios';
import type { HttpMethod } from '../../../contracts/domain';
import type { AddressPolicy } from '../domain/address-policy';
import type { Exchange } from '../domain/outcome';
import { createAddressGuard, type Resolve } from './address-guard';
import { trusting } from './certificates';
import { createConnections, wasDeadWhenTaken, type Connection } from './connections';
import { createConnector } from './connector';
import { exchangeOver, type Answer } from './exchange';
import { messageOf, reasonOf } from './failure';
import { createReachability, type Unreachable } from './reachability';

export interface HttpRequest {
  method: HttpMethod;
  url: string;
  headers: Record<string, string>;
  body: string;
  /** Milliseconds over everything: look-up, connecting, sending, the last byte of the answer. */
  timeoutMs: number;
}

export interface HttpClientOptions {
  /** Bytes of an answer that are read; the rest is dropped and the connection with it. */
  maxResponseBytes: number;
  /** Which addresses may be connected to. */
  addressPolicy: AddressPolicy;
  /** URL of an HTTP proxy through which everything is sent. */
  proxy?: string | undefined;
  /** Certificates (PEM) of authorities that are trusted beside Node's own. */
  ca?: string | readonly string[] | undefined;
  /** All addresses of a name; the system's resolver where nothing is given. */
  resolve?: Resolve;
}

/** Bytes of headers that an answer may have. */
const MAX_HEADER_BYTES = 16_384;

const TOO_LATE = new Error('The deadline has passed');

/**
 * Sends deliveries with axios over undici: connections are kept alive, and a request costs about half
 * the CPU it costs over axios' own adapter for Node (docs/decisions/0004).
 *
 * Nothing is followed, decompressed or sent through a proxy of the environment, and no connection is
 * opened to an address that the policy refuses. An expected failure is a value, not an exception.
 */
export function createHttpClient(options: HttpClientOptions) {
  const { maxResponseBytes, addressPolicy, proxy, ca, resolve = resolveAll } = options;
  const guard = createAddressGuard(addressPolicy, resolve);
  const connect = createConnector({
    guard,
    proxy,
    secureContext: ca === undefined ? undefined : trusting(ca),
  });
  const connections = createConnections(connect, {
    client: {
      // The deadline of the whole request is the only clock: one timeout per read would let a byte a
      // second go on for ever.
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: 4_000,
      pipelining: 1,
      maxHeaderSize: MAX_HEADER_BYTES,
    },
    // A body in chunks of one byte is six times as long on its way.
    maxAnswerBytes: { head: MAX_HEADER_BYTES * 8, rest: maxResponseBytes * 8 },
  });
  const reach = createReachability(guard, connect);
  const underWay = new Set<AbortController>();

  /** Runs what may take so long and ends with the client. */
  const within = async <T>(
    timeoutMs: number,
    work: (signal: AbortSignal) => Promise<T>
  ): Promise<T> => {
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(TOO_LATE), timeoutMs);
    underWay.add(deadline);
    try {
      return await work(deadline.signal);
    } finally {
      clearTimeout(timer);
      underWay.delete(deadline);
    }
  };

  const adapter: AxiosAdapter = async (config) => {
    const { origin, pathname, search } = new URL(config.url ?? '');
    const signal = config.signal as AbortSignal;
    const sent = {
      path: pathname + search,
      method: (config.method ?? 'post').toUpperCase() as HttpMethod,
      headers: config.headers.toJSON() as Record<string, string>,
      body: config.data as string,
    };
    const exchange = async (connection: Connection, isLast: boolean): Promise<Answer> => {
      try {
        return await exchangeOver(connection, sent, maxResponseBytes, signal);
      } catch (error) {
        const isDead =
          !connection.hasBegun && reasonOf(error) === 'reset' && wasDeadWhenTaken(connection);
        if (isLast || !isDead || signal.aborted) throw error;
        return await exchange(connections.open(origin, signal), true);
      } finally {
        connections.release(origin, connection);
      }
    };
    const { status, headers, ...data } = await exchange(connections.take(origin, signal), false);
    return { status, statusText: '', headers: new AxiosHeaders(headers), data, config };
  };

  // An instance of the class has no defaults but these, so what is signed is what is sent: no transformation
  // of either body. Those of `axios.create` add an Accept header to every request, and what they limit is
  // limited by the adapters of axios alone.
  const client = new Axios({ adapter, validateStatus: () => true });

  const send = async (request: HttpRequest, signal: AbortSignal): Promise<Exchange> => {
    try {
      const response = await client.request<Pick<Answer, 'body' | 'isCut'>>({
        method: request.method,
        url: request.url,
        headers: request.headers,
        data: request.body,
        signal,
      });
      return {
        kind: 'response',
        status: response.status,
        headers: { ...(response.headers as Record<string, string>) },
        ...response.data,
      };
    } catch (error) {
      const { aborted, reason: ending } = signal;
      if (ending === TOO_LATE) {
        const message = `No complete answer within ${request.timeoutMs} ms`;
        return { kind: 'failure', reason: 'timeout', message };
      }
      const message = messageOf(aborted ? ending : error);
      return { kind: 'failure', reason: reasonOf(error), message };
    }
  };

  return {
    send: (request: HttpRequest): Promise<Exchange> =>
      within(request.timeoutMs, (signal) => send(request, signal)),

    /** Why a receiver cannot be connected to, TLS included; undefined where it can. Sends nothing. */
    verify: (url: string, timeoutMs: number): Promise<Unreachable | undefined> =>
      within(timeoutMs, async (signal) => {
        const unreachable = await reach(url, signal);
        if (unreachable === undefined || signal.reason !== TOO_LATE) return unreachable;
        return { ...unreachable, reason: 'timeout', message: `Not done within ${timeoutMs} ms` };
      }),

    /** Ends every connection, also of requests under way. */
    async close(): Promise<void> {
      for (const attempt of underWay) attempt.abort(new Error('The site is shutting down'));
      await connections.close();
    },
  };
}

export type HttpClient = ReturnType<typeof createHttpClient>;

const resolveAll: Resolve = (name) => lookup(name, { all: true });
