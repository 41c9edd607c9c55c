import { Worker } from 'node:worker_threads';
import { threadOptions } from '../../server/src/delivery/sender/node-options';

test.each<[string[], string, string[]]>([
  [[], '', []],
  [['--require', './a.cjs', '--dns-result-order=ipv4first'], '', ['--dns-result-order=ipv4first']],
  [['--dns-result-order', 'ipv4first'], '', ['--dns-result-order=ipv4first']],
  [['-r', './a.cjs', '--import=./b.mjs', '--cpu-prof', '--inspect'], '', []],
  [['--max-old-space-size=4096', '--use-openssl-ca', '--title=x'], '', []],
  [['--no-network-family-autoselection'], '', ['--no-network-family-autoselection']],
  [[], '--tls-min-v1.3 --require "./a folder/b.cjs"', ['--tls-min-v1.3']],
  [
    ['--tls-min-v1.2'],
    '--max-old-space-size=100 --tls-max-v1.2',
    ['--tls-max-v1.2', '--tls-min-v1.2'],
  ],
  [
    ['--network-family-autoselection-attempt-timeout=500'],
    '--use-openssl-ca',
    ['--network-family-autoselection-attempt-timeout=500'],
  ],
])('of %j and NODE_OPTIONS %j a thread takes over %j', async (argv, NODE_OPTIONS, execArgv) => {
  const options = threadOptions(argv, { NODE_OPTIONS, HOME: '/home' });
  expect(options).toEqual({ execArgv, env: { HOME: '/home' } });
  // Node takes them.
  const worker = new Worker('', { eval: true, ...options });
  expect(await new Promise((resolve) => worker.on('exit', resolve))).toBe(0);
});
