import { splitUrl } from '../../server/src/services/url-credentials';

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

test.each([
  ['https://user:pass@example.com/a?b=c#d', 'https://example.com/a?b=c#d', basic('user:pass')],
  ['https://user@example.com:8443/', 'https://example.com:8443/', basic('user:')],
  ['https://:pass@example.com/', 'https://example.com/', basic(':pass')],
  ['https://a%40b:p%3A%2F%C3%A9@example.com/', 'https://example.com/', basic('a@b:p:/é')],
  ['https://user:a:b@example.com/', 'https://example.com/', basic('user:a:b')],
  ['https://user:pass@[2a00::1]/', 'https://[2a00::1]/', basic('user:pass')],
  ['https://user:漢字@example.com/', 'https://example.com/', basic('user:漢字')],
])('%s is %s with a header', (given, url, authorization) => {
  expect(splitUrl(given)).toEqual({ url, authorization });
});

test.each(['https://example.com', 'https://EXAMPLE.com/a b', 'http://10.0.0.1:80/@x'])(
  '%s holds none and stays as it is written',
  (url) => {
    expect(splitUrl(url)).toEqual({ url, authorization: null });
  }
);

test.each([
  ['an escape that is none', 'https://user:100%@example.com/'],
  ['a user name with a colon', 'https://a%3Ab:pass@example.com/'],
  ['a line break', 'https://user:a%0D%0Ab@example.com/'],
  ['bytes that are no UTF-8', 'https://user:%FF@example.com/'],
])('%s makes no header', (_title, url) => {
  expect(splitUrl(url)).toBeUndefined();
});
