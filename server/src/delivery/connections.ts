import type { Socket } from 'node:net';
import { Client } from 'undici';
import type { Connect } from './connector';

/** What one connection has, and the attempt that holds it. */
export interface Connection {
  client: Client;
  /** Ends the attempt. */
  signal: AbortSignal;
  socket: Socket | undefined;
  /** The socket that was already open when the attempt took the connection, and what it had read. */
  found: { socket: Socket; bytesRead: number } | undefined;
  /** Whether the headers of the answer are complete. */
  hasBegun: boolean;
}

/** More came than any answer that is to be read could have. */
export class AnswerTooLongError extends Error {
  readonly code = 'ANSWER_TOO_LONG';
}

export interface ConnectionsOptions {
  client: Client.Options;
  /**
   * Bytes that may come in answer to one request, whatever they are: until its headers are complete,
   * and after them. Not everything is a header or a part of the body, which have limits of their own:
   * a receiver could go on with status lines, 1xx answers and extensions of chunks until the deadline,
   * and have all of it parsed.
   */
  maxAnswerBytes: { head: number; rest: number };
}

/**
 * Connections that are kept alive, each held by one attempt at a time. undici's own pool does not say
 * which socket a request went over, and so neither whether it was a reused one nor whose deadline a
 * connection under way has to keep.
 */
export function createConnections(connect: Connect, options: ConnectionsOptions) {
  const { maxAnswerBytes } = options;
  const idle = new Map<string, Connection[]>();
  const all = new Set<Connection>();
  let isClosed = false;

  const drop = (connection: Connection): Promise<void> => {
    all.delete(connection);
    return connection.client.destroy();
  };

  const open = (origin: string, signal: AbortSignal): Connection => {
    if (isClosed) throw new Error('The connections are closed');
    const client = new Client(origin, {
      ...options.client,
      connect: (target, callback) => {
        connect(target, connection.signal).then(
          (socket) => {
            connection.socket = socket;
            socket.on('readable', () => {
              const { head, rest } = maxAnswerBytes;
              const most = connection.hasBegun ? head + rest : head;
              if (bytesOfAnswer(connection, socket) <= most) return;
              const message = `More than ${most} bytes came and were no answer`;
              socket.destroy(new AnswerTooLongError(message));
            });
            callback(null, socket);
          },
          (error: Error) => callback(error, null)
        );
      },
    });
    const connection: Connection = {
      client,
      signal,
      socket: undefined,
      found: undefined,
      hasBegun: false,
    };
    all.add(connection);
    client.on('disconnect', () => {
      // Closed while nobody held it: by the receiver, or because it was idle for too long.
      const waiting = idle.get(origin);
      const index = waiting?.indexOf(connection) ?? -1;
      if (waiting === undefined || index === -1) return;
      waiting.splice(index, 1);
      if (waiting.length === 0) idle.delete(origin);
      void drop(connection);
    });
    return connection;
  };

  return {
    /** A connection that waits, the last one used first, or a new one. */
    take(origin: string, signal: AbortSignal): Connection {
      const connection = idle.get(origin)?.pop();
      if (connection === undefined) return open(origin, signal);
      const { socket } = connection;
      connection.signal = signal;
      connection.hasBegun = false;
      connection.found = socket === undefined ? undefined : { socket, bytesRead: socket.bytesRead };
      return connection;
    },

    open,

    /** Keeps the connection if it is still good. */
    release(origin: string, connection: Connection): void {
      if (isClosed || connection.socket === undefined || connection.socket.destroyed) {
        void drop(connection);
        return;
      }
      const waiting = idle.get(origin);
      if (waiting === undefined) idle.set(origin, [connection]);
      else waiting.push(connection);
    },

    async close(): Promise<void> {
      isClosed = true;
      idle.clear();
      await Promise.all([...all].map(drop));
    },
  };
}

/** What has come since the attempt took the connection. */
function bytesOfAnswer({ found }: Connection, socket: Socket): number {
  return socket.bytesRead - (found?.socket === socket ? found.bytesRead : 0);
}

/**
 * Whether the connection was closed while it waited to be used again: it was not opened for this
 * attempt, and nothing of an answer came over it.
 */
export function wasDeadWhenTaken({ found, socket }: Connection): boolean {
  return found !== undefined && found.socket === socket && socket.bytesRead === found.bytesRead;
}
