import dns from 'node:dns';
import net from 'node:net';
import tls from 'node:tls';

/** From Node 22.15 and 24.5. */
interface Authorities {
  getCACertificates?(type: 'default'): string[];
  setDefaultCACertificates?(certificates: string[]): void;
}
const authorities = tls as typeof tls & Authorities;

/**
 * What a site has set for all its connections, by Node's options or in its code. Each thread has its own, which
 * begin as Node has them.
 */
export function readProcessSettings() {
  return {
    resultOrder: dns.getDefaultResultOrder() as 'ipv4first' | 'verbatim',
    autoSelectFamily: net.getDefaultAutoSelectFamily(),
    autoSelectFamilyTimeout: net.getDefaultAutoSelectFamilyAttemptTimeout(),
    minVersion: tls.DEFAULT_MIN_VERSION,
    maxVersion: tls.DEFAULT_MAX_VERSION,
    authorities: authorities.getCACertificates?.('default'),
  };
}

export type ProcessSettings = ReturnType<typeof readProcessSettings>;

export function applyProcessSettings(settings: ProcessSettings): void {
  dns.setDefaultResultOrder(settings.resultOrder);
  net.setDefaultAutoSelectFamily(settings.autoSelectFamily);
  net.setDefaultAutoSelectFamilyAttemptTimeout(settings.autoSelectFamilyTimeout);
  tls.DEFAULT_MIN_VERSION = settings.minVersion;
  tls.DEFAULT_MAX_VERSION = settings.maxVersion;
  if (settings.authorities !== undefined) {
    authorities.setDefaultCACertificates?.(settings.authorities);
  }
}
