import type { LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import type { AddressPolicy, Verdict } from '../domain/address-policy';

/** All addresses of a name. */
export type Resolve = (name: string) => Promise<readonly LookupAddress[]>;

/** The attempt may not connect there. An expected failure: it ends as the outcome of the attempt. */
export class ForbiddenAddressError extends Error {
  readonly code = 'FORBIDDEN_ADDRESS';
}

/**
 * Resolves names for the connector and lets through what the policy permits. What is judged is what is
 * connected to: there is no second look-up that could answer something else.
 */
export function createAddressGuard(policy: AddressPolicy, resolveOne: Resolve) {
  const resolve = shared(resolveOne);
  const insist = (verdict: Verdict) => {
    if (!verdict.isPermitted) throw new ForbiddenAddressError(verdict.message);
  };

  /** @throws ForbiddenAddressError of a host that is refused whatever its addresses, or is an address. */
  const checkHost = (host: string): void => {
    insist(policy.judgeHost(host));
    if (isIP(host) !== 0) insist(policy.judgeAddress(host, host));
  };

  /** @throws ForbiddenAddressError when not one of the addresses of the host is permitted. */
  const addressesOf = async (host: string): Promise<[LookupAddress, ...LookupAddress[]]> => {
    checkHost(host);
    const family = isIP(host);
    if (family !== 0) return [{ address: host, family }];

    const answers = await resolve(host);
    const permitted: LookupAddress[] = [];
    const refusals: string[] = [];
    for (const answer of answers) {
      const verdict = policy.judgeAddress(answer.address, host);
      if (verdict.isPermitted) permitted.push(answer);
      else refusals.push(verdict.message);
    }
    const [first, ...others] = permitted;
    if (first !== undefined) return [first, ...others];
    const [refusal, ...more] = refusals;
    if (refusal === undefined) {
      throw Object.assign(new Error(`${host} has no address`), { code: 'ENOTFOUND' });
    }
    const rest = more.length === 0 ? '' : ` So are its ${more.length} other addresses.`;
    throw new ForbiddenAddressError(refusal + rest);
  };

  /** For `net.connect`, which asks only for names: an address has to pass `checkHost` before. */
  const lookup: LookupFunction = (host, options, callback) => {
    addressesOf(host).then(
      (addresses) => {
        if (options.all === true) callback(null, addresses);
        else callback(null, addresses[0].address, addresses[0].family);
      },
      (error: NodeJS.ErrnoException) => callback(error, [])
    );
  };

  return { checkHost, addressesOf, lookup };
}

export type AddressGuard = ReturnType<typeof createAddressGuard>;

/**
 * One look-up of a name at a time, whoever waits for it. The system's resolver has four threads, and a
 * name server that does not answer would else take all of them with the attempts of one webhook.
 */
function shared(resolve: Resolve): Resolve {
  const underWay = new Map<string, ReturnType<Resolve>>();
  return (name) => {
    const known = underWay.get(name);
    if (known !== undefined) return known;
    const answer = resolve(name).finally(() => underWay.delete(name));
    underWay.set(name, answer);
    return answer;
  };
}
