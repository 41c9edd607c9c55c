import type { FailureReason } from '../domain/outcome';
import type { AddressGuard } from './address-guard';
import { unlessAborted, type Connect } from './connector';
import { messageOf, reasonOf } from './failure';

/** What is looked at, in this order. `address`: whether the policy permits it; `tls`: only of https. */
export type ReachabilityStep = 'dns' | 'address' | 'connection' | 'tls';

/** Where it ended, and why. */
export interface Unreachable {
  step: ReachabilityStep;
  reason: FailureReason;
  message: string;
}

/**
 * Connects to a receiver as an attempt would, with the same guard, proxy and authorities, and sends
 * nothing. https takes two connections: one that fails before TLS begins is told from one that fails at it.
 */
export function createReachability(guard: AddressGuard, connect: Connect) {
  return async (url: string, signal: AbortSignal): Promise<Unreachable | undefined> => {
    const { protocol, hostname, host, port } = new URL(url);
    const isSecure = protocol === 'https:';
    const name = hostname.replace(/^\[|\]$/g, '');
    const target = { hostname: name, host, port: port === '' ? (isSecure ? '443' : '80') : port };

    let step: ReachabilityStep = 'dns';
    try {
      await unlessAborted(guard.addressesOf(name), signal);
      step = 'connection';
      (await connect({ ...target, protocol: 'http:' }, signal)).destroy();
      if (!isSecure) return undefined;
      step = 'tls';
      (await connect({ ...target, protocol }, signal)).destroy();
      return undefined;
    } catch (error) {
      const reason = reasonOf(error);
      return {
        step: reason === 'forbidden-address' ? 'address' : step,
        reason,
        message: messageOf(error),
      };
    }
  };
}
