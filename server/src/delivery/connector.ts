import { Socket } from 'node:net';
import type { SecureContext } from 'node:tls';
import { buildConnector } from 'undici';
import type { AddressGuard } from './address-guard';
import { createProxyTunnels } from './proxy-tunnel';

export interface ConnectorOptions {
  guard: AddressGuard;
  /** URL of an HTTP proxy. Its own address is not judged: it is the operator's. */
  proxy: string | undefined;
  /** Undefined: what Node trusts by itself. */
  secureContext: SecureContext | undefined;
}

/** Ends with an open connection, TLS included; a connection under way dies with the signal. */
export type Connect = (options: buildConnector.Options, signal: AbortSignal) => Promise<Socket>;

/** A proxy may reach one address of a name and not another; more than these are not tried. */
const ADDRESSES_TRIED_BY_PROXY = 3;

/**
 * Opens connections to permitted addresses only. The check is here, and not where a webhook is saved,
 * because a name can answer with another address each time (docs/decisions/0005).
 */
export function createConnector({ guard, proxy, secureContext }: ConnectorOptions): Connect {
  const connector = buildConnector({
    // The deadline of the attempt is the only clock.
    timeout: 0,
    lookup: guard.lookup,
    ...(secureContext === undefined ? {} : { secureContext }),
  });

  const open: Connect = (options, signal) =>
    new Promise((resolve, reject) => {
      const abort = () => {
        if (socket instanceof Socket) socket.destroy();
        options.httpSocket?.destroy();
        reject(reasonOf(signal));
      };
      // It answers with the socket, which its types do not say.
      const socket: unknown = connector(options, (error, connected) => {
        signal.removeEventListener('abort', abort);
        if (error === null) resolve(connected);
        else reject(error);
      });
      if (signal.aborted) abort();
      else signal.addEventListener('abort', abort, { once: true });
    });

  const direct: Connect = async (options, signal) => {
    // An address in the URL is connected to without a look-up.
    guard.checkHost(options.hostname);
    return open(options, signal);
  };
  if (proxy === undefined) return direct;

  const openTunnel = createProxyTunnels(proxy, secureContext);
  const tunnel = async (host: string, port: number, signal: AbortSignal): Promise<Socket> => {
    const addresses = await unlessAborted(guard.addressesOf(host), signal);
    const others = addresses.slice(1, ADDRESSES_TRIED_BY_PROXY);
    let opening = openTunnel({ address: addresses[0].address, port, signal });
    for (const { address } of others) {
      opening = opening.catch((error: unknown) => {
        if (signal.aborted) throw error;
        return openTunnel({ address, port, signal });
      });
    }
    return opening;
  };

  return async (options, signal) => {
    const isSecure = options.protocol === 'https:';
    const port = Number(options.port === '' ? (isSecure ? 443 : 80) : options.port);
    const socket = await tunnel(options.hostname, port, signal);
    return isSecure ? open({ ...options, httpSocket: socket }, signal) : socket;
  };
}

/** A look-up cannot be called off; nobody waits for it any longer. */
export function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(reasonOf(signal));
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

function reasonOf({ reason }: AbortSignal): Error {
  return reason instanceof Error ? reason : new Error('The attempt was ended', { cause: reason });
}
