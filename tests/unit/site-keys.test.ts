import { siteKeys } from '../../server/src/signing/site-keys';

test.each<[unknown, boolean]>([
  ['encryption key', true],
  [undefined, false],
  [null, false],
  ['', false],
  [42, false],
])('an encryption key of %j is one: %s', (encryptionKey, hasEncryptionKey) => {
  expect(siteKeys({ encryptionKey, appKeys: ['a'] })).toEqual({ hasEncryptionKey, appKeys: ['a'] });
});

test.each<[unknown, string[]]>([
  [
    ['new', 'old'],
    ['new', 'old'],
  ],
  [['', 'old', 42, null], ['old']],
  [[], []],
  [undefined, []],
  ['app key', []],
])('the app keys in %j are %j', (appKeys, keys) => {
  expect(siteKeys({ encryptionKey: undefined, appKeys }).appKeys).toEqual(keys);
});
