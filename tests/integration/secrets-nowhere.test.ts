import { drained } from '../helpers/events';
import { logToFile } from '../helpers/log-file';
import { restClient } from '../helpers/rest';
import { wholeDatabase } from '../helpers/tables';
import { startDeliveries, type DeliverySetup } from './delivery-setup';

const SECRETS = {
  first: 'the first secret of all',
  second: 'the second "secret" \\ of all',
  header: 'Bearer the-token-of-the-header',
  default: 'the key of all receivers',
};

let setup: DeliverySetup;
const log = logToFile();

beforeAll(async () => {
  setup = await startDeliveries({
    logLevel: 'silly',
    config: { retrySchedule: ['0s', '1s'] },
    // Nobody can mark it secret: its name does.
    webhooks: { defaultHeaders: { 'X-Api-Key': SECRETS.default } },
  });
});

afterAll(async () => {
  await setup?.stop();
  log.stop();
});

const webhooks = () => setup.app.service('webhooks');
const deliveries = () => setup.app.service('deliveries');

/** Receivers like this exist: echo services, and error pages in debug mode. */
function echoRequests(): void {
  setup.receiver.answerWith(({ headers }, response) => {
    response.setHeader('x-you-sent', String(headers['authorization']));
    response.writeHead(500).end(JSON.stringify({ headers }));
  });
}

/** The texts a secret may be found as: as it is, in JSON, in JSON that is in JSON. */
function spellings(secret: string): string[] {
  const once = JSON.stringify(secret).slice(1, -1);
  return [secret, once, JSON.stringify(once).slice(1, -1)];
}

function expectNothingSecret(where: string, text: string, secrets: readonly string[]): void {
  for (const secret of secrets) {
    for (const spelled of spellings(secret)) {
      if (text.includes(spelled)) throw new Error(`${where} shows '${secret}'`);
    }
  }
}

test('what is secret is in no log, answer, row, attempt or error, but once in the answer that made it', async () => {
  echoRequests();
  const headers = [
    { name: 'Authorization', value: SECRETS.header, secret: true },
    { name: 'X-Open', value: 'shown to all' },
  ];
  const answers: unknown[] = [];
  const failures: unknown[] = [];
  const failing = async (act: () => Promise<unknown>) =>
    failures.push(String(await act().catch((error: unknown) => [String(error), error])));

  // A webhook whose secrets change while a delivery to it fails twice, at an echoing receiver.
  const id = await setup.webhook({ secret: SECRETS.first, headers });
  answers.push(await webhooks().update(id, { secret: SECRETS.second, name: 'renamed' }));
  const { secret: generated } = await webhooks().rotateSecret(id);
  answers.push(await webhooks().create({ ...MINIMAL, secret: SECRETS.first, headers }));
  await setup.newNote();
  const failed = await setup.deliveryTo(id, 'failed', 2);
  await drained(setup.app);
  const [request] = setup.receiver.requests;
  expect(request?.headers).toMatchObject({
    authorization: SECRETS.header,
    'x-api-key': SECRETS.default,
  });

  // Every answer, and the errors of every field that may hold a secret.
  const all = [...Object.values(SECRETS), generated];
  answers.push(
    failed,
    await webhooks().findOne(id),
    await webhooks().findMany(),
    await webhooks().disable(id),
    await webhooks().enable(id),
    await deliveries().findMany()
  );
  for (const value of [SECRETS.header, `${SECRETS.header}\n`]) {
    const wrong = [{ name: 'X-A', value, secret: true, more: value }];
    await failing(() => webhooks().update(id, { headers: wrong }));
    await failing(() => webhooks().update(id, { headers: value as never }));
    await failing(() => webhooks().update(id, { generateSecret: value as never }));
    await failing(() => webhooks().update(id, { secret: value.repeat(3) }));
    await failing(() => webhooks().rotateSecret(id, { secret: value.repeat(3) }));
  }
  const client = await restClient(setup.app);
  for (const path of [
    '/api/lifecycle-webhooks/webhooks',
    `/api/lifecycle-webhooks/webhooks/${id}`,
  ]) {
    answers.push(await client('GET', path));
  }

  expect(failures).toHaveLength(10);
  expect(JSON.stringify(failed)).toContain('[secret]');
  expect(log.text()).toContain('delivery.attempted');
  expectNothingSecret('an answer', JSON.stringify(answers), all);
  expectNothingSecret('an error', JSON.stringify(failures), all);
  expectNothingSecret('the database', await wholeDatabase(setup.app), all);
  expectNothingSecret('the log', log.text(), all);
});

const MINIMAL = { name: 'another', url: 'https://example.com', events: 'entry.delete' as const };
