import { isIP } from 'node:net';
import {
  FORBIDDEN_ADDRESSES,
  FORBIDDEN_NAMES,
  hostOf,
  METADATA_NAMES,
} from '../helpers/forbidden-hosts';
import { refusal } from '../helpers/refusal';

test('there are more than 100 forbidden hosts', () => {
  const all = [...FORBIDDEN_ADDRESSES, ...FORBIDDEN_NAMES].map(([host]) => host);
  expect(new Set(all).size).toBe(all.length);
  expect(all.length + METADATA_NAMES.length).toBeGreaterThan(100);
});

describe('in production', () => {
  test.each(FORBIDDEN_ADDRESSES)('%s is forbidden, %s is not', (host, neighbour) => {
    const address = hostOf(host);
    expect(isIP(address)).not.toBe(0);
    expect(refusal(address)).toContain('network.allow');
    if (neighbour !== null) expect(refusal(hostOf(neighbour))).toBeUndefined();
  });

  test.each(FORBIDDEN_ADDRESSES)('%s is permitted where network.allow names it', (host) => {
    const address = hostOf(host);
    expect(refusal(address, { allow: [address] })).toBeUndefined();
  });

  test.each(FORBIDDEN_ADDRESSES)('%s is denied where network.deny names it', (host) => {
    const address = hostOf(host);
    const message = refusal(address, { allow: [address], deny: [address] });
    expect(message).toContain('network.deny');
  });

  test.each(FORBIDDEN_NAMES)('%s at %j is forbidden, at %j it is not', (host, addresses, twins) => {
    const name = hostOf(host);
    for (const address of addresses) {
      const message = refusal(address, {}, name);
      expect(message).toContain(address);
      expect(message).toContain(name);
      expect(message).toContain('network.allow');
    }
    for (const twin of twins) expect(refusal(twin, {}, name)).toBeUndefined();
  });

  test.each(METADATA_NAMES)('%s is forbidden whatever its address', (host) => {
    expect(refusal('8.8.8.8', {}, hostOf(host))).toContain('network.allow');
    const name = hostOf(host).replace(/\.$/, '');
    expect(refusal('8.8.8.8', { allow: [name] }, hostOf(host))).toBeUndefined();
    expect(
      refusal('8.8.8.8', { allow: ['*.internal', '*.goog', '0.0.0.0/0'] }, name)
    ).toBeDefined();
  });
});

describe("outside production the site's own network is permitted", () => {
  test.each([
    '127.0.0.1',
    '::1',
    '10.0.0.1',
    '172.16.0.1',
    '192.168.1.1',
    '100.64.0.1',
    'fd00::1',
    'fec0::1',
    '::ffff:127.0.0.1',
    '64:ff9b::10.0.0.1',
  ])('%s', (address) => {
    expect(refusal(address, { production: false })).toBeUndefined();
  });

  test.each([
    '0.0.0.0',
    '::',
    '169.254.1.1',
    'fe80::1',
    '169.254.169.254',
    '::ffff:169.254.169.254',
    'fd00:ec2::254',
    '100.100.100.200',
    '192.0.0.192',
    '168.63.129.16',
    '224.0.0.1',
    '255.255.255.255',
    '240.0.0.1',
    '192.0.2.1',
    'ff02::1',
    '2001:db8::1',
    '2002:7f00:1::',
  ])('but not %s', (address) => {
    expect(refusal(address, { production: false })).toContain('network.allow');
    expect(refusal(address, { production: false, allow: [address] })).toBeUndefined();
  });
});

describe('network.allow', () => {
  test.each<[string, string, string]>([
    ['10.0.0.0/8', '10.1.2.3', 'any.example'],
    ['10.1.2.3', '10.1.2.3', 'any.example'],
    ['10.1.2.99/24', '10.1.2.3', 'any.example'],
    ['fd00::/8', 'fd12::1', 'any.example'],
    ['10.0.0.0/8', '::ffff:10.1.2.3', 'any.example'],
    ['::ffff:10.0.0.0/104', '10.1.2.3', 'any.example'],
    ['::ffff:10.0.0.0/104', '::ffff:10.1.2.3', 'any.example'],
    ['hooks.internal.example', '10.1.2.3', 'hooks.internal.example'],
    ['Hooks.Internal.Example.', '10.1.2.3', 'hooks.internal.example'],
    ['hooks.internal.example', '10.1.2.3', 'HOOKS.internal.example.'],
    ['bücher.example', '10.1.2.3', 'xn--bcher-kva.example'],
    ['*.internal.example', '10.1.2.3', 'hooks.internal.example'],
    ['*.internal.example', '127.0.0.1', 'a.b.internal.example'],
    ['localhost', '::1', 'localhost'],
  ])('%s permits %s of %s', (entry, address, host) => {
    expect(refusal(address, {}, host)).toBeDefined();
    expect(refusal(address, { allow: [entry] }, host)).toBeUndefined();
  });

  test.each<[string, string, string]>([
    ['192.168.0.0/24', '192.168.1.1', 'any.example'],
    ['*.internal.example', '10.1.2.3', 'internal.example'],
    ['*.internal.example', '10.1.2.3', 'evilinternal.example'],
    ['internal.example', '10.1.2.3', 'a.internal.example'],
    ['internal.example', '10.1.2.3', 'internal.example.evil.example'],
    ['10.0.0.0/8', '2002:a01:203::', 'any.example'],
    ['2002::/16', '2002:a01:203::', 'any.example'],
    ['2001::/32', '2001:0:a01:203::f7f7:f7f7', 'any.example'],
    ['2001::/32', '2001:0:808:808::f5fe:fdfc', 'any.example'],
  ])('%s alone does not permit %s of %s', (entry, address, host) => {
    expect(refusal(address, { allow: [entry] }, host)).toContain('network.allow');
  });

  test('a carrier and what it carries are both needed', () => {
    const allow = ['2002::/16', '10.0.0.0/8'];
    expect(refusal('2002:a01:203::1', { allow })).toBeUndefined();
    expect(refusal('2002:808:808::1', { allow: ['2002::/16'] })).toBeUndefined();
  });
});

describe('cloud metadata is opened by its exact address only', () => {
  test.each([
    '0.0.0.0/0',
    '169.254.0.0/16',
    '169.254.169.254/31',
    '169.254.169.253',
    '*.example',
    'metadata.example',
    '::ffff:0:0/96',
  ])('not by %s', (entry) => {
    const given = { allow: [entry], production: false };
    const message = refusal('169.254.169.254', given, 'metadata.example');
    expect(message).toContain("network.allow names exactly '169.254.169.254'");
    expect(refusal('::ffff:169.254.169.254', given, 'metadata.example')).toBeDefined();
  });

  test.each(['169.254.169.254', '169.254.169.254/32', '::ffff:169.254.169.254'])(
    'but by %s',
    (entry) => {
      expect(refusal('169.254.169.254', { allow: [entry] })).toBeUndefined();
      expect(refusal('::ffff:169.254.169.254', { allow: [entry] })).toBeUndefined();
    }
  );

  test('its name and its address are both needed where a URL has the name', () => {
    const name = 'metadata.google.internal';
    const address = '169.254.169.254';
    expect(refusal(address, { allow: [name] }, name)).toContain(`exactly '${address}'`);
    expect(refusal(address, { allow: [address] }, name)).toContain(`exactly '${name}'`);
    expect(refusal(address, { allow: [name, address] }, name)).toBeUndefined();
  });
});

describe('network.deny wins over network.allow, in every environment', () => {
  test.each<[string, string, string]>([
    ['8.8.8.8', '8.8.8.8', '8.8.8.8'],
    ['8.8.8.0/24', '8.8.8.8', 'dns.example'],
    ['8.8.8.0/24', '::ffff:8.8.8.8', 'dns.example'],
    ['8.8.8.0/24', '64:ff9b::8.8.8.8', 'dns.example'],
    ['::ffff:8.8.8.0/120', '8.8.8.8', 'dns.example'],
    ['2a00::/16', '2a00::1', 'dns.example'],
    ['dns.example', '8.8.8.8', 'dns.example'],
    ['*.example', '8.8.8.8', 'dns.example.'],
  ])('%s refuses %s of %s', (entry, address, host) => {
    for (const production of [true, false]) {
      const allow = ['0.0.0.0/0', '::/0', '8.8.8.8', 'dns.example', '*.example'];
      expect(refusal(address, { allow, production }, host)).toBeUndefined();
      const message = refusal(address, { allow, deny: [entry], production }, host);
      expect(message).toContain('network.deny');
    }
  });
});
