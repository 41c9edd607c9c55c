import fc from 'fast-check';
import { refusal } from '../helpers/refusal';

describe('an IPv4 address is as forbidden inside an IPv6 address', () => {
  const hex = (high: number, low: number) => ((high << 8) | low).toString(16);
  type Octets = [number, number, number, number];
  /** Each form, with the CIDR that permits the form itself. */
  const FORMS: [string, (octets: Octets) => string, string[]][] = [
    ['::ffff:a.b.c.d', (octets) => `::ffff:${octets.join('.')}`, []],
    ['::a.b.c.d', (octets) => `::${octets.join('.')}`, ['::/96']],
    ['::ffff:0:a.b.c.d', (octets) => `::ffff:0:${octets.join('.')}`, ['::ffff:0:0:0/96']],
    ['NAT64', (octets) => `64:ff9b::${octets.join('.')}`, []],
    ['local NAT64, /96', (octets) => `64:ff9b:1::${octets.join('.')}`, ['64:ff9b:1::/48']],
    [
      'local NAT64, /48',
      ([a, b, c, d]) => `64:ff9b:1:${hex(a, b)}:${hex(0, c)}:${hex(d, 0)}::`,
      ['64:ff9b:1::/48'],
    ],
    ['6to4', ([a, b, c, d]) => `2002:${hex(a, b)}:${hex(c, d)}::1`, ['2002::/16']],
    [
      'Teredo server',
      ([a, b, c, d]) => `2001:0:${hex(a, b)}:${hex(c, d)}::f7f7:f7f7`,
      ['2001::/32'],
    ],
    [
      'Teredo client',
      ([a, b, c, d]) => `2001:0:808:808::${hex(255 - a, 255 - b)}:${hex(255 - c, 255 - d)}`,
      ['2001::/32'],
    ],
    ['ISATAP', (octets) => `2600:1::5efe:${octets.join('.')}`, []],
    ['ISATAP, unique', (octets) => `2600:1::200:5efe:${octets.join('.')}`, []],
  ];
  const octet = fc.integer({ min: 0, max: 255 });
  const octets = fc.tuple(octet, octet, octet, octet);
  const text = (address: Octets) => address.join('.');
  /** `::` and `::1` are no carriers of 0.0.0.0 and 0.0.0.1. */
  const isNoIpv6 = (address: Octets) => !['0.0.0.0', '0.0.0.1'].includes(text(address));

  test.each(FORMS)('%s', (_title, embed, carrier) => {
    const forbidden = octets.filter((it) => refusal(text(it)) !== undefined && isNoIpv6(it));
    fc.assert(
      fc.property(forbidden, (it) => {
        expect(refusal(embed(it))).toBeDefined();
        expect(refusal(embed(it), { allow: carrier })).toBeDefined();
      }),
      { examples: [[[127, 0, 0, 1]], [[10, 0, 0, 1]], [[169, 254, 169, 254]]] }
    );
  });

  test.each(FORMS)('%s, and a public one is as permitted', (_title, embed, carrier) => {
    fc.assert(
      fc.property(
        octets.filter((it) => refusal(text(it)) === undefined),
        (it) => expect(refusal(embed(it), { allow: carrier })).toBeUndefined()
      )
    );
  });

  test.each(FORMS)('%s, and a denied one is as denied', (_title, embed) => {
    fc.assert(
      fc.property(octets, (it) => {
        fc.pre(isNoIpv6(it));
        expect(refusal(embed(it), { allow: ['::/0'], deny: [text(it)] })).toContain('network.deny');
      })
    );
  });
});
