import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIPv6, type Socket } from 'node:net';
import type { SecureContext } from 'node:tls';

/** The proxy did not open the tunnel. Its message never holds the user name or password. */
export class ProxyError extends Error {
  readonly code = 'PROXY';
}

export interface Tunnel {
  /** An IP address that was judged: the proxy looks nothing up. */
  address: string;
  port: number;
  /** Ends the handshake, and the tunnel after it. */
  signal: AbortSignal;
}

/** Opens tunnels through an HTTP proxy (CONNECT, RFC 9110 9.3.6), for http and for https receivers. */
export function createProxyTunnels(proxyUrl: string, secureContext: SecureContext | undefined) {
  const { protocol, hostname, host, port, username, password } = new URL(proxyUrl);
  const isSecure = protocol === 'https:';
  const request = isSecure ? httpsRequest : httpRequest;
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const authorization: Record<string, string> =
    username === '' && password === ''
      ? {}
      : { 'Proxy-Authorization': `Basic ${Buffer.from(credentials).toString('base64')}` };

  return ({ address, port: toPort, signal }: Tunnel): Promise<Socket> => {
    const to = `${isIPv6(address) ? `[${address}]` : address}:${toPort}`;
    return new Promise((resolve, reject) => {
      const failed = (error: Error) =>
        reject(
          new ProxyError(`The proxy ${host} could not be used: ${error.message}`, { cause: error })
        );
      const connecting = request({
        host: hostname.replace(/^\[|\]$/g, ''),
        port: port === '' ? (isSecure ? 443 : 80) : Number(port),
        method: 'CONNECT',
        path: to,
        headers: { Host: to, Connection: 'keep-alive', ...authorization },
        agent: false,
        signal,
        ...(isSecure && secureContext !== undefined ? { secureContext } : {}),
      });
      connecting.on('error', failed);
      connecting.on('connect', ({ statusCode }, socket, head) => {
        if (statusCode !== 200) {
          socket.destroy();
          const words = statusCode === 407 ? ': it wants other credentials' : '';
          reject(new ProxyError(`The proxy ${host} answered ${statusCode} to ${to}${words}`));
          return;
        }
        if (head.length > 0) socket.unshift(head);
        // Until the HTTP client listens itself.
        socket.on('error', () => socket.destroy());
        resolve(socket as Socket);
      });
      connecting.end();
    });
  };
}
