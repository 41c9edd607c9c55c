import { X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { parseNetworkPattern } from '../domain/network-pattern';

/** `network.allow` and `network.deny`. */
export const networkPatterns = z.array(
  z.string().refine((text) => parseNetworkPattern(text) !== undefined)
);

export const proxyUrl = z.string().refine((text) => {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, pathname, search, hash } = new URL(text);
  return (
    /^https?:$/.test(protocol) &&
    pathname + search + hash === '/' &&
    isDecodable(username + password)
  );
});

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----/;

const pem = z.string().refine((text) => {
  const certificates = text.match(CERTIFICATE) ?? [];
  return certificates.length > 0 && !PRIVATE_KEY.test(text) && certificates.every(isCertificate);
});

/** One or more certificates, as one text or a list. */
export const certificates = z.union([pem, z.array(pem).min(1)]);

function isDecodable(text: string): boolean {
  try {
    return decodeURIComponent(text).length >= 0;
  } catch {
    // A percent sign that begins no escape.
    return false;
  }
}

function isCertificate(text: string): boolean {
  try {
    return new X509Certificate(text).raw.length > 0;
  } catch {
    // Its constructor is the only parser, and says no by throwing.
    return false;
  }
}

/** A URL may hold a password, also one that does not parse. */
export function withoutCredentials(value: unknown): unknown {
  return typeof value === 'string' ? value.replace(/^(\w+:\/\/)?.*@/, '$1***@') : value;
}

/** Of a text only its first line: the rest may be a private key, put here by mistake. */
export function firstLines(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(firstLines);
  if (typeof value !== 'string') return value;
  const [first = ''] = value.split('\n');
  const shown = first.slice(0, 40);
  return shown === value ? value : `${shown}…`;
}
