import ipaddr from 'ipaddr.js';

export type IpAddress = ipaddr.IPv4 | ipaddr.IPv6;

/**
 * Who may be met at an address: anybody (`public`), the site's own network (`local`), nobody a webhook
 * could mean (`special`).
 */
export type AddressKind = { kind: 'public' } | { kind: 'local' | 'special'; words: string };

/** An address as one of the ways in which it can be understood. */
export interface AddressForm {
  ip: IpAddress;
  kind: AddressKind;
}

const PUBLIC: AddressKind = { kind: 'public' };
const local = (words: string): AddressKind => ({ kind: 'local', words });
const special = (words: string): AddressKind => ({ kind: 'special', words });

/** The ranges of ipaddr.js, which are those of the IANA special-purpose registries. */
const KINDS: Record<string, AddressKind> = {
  unicast: PUBLIC,
  loopback: local('a loopback address'),
  private: local('a private address'),
  carrierGradeNat: local('a shared address of a provider (RFC 6598)'),
  uniqueLocal: local('a unique local address'),
  deprecatedSiteLocal: local('a site-local address'),
  linkLocal: special('a link-local address'),
  unspecified: special('an unspecified address'),
  multicast: special('a multicast address'),
  broadcast: special('the broadcast address'),
  discard: special('an address of which everything is discarded'),
  benchmarking: special('an address for benchmarks'),
  '6to4': special('a 6to4 address'),
  teredo: special('a Teredo address'),
  rfc6145: special('a translated IPv4 address'),
  rfc6052: special('a NAT64 address of a local network'),
};
const RESERVED = special('a reserved address');

/** Everything routed so far; the rest of IPv6 is reserved where the registries do not say more. */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');
/** What carries an IPv4 address and is nothing else: the address carried alone counts. */
const MERE_CARRIERS = ['::ffff:0:0/96', '64:ff9b::/96'].map((cidr) => ipaddr.IPv6.parseCIDR(cidr));

function kindOf(ip: IpAddress): AddressKind {
  if (isIpv6(ip) && MERE_CARRIERS.some((carrier) => ip.match(carrier))) return PUBLIC;
  const range = ip.range();
  if (isIpv6(ip) && range === 'unicast' && !ip.match(GLOBAL_UNICAST)) return RESERVED;
  return KINDS[range] ?? RESERVED;
}

function isIpv6(ip: IpAddress): ip is ipaddr.IPv6 {
  return ip.kind() === 'ipv6';
}

/** Where an IPv4 address lies in an IPv6 address: the places of its four bytes. */
interface Embedding {
  carrier: [ipaddr.IPv6, number];
  bytes: readonly [number, number, number, number];
  inverted?: boolean;
}

const LAST = [12, 13, 14, 15] as const;
const EMBEDDINGS: readonly Embedding[] = [
  { carrier: ipaddr.IPv6.parseCIDR('::ffff:0:0/96'), bytes: LAST },
  // IPv4-compatible, RFC 4291 2.5.5.1
  { carrier: ipaddr.IPv6.parseCIDR('::/96'), bytes: LAST },
  // IPv4-translated, RFC 2765
  { carrier: ipaddr.IPv6.parseCIDR('::ffff:0:0:0/96'), bytes: LAST },
  // NAT64, RFC 6052; the local-use prefix (RFC 8215) is used as a /48 and as many a /96
  { carrier: ipaddr.IPv6.parseCIDR('64:ff9b::/96'), bytes: LAST },
  { carrier: ipaddr.IPv6.parseCIDR('64:ff9b:1::/48'), bytes: LAST },
  { carrier: ipaddr.IPv6.parseCIDR('64:ff9b:1::/48'), bytes: [6, 7, 9, 10] },
  { carrier: ipaddr.IPv6.parseCIDR('2002::/16'), bytes: [2, 3, 4, 5] },
  // Teredo, RFC 4380: the server, and the client with its bits inverted
  { carrier: ipaddr.IPv6.parseCIDR('2001::/32'), bytes: [4, 5, 6, 7] },
  { carrier: ipaddr.IPv6.parseCIDR('2001::/32'), bytes: LAST, inverted: true },
];

/** ISATAP, RFC 5214: any prefix, then an interface that begins like this. */
const ISATAP_INTERFACES = [
  [0x00, 0x00, 0x5e, 0xfe],
  [0x02, 0x00, 0x5e, 0xfe],
];

/**
 * Everything that an address may be taken for: itself, and each IPv4 address that it carries.
 * `text` is an address as the resolver or the URL parser writes it, with or without a zone.
 */
export function formsOf(text: string): readonly [AddressForm, ...AddressForm[]] {
  const ip = parseAddress(text);
  const own = { ip, kind: kindOf(ip) };
  if (!isIpv6(ip)) return [own];
  return [own, ...embeddedIn(ip).map((form) => ({ ip: form, kind: kindOf(form) }))];
}

function embeddedIn(ip: ipaddr.IPv6): ipaddr.IPv4[] {
  const range = ip.range();
  if (range === 'unspecified' || range === 'loopback') return [];
  const bytes = ip.toByteArray();
  const read = ({ bytes: places, inverted = false }: Omit<Embedding, 'carrier'>) =>
    places.map((place) => (bytes[place] ?? 0) ^ (inverted ? 0xff : 0));
  const found = EMBEDDINGS.filter(({ carrier }) => ip.match(carrier)).map(read);
  const isIsatap = ISATAP_INTERFACES.some((start) =>
    start.every((byte, index) => bytes[8 + index] === byte)
  );
  if (isIsatap) found.push(read({ bytes: LAST }));
  // The local-use NAT64 prefix is read in two ways, and the wrong one finds nothing but zeros.
  return found
    .filter((octets) => found.length === 1 || octets.some((octet) => octet !== 0))
    .map((octets) => new ipaddr.IPv4(octets));
}

/**
 * By way of the URL parser, which writes IPv6 in one way: ipaddr.js takes `::127.0.0.1` for
 * `::ffff:127.0.0.1`, which is another address.
 */
export function parseAddress(text: string): IpAddress {
  if (!text.includes(':')) return ipaddr.parse(text);
  const [address = ''] = text.split('%');
  return ipaddr.parse(new URL(`http://[${address}]`).hostname.slice(1, -1));
}

/** Where clouds and container platforms hand out credentials to whoever asks from inside. */
const METADATA_ADDRESSES = new Set(
  [
    '169.254.169.254', // AWS, Google, Azure, DigitalOcean, Hetzner, OpenStack and others
    'fd00:ec2::254', // AWS over IPv6
    'fd20:ce::254', // Google over IPv6
    '169.254.170.2', // AWS ECS
    '169.254.170.23', // AWS EKS
    'fd00:ec2::23', // AWS EKS over IPv6
    '100.100.100.200', // Alibaba
    '192.0.0.192', // Oracle
    '168.63.129.16', // Azure's wireserver, in public space
    '169.254.0.23', // Tencent
    '169.254.42.42', // Scaleway
    'fd00:42::42', // Scaleway over IPv6
  ].map((text) => parseAddress(text).toString())
);

export function isMetadataAddress(ip: IpAddress): boolean {
  return METADATA_ADDRESSES.has(ip.toString());
}

const METADATA_NAMES = new Set([
  'metadata',
  'metadata.google.internal',
  'metadata.goog',
  'instance-data',
  'instance-data.ec2.internal',
  'metadata.azure.internal',
  'metadata.tencentyun.com',
  'metadata.platformequinix.com',
  'metadata.packet.net',
]);

export function isMetadataName(name: string): boolean {
  return METADATA_NAMES.has(name);
}
