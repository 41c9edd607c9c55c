import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Received } from '../helpers/receiver';
import { startDeliveries, type DeliverySetup } from './delivery-setup';

const SNIPPETS = path.resolve(__dirname, '../../examples/verify');
const CHECKS = path.resolve(__dirname, '../fixtures/receiver-checks');

const RAW_SECRET = 'of ours, "quoted" — é';

let setup: DeliverySetup;

/** What a receiver has at hand when it decides. */
interface Case {
  title: string;
  scheme: 'standard' | 'sha256' | 'hex';
  /** In base64. */
  body: string;
  headers: Record<string, string>;
  secret: string;
  /** Unix seconds. */
  now: number;
}

/** Real deliveries, and what became of them on the way. */
let real: Case[];
let altered: Case[];

beforeAll(async () => {
  setup = await startDeliveries({});
  const deliveries = [
    await delivered({ secret: RAW_SECRET }, RAW_SECRET),
    await delivered(
      { secret: RAW_SECRET, contentType: 'application/x-www-form-urlencoded' },
      RAW_SECRET
    ),
    await rotated(),
  ];
  real = deliveries.flat();
  altered = real.flatMap(alterations);
});

afterAll(() => setup?.stop());

const SCHEMES = ['standard', 'sha256', 'hex'] as const;

function casesOf(request: Received, secret: string, title: string): Case[] {
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, String(value)])
  );
  const body = Buffer.from(request.body).toString('base64');
  const now = Number(headers['webhook-timestamp']) + 2;
  return SCHEMES.map((scheme) => ({ title, scheme, body, headers, secret, now }));
}

async function delivered(webhook: object, secret: string): Promise<Case[]> {
  const id = await setup.webhook(webhook);
  await setup.newNote();
  await setup.deliveryTo(id, 'delivered', 1);
  const [request] = setup.receiver.requests;
  if (request === undefined) throw new Error('no request');
  expect(request.body).toContain(request.body.startsWith('{') ? 'é — 漢字' : '%C3%A9');
  await setup.clear();
  return casesOf(request, secret, JSON.stringify(webhook));
}

/** While a secret overlaps with the one before, a receiver that has either accepts the `standard` form. */
async function rotated(): Promise<Case[]> {
  const id = await setup.webhook({ secret: RAW_SECRET });
  const { secret } = await setup.app.service('webhooks').rotateSecret(id);
  expect(secret).toMatch(/^whsec_/);
  await setup.newNote();
  await setup.deliveryTo(id, 'delivered', 1);
  const [request] = setup.receiver.requests;
  if (request === undefined) throw new Error('no request');
  expect(request.headers['webhook-signature']).toMatch(/^v1,\S+ v1,\S+$/);
  await setup.clear();
  const byOld = casesOf(request, RAW_SECRET, 'the old secret').filter(
    ({ scheme }) => scheme === 'standard'
  );
  return [...casesOf(request, secret, 'the new secret'), ...byOld];
}

const SIGNATURES = {
  standard: 'webhook-signature',
  sha256: 'x-webhook-signature',
  hex: 'x-signature',
} as const;

function alterations(genuine: Case): Case[] {
  const { scheme, headers } = genuine;
  const name = SIGNATURES[scheme];
  const signature = headers[name] ?? '';
  const text = Buffer.from(genuine.body, 'base64').toString();
  const withBody = (altered: string) => ({ body: Buffer.from(altered).toString('base64') });
  const withHeaders = (change: Record<string, string>) => ({ headers: { ...headers, ...change } });
  const without = (...names: string[]) => ({
    headers: Object.fromEntries(Object.entries(headers).filter(([key]) => !names.includes(key))),
  });
  const wrong: Record<string, Partial<Case>> = {
    'another body': withBody(text.replace('entry.create', 'entry.delete')),
    'a byte more': withBody(`${text} `),
    'no body': withBody(''),
    // Not at its end, where what is added may be zeros, which are nothing to an HMAC's key.
    'another secret': {
      secret: genuine.secret.replace(/.(?=.{8}$)/, (c) => (c === 'A' ? 'B' : 'A')),
    },
    'no signature': without(name),
    'an empty signature': withHeaders({ [name]: '' }),
    'a short signature': withHeaders({ [name]: signature.slice(0, 20) }),
    // Of several each.
    'a signature with another end': withHeaders({
      [name]: signature.replaceAll(/.(?= |$)/g, (last) => (last === '0' ? '1' : '0')),
    }),
  };
  if (scheme === 'standard') {
    Object.assign(wrong, {
      'another id': withHeaders({ 'webhook-id': 'evt_another' }),
      'another time': withHeaders({ 'webhook-timestamp': String(genuine.now) }),
      'no id': without('webhook-id'),
      'no time': without('webhook-timestamp'),
      'a time that is none': withHeaders({ 'webhook-timestamp': 'now' }),
      'five minutes too late': { now: genuine.now + 300 },
      'five minutes too early': { now: genuine.now - 303 },
      'a signature of another version': withHeaders({ [name]: signature.replaceAll('v1,', 'v2,') }),
    });
  }
  return Object.entries(wrong).map(([title, change]) => ({
    ...genuine,
    ...change,
    title: `${genuine.title}: ${title}`,
  }));
}

function isInstalled(command: string, ...version: string[]): boolean {
  if (spawnSync(command, version).status === 0) return true;
  console.log(`SKIPPED: the checks of receivers in ${command}, which is not installed`);
  return false;
}

const hasPhp = isInstalled('php', '--version');
const hasGo = isInstalled('go', 'version');

/** Runs a program that answers cases with a list of booleans. */
function ask(
  command: string,
  args: readonly string[],
  cases: readonly Case[],
  cwd?: string
): boolean[] {
  const output = execFileSync(command, [...args], { input: JSON.stringify(cases), cwd });
  return JSON.parse(output.toString()) as boolean[];
}

/** Go builds what stands together in a folder. */
function askGo(files: readonly string[], cases: readonly Case[]): boolean[] {
  const dir = mkdtempSync(path.join(tmpdir(), 'verify-go-'));
  try {
    for (const file of files) copyFileSync(file, path.join(dir, path.basename(file)));
    writeFileSync(path.join(dir, 'go.mod'), 'module verify\n\ngo 1.16\n');
    return ask('go', ['run', '.'], cases, dir);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** A process for each case, and what it prints. */
const askForm = (cases: readonly Case[]): boolean[] =>
  cases.map((it) => {
    const input = JSON.stringify([it]);
    const printed = execFileSync('php', [path.join(CHECKS, 'form.php')], { input }).toString();
    return printed === 'Signature verified successfully.';
  });

const snippet = (name: string) => path.join(SNIPPETS, name);
const check = (name: string) => path.join(CHECKS, name);
const ALL = SCHEMES;

/** Title, whether it can run, which signatures it looks at, and how it is asked. */
const RECEIVERS: [
  title: string,
  isThere: boolean,
  schemes: readonly Case['scheme'][],
  ask: (cases: readonly Case[]) => boolean[],
][] = [
  [
    'the snippet in Node',
    true,
    ALL,
    (c) => ask('node', [check('run.mjs'), snippet('verify.mjs')], c),
  ],
  [
    'the snippet in Python',
    true,
    ALL,
    (c) => ask('python3', [check('run.py'), snippet('verify.py')], c),
  ],
  [
    'the snippet in PHP',
    hasPhp,
    ALL,
    (c) => ask('php', [check('run.php'), snippet('verify.php')], c),
  ],
  ['the snippet in Go', hasGo, ALL, (c) => askGo([check('run.go'), snippet('verify.go')], c)],
  ["the guide's check in Node", true, ['sha256'], (c) => ask('node', [check('guide.cjs')], c)],
  ["the guide's check in Python", true, ['sha256'], (c) => ask('python3', [check('guide.py')], c)],
  ["the guide's check in Go", hasGo, ['sha256'], (c) => askGo([check('guide.go')], c)],
  ["the form's check in PHP", hasPhp, ['hex'], askForm],
];

describe.each(RECEIVERS)('%s', (_title, isThere, schemes, answersTo) => {
  const testIf = isThere ? test : test.skip;
  const of = (cases: readonly Case[]) => cases.filter(({ scheme }) => schemes.includes(scheme));

  testIf('accepts real deliveries', () => {
    const cases = of(real);
    const answers = answersTo(cases);
    expect(answers).toHaveLength(cases.length);
    expect(cases.length).toBeGreaterThanOrEqual(3 * schemes.length);
    expect(cases.filter((_case, index) => answers[index] !== true)).toEqual([]);
  });

  testIf('refuses altered ones', () => {
    const cases = of(altered);
    const answers = answersTo(cases);
    expect(answers).toHaveLength(cases.length);
    expect(cases.length).toBeGreaterThanOrEqual(24 * schemes.length);
    const accepted = cases.filter((_case, index) => answers[index] !== false);
    expect(accepted.map(({ title, scheme }) => `${scheme}: ${title}`)).toEqual([]);
  });
});
