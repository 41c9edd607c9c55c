import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import ipaddr from 'ipaddr.js';
import { parseAddress, type AddressForm, type IpAddress } from './special-addresses';

/** An entry of `network.allow` or `network.deny`. */
export type NetworkPattern =
  | { kind: 'addresses'; range: [IpAddress, number]; isOneAddress: boolean }
  | { kind: 'name'; name: string }
  /** `*.internal.example`: every name below, however deep; not `internal.example` itself. */
  | { kind: 'names-below'; suffix: string };

const PREFIX_LENGTH = /^\d{1,3}$/;
/** What belongs to another part of a URL, which the URL parser would take for it and drop. */
const NO_NAME = /[\s/\\?#@:%]/;
const NAME = /^(?=.{1,253}$)[a-z0-9_]([\w-]*[a-z0-9_])?(\.[a-z0-9_]([\w-]*[a-z0-9_])?)*$/;

/** @returns undefined where the text is no CIDR, IP, host name or wildcard. */
export function parseNetworkPattern(text: string): NetworkPattern | undefined {
  const [address = '', prefix, ...more] = text.split('/');
  if (isIP(address) !== 0 && !address.includes('%') && more.length === 0) {
    return addresses(address, prefix);
  }
  if (NO_NAME.test(text)) return undefined;
  const isWildcard = text.startsWith('*.');
  const name = asciiName(isWildcard ? text.slice(2) : text);
  // What the URL parser takes for an address (127.1) is no name, and too doubtful to be an address.
  if (!NAME.test(name) || isIP(name) !== 0) return undefined;
  return isWildcard ? { kind: 'names-below', suffix: `.${name}` } : { kind: 'name', name };
}

function addresses(text: string, prefix: string | undefined): NetworkPattern | undefined {
  const ip = parseAddress(text);
  const length = ip.toByteArray().length * 8;
  if (prefix !== undefined && !PREFIX_LENGTH.test(prefix)) return undefined;
  const bits = prefix === undefined ? length : Number(prefix);
  if (bits > length) return undefined;
  const isOneAddress = bits === length;
  const isMapped = ip instanceof ipaddr.IPv6 && ip.isIPv4MappedAddress() && bits >= 96;
  // `::ffff:10.0.0.0/104` means what `10.0.0.0/8` means.
  const range: [IpAddress, number] = isMapped ? [ip.toIPv4Address(), bits - 96] : [ip, bits];
  return { kind: 'addresses', range, isOneAddress };
}

/** A host name as it is compared: lower case, punycode, without the dot at its end. */
export function asciiName(host: string): string {
  return domainToASCII(host.replace(/\.+$/, ''));
}

export function matchesAddress(pattern: NetworkPattern, { ip }: AddressForm): boolean {
  if (pattern.kind !== 'addresses') return false;
  const [network, bits] = pattern.range;
  return network.kind() === ip.kind() && ip.match(network, bits);
}

export function isExactly(pattern: NetworkPattern, form: AddressForm): boolean {
  return pattern.kind === 'addresses' && pattern.isOneAddress && matchesAddress(pattern, form);
}

/** `name` is a result of `asciiName`. */
export function matchesName(pattern: NetworkPattern, name: string): boolean {
  if (pattern.kind === 'name') return pattern.name === name;
  return pattern.kind === 'names-below' && name.endsWith(pattern.suffix);
}
