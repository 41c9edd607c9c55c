import { execFileSync } from 'node:child_process';
import { toCurl } from '../../admin/src/pages/delivery/curl';
import type { DeliveryRequest } from '../../contracts/domain';
import { aRequest } from './factories';

/** What a shell hands to curl: its arguments, and what is piped into it. */
function run(command: string): { args: string[]; input: string } {
  const curl = String.raw`curl() { printf '%s\0' "$@"; case " $* " in *" @- "*) cat;; esac; }`;
  const output = execFileSync('sh', [], {
    input: `${curl}\n${command}\n`,
    maxBuffer: 10_000_000,
  }).toString();
  const parts = output.split('\0');
  return { args: parts.slice(0, -1), input: parts.at(-1) ?? '' };
}

const argument = (request: Partial<DeliveryRequest>, option: string) => {
  const { args } = run(toCurl(aRequest(request)));
  return args[args.indexOf(option) + 1];
};

test('method, URL, headers and body come to curl as they are', () => {
  const { args } = run(
    toCurl(aRequest({ method: 'PUT', headers: { 'X-One': '1', 'X-Two': 'a b' }, body: '{"a":1}' }))
  );
  expect(args).toEqual([
    ...['--request', 'PUT', '--url', 'https://search.example.com/webhook'],
    ...['--header', 'X-One: 1', '--header', 'X-Two: a b', '--data-raw', '{"a":1}'],
  ]);
});

test.each([
  ["it's", 'single quotes'],
  ['"$HOME" `id` $(id) \\n ! #', 'what a shell would expand'],
  ['@/etc/passwd', 'what curl would read from a file'],
  ["line one\nline 'two'\r\n\ttabbed", 'lines'],
  ['Grüße 🚀', 'other letters'],
  ["'''", 'nothing but quotes'],
])('%j is sent as it is (%s)', (body) => {
  expect(argument({ body }, '--data-raw')).toBe(body);
});

test('secrets and signatures stay hidden', () => {
  const command = toCurl(
    aRequest({ headers: { Authorization: '[secret]', 'X-Signature': '[signature]' } })
  );
  expect(command).toContain("--header 'Authorization: [secret]'");
  expect(command).toContain("--header 'X-Signature: [signature]'");
});

test('a header without a value is sent without one', () => {
  expect(argument({ headers: { 'X-Empty': '' } }, '--header')).toBe('X-Empty;');
});

test('brackets in a URL are no ranges', () => {
  const { args } = run(toCurl(aRequest({ url: 'https://example.com/?a[]=1' })));
  expect(args).toContain('--globoff');
});

test('a body longer than an argument may be is piped', () => {
  const body = JSON.stringify({ text: "it's ü".repeat(50_000) });
  const { args, input } = run(toCurl(aRequest({ body })));
  expect(args.slice(-2)).toEqual(['--data-binary', '@-']);
  expect(input).toBe(body);
});

test('a body that is no more is left out', () => {
  const { args } = run(toCurl(aRequest({ body: null, headers: {} })));
  expect(args).toEqual(['--request', 'POST', '--url', 'https://search.example.com/webhook']);
});
