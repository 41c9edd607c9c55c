import type { LookupAddress } from 'node:dns';
import { isIP } from 'node:net';
import { createHttpClient, type HttpClient } from '../../server/src/delivery/http-client';
import { createAddressPolicy } from '../../server/src/domain/address-policy';
import type { Exchange } from '../../server/src/domain/outcome';

export interface ClientOptions {
  allow?: string[];
  deny?: string[];
  production?: boolean;
  proxy?: string;
  ca?: string | string[];
  maxResponseBytes?: number;
  /** The addresses of a name; undefined: they never come. */
  names?: (name: string) => string[] | undefined;
}

/** The real client, with a resolver of its own where a test names addresses. */
export function startClient(options: ClientOptions = {}) {
  const { names, allow = [], deny = [], production = true, maxResponseBytes = 65_536 } = options;
  const lookups: string[] = [];
  const client: HttpClient = createHttpClient({
    maxResponseBytes,
    addressPolicy: createAddressPolicy({ allow, deny, production }),
    proxy: options.proxy,
    ca: options.ca,
    ...(names === undefined
      ? {}
      : {
          resolve: (name: string) => {
            lookups.push(name);
            const addresses = names(name);
            if (addresses === undefined) return new Promise<LookupAddress[]>(() => undefined);
            return Promise.resolve(
              addresses.map((address) => ({ address, family: isIP(address) }))
            );
          },
        }),
  });
  return {
    lookups,
    close: client.close,
    send: (url: string, timeoutMs = 5_000): Promise<Exchange> =>
      client.send({ method: 'POST', url, headers: { 'X-Test': 'yes' }, body: '{}', timeoutMs }),
  };
}

export type TestClient = ReturnType<typeof startClient>;
