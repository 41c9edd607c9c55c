import { readFileSync } from 'node:fs';
import { createSecureContext, rootCertificates, type SecureContext } from 'node:tls';

/**
 * What Node trusts by itself, and these certificates (PEM) beside it. Made once: parsing the roots
 * takes milliseconds, and a connection that is given a list parses all of it.
 */
export function trusting(certificates: string | readonly string[]): SecureContext {
  // Naming any authority makes Node forget its own, also the file of the environment.
  return createSecureContext({ ca: [...rootCertificates, ...extra(), ...[certificates].flat()] });
}

function extra(): string[] {
  const file = process.env.NODE_EXTRA_CA_CERTS;
  if (file === undefined || file === '') return [];
  try {
    return [readFileSync(file, 'utf8')];
  } catch {
    // Node itself only warns of a file that it cannot read, when the process starts.
    return [];
  }
}
