import type { Dispatcher } from 'undici';
import type { Connection } from './connections';

/** What is sent over a connection; its origin is the connection's. */
export type Sent = Pick<Dispatcher.DispatchOptions, 'path' | 'method'> & {
  headers: Record<string, string>;
  body: string;
};

export interface Answer {
  status: number;
  headers: Record<string, string>;
  /** As much of it as was to be read. */
  body: string;
  /** Whether there may be more of it. */
  isCut: boolean;
}

/**
 * One request and its answer over a connection that is held. The answer is read as it comes: a stream
 * between costs more than all else of it.
 *
 * @param limit bytes of the body that are read; the rest is dropped and the connection with it.
 */
export function exchangeOver(
  connection: Connection,
  sent: Sent,
  limit: number,
  signal: AbortSignal
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let controller: Dispatcher.DispatchController | undefined;
    let answer = { status: 0, headers: {} };
    const chunks: Buffer[] = [];
    let size = 0;

    const abort = () => controller?.abort(signal.reason as Error);
    signal.addEventListener('abort', abort, { once: true });
    const end = () => {
      signal.removeEventListener('abort', abort);
      resolve({ ...answer, body: textOf(chunks, limit), isCut: size >= limit });
    };

    connection.client.dispatch(sent, {
      onRequestStart(started) {
        controller = started;
        if (signal.aborted) abort();
      },
      onResponseStart(_, status, headers) {
        // 1xx: the answer is still to come.
        if (status < 200) return;
        connection.hasBegun = true;
        answer = { status, headers: flatten(headers) };
      },
      onResponseData(_, chunk) {
        if (size >= limit) return;
        chunks.push(chunk.subarray(0, limit - size));
        size += chunk.length;
        if (size < limit) return;
        end();
        controller?.abort(new Error('Enough of the answer was read'));
      },
      onResponseEnd: end,
      onResponseError(_, error) {
        signal.removeEventListener('abort', abort);
        // Where enough was read, it has ended already.
        reject(error);
      },
    });
  });
}

function textOf(chunks: readonly Buffer[], limit: number): string {
  if (chunks.length === 0) return '';
  // PostgreSQL keeps no NUL in a text column.
  const text = Buffer.concat(chunks).toString('utf8').replaceAll('\0', '');
  if (Buffer.byteLength(text) <= limit) return text;
  // A byte that is no UTF-8, as of a compressed body, became three; and the cut may go through a
  // character.
  return Buffer.from(text)
    .subarray(0, limit)
    .toString('utf8')
    .replace(/\uFFFD+$/, '');
}

function flatten(headers: Dispatcher.ResponseData['headers']): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return flat;
}
