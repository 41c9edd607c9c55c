import {
  environmentMark,
  isElsewhere,
  isIncomplete,
  type Environment,
} from '../../server/src/domain/environment';

const mark = (appKeys: string[], publicUrl?: string) => environmentMark({ appKeys, publicUrl });

const HERE: Environment = { appKeys: ['key a', 'key b'], publicUrl: 'https://www.example.com' };

test.each<[string, string | null, boolean]>([
  ['the same config', environmentMark(HERE), false],
  ['the same URL in other words', mark(['key a'], 'HTTPS://www.example.com:443/'), false],
  ['a new key in front of the old one', mark(['key new', 'key a'], HERE.publicUrl), false],
  ['an old key that is not there any more', mark(['key a', 'key old'], HERE.publicUrl), false],
  ['no URL, or one that is a path', mark(['key a'], '/strapi'), false],
  ['nothing known', mark([]), false],
  ['a webhook from before there were marks', null, false],
  ['other keys', mark(['key c', 'key d'], HERE.publicUrl), true],
  ['other keys and no URL', mark(['key c']), true],
  [
    'another URL under the same keys',
    mark(HERE.appKeys as string[], 'https://staging.example.com'),
    true,
  ],
  ['another path', mark(['key a'], 'https://www.example.com/other'), true],
])('%s: elsewhere is %s', (_title, there, elsewhere) => {
  expect(isElsewhere(there, environmentMark(HERE))).toBe(elsewhere);
});

test('a mark holds neither keys nor the URL', () => {
  expect(environmentMark(HERE)).toMatch(/^[0-9a-f]{16},[0-9a-f]{16}\|[0-9a-f]{16}$/);
});

test('the order of keys makes no other environment, and nothing to complete', () => {
  const turned = mark(['key b', 'key a'], HERE.publicUrl);
  expect(isElsewhere(turned, environmentMark(HERE))).toBe(false);
  expect(isIncomplete(turned, environmentMark(HERE))).toBe(false);
});

test.each<[string, string | null, boolean]>([
  ['before there were marks', null, true],
  ['before a key was added', mark(['key b'], HERE.publicUrl), true],
  ['before there was a public URL', mark(['key a', 'key b']), true],
  [
    'by an instance that knows a newer key already',
    mark(['new', 'key a', 'key b'], HERE.publicUrl),
    false,
  ],
])('a mark made %s is incomplete: %s', (_title, there, incomplete) => {
  expect(isIncomplete(there, environmentMark(HERE))).toBe(incomplete);
});
