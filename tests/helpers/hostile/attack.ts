import type { Socket } from 'node:net';

/** What a receiver does that means no good, and what an attempt at it has to come to. */
export interface Attack {
  /** As in "a receiver with …". */
  title: string;
  /** What it does with each connection, numbered from 0. */
  talk(socket: Socket, connection: number): void;
  /** A reason, or `delivered` where what it does is no reason to refuse a 2xx. */
  comesTo: string;
  /** Over TLS. */
  secure?: true;
}

/** Calls back once per request that has come whole, with its number on this connection, from 0. */
export function onRequest(socket: Socket, answer: (request: number) => void): void {
  let text = '';
  let requests = 0;
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1');
    for (let end = endOf(text); end !== undefined && text.length >= end; end = endOf(text)) {
      text = text.slice(end);
      answer(requests);
      requests += 1;
    }
  });
}

/** Where the first request of a text ends; undefined while its headers are not complete. */
function endOf(text: string): number | undefined {
  const head = text.indexOf('\r\n\r\n');
  if (head === -1) return undefined;
  const length = /\r\ncontent-length: *(\d+)/i.exec(text.slice(0, head))?.[1] ?? '0';
  return head + 4 + Number(length);
}

/** Writes again and again, as fast as the other side takes it, until it has had enough. */
export function flood(socket: Socket, bytes: Buffer | string, times = Infinity): void {
  let left = times;
  const more = () => {
    while (left > 0 && !socket.destroyed) {
      left -= 1;
      if (!socket.write(bytes)) {
        socket.once('drain', more);
        return;
      }
    }
    if (left === 0) socket.end();
  };
  more();
}

/** Writes a piece every so many milliseconds until the connection closes. */
export function drip(socket: Socket, pieces: () => string, everyMs: number): void {
  const timer = setInterval(() => socket.write(pieces()), everyMs);
  socket.once('close', () => clearInterval(timer));
}
