import { startDeliveries, type DeliverySetup } from './delivery-setup';

const TOKEN = 'planted-token-from-the-environment';

let setup: DeliverySetup;

beforeAll(async () => {
  process.env.SHAPE_TOKEN = TOKEN;
  process.env.SHAPE_HIDDEN = 'planted-hidden';
  process.env.SHAPE_BROKEN = 'two\r\nX-Injected: lines';
  const envInHeaders = ['SHAPE_TOKEN', 'SHAPE_UNSET', 'SHAPE_EMPTY', 'SHAPE_BROKEN'];
  process.env.SHAPE_EMPTY = '';
  setup = await startDeliveries({ config: { envInHeaders } });
});

afterEach(() => setup.clear());

afterAll(async () => {
  for (const name of ['TOKEN', 'HIDDEN', 'EMPTY', 'BROKEN']) delete process.env[`SHAPE_${name}`];
  await setup?.stop();
});

const authorization = (value: string, more = {}) => ({
  headers: [{ name: 'Authorization', value, ...more }],
});

test.each([[{}], [{ secret: true }]])('a header is sent with the value (%j)', async (more) => {
  await setup.webhook(authorization('Bearer ${env:SHAPE_TOKEN}', more));
  await setup.newNote();
  const [request] = await setup.receiver.waitFor(1);
  expect(request?.headers.authorization).toBe(`Bearer ${TOKEN}`);
});

test('the value is neither stored nor answered, nor kept where a receiver echoes it', async () => {
  setup.receiver.answerWith((request, response) =>
    response
      .writeHead(500, { 'X-Echo': String(request.headers.authorization) })
      .end(`no: ${String(request.headers.authorization)}; ${TOKEN}`)
  );
  const id = await setup.webhook({ ...authorization('Bearer ${env:SHAPE_TOKEN}'), maxAttempts: 1 });
  await setup.newNote();
  const delivery = await setup.deliveryTo(id, 'failed', 1);
  expect(delivery.attempts[0]?.responseBody).toContain('no: ');
  const webhook = await setup.app.service('webhooks').findOne(id);
  expect(webhook?.headers).toEqual([{ name: 'Authorization', value: 'Bearer ${env:SHAPE_TOKEN}' }]);
  const { connection } = setup.app.strapi.db;
  for (const table of ['', '_events', '_bodies', '_deliveries', '_attempts']) {
    const rows: unknown[] = await connection(`lifecycle_webhooks${table}`);
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain(TOKEN);
  }
  expect(JSON.stringify(delivery)).not.toContain(TOKEN);
});

test('a preview shows the name of the variable, never its value', async () => {
  const tests = setup.app.service('test-send');
  const shown = { Authorization: 'Bearer ${env:SHAPE_TOKEN}' };
  const id = await setup.webhook(authorization(shown.Authorization));
  expect((await tests.preview(id)).headers).toMatchObject(shown);
  const draft = { id, ...authorization('${env:SHAPE_TOKEN}') };
  expect(JSON.stringify(await tests.preview(draft))).not.toContain(TOKEN);
});

test('a test says that a variable is missing, as an attempt would', async () => {
  const id = await setup.webhook(authorization('${env:SHAPE_UNSET}'));
  const result = await setup.app.service('test-send').send(id);
  expect(result).toMatchObject({ status: 'failed', reason: 'env' });
});

test.each(['SHAPE_UNSET', 'SHAPE_EMPTY', 'SHAPE_BROKEN'])(
  'a variable without a value for a header is a failed attempt, not an empty header: %s',
  async (name) => {
    const id = await setup.webhook({ ...authorization(`Bearer \${env:${name}}`), maxAttempts: 1 });
    await setup.newNote();
    const delivery = await setup.deliveryTo(id, 'failed', 1);
    expect(delivery).toMatchObject({ reason: 'env', responseCode: null });
    expect(delivery.attempts[0]?.responseBody).toContain(name);
    expect(delivery.attempts[0]?.responseBody).not.toContain('X-Injected');
    expect(setup.receiver.requests).toEqual([]);
  }
);

test.each([
  ['${env:SHAPE_HIDDEN}', 'SHAPE_HIDDEN, which is not listed in envInHeaders'],
  ['a ${env:SHAPE_TOKEN} ${env:PATH}', 'PATH, which is not listed'],
  ['${env:}', 'is not written as'],
  ['${env:SHAPE_TOKEN', 'is not written as'],
  ['${env:A-B}', 'is not written as'],
])('%s is not saved', async (value, message) => {
  const refused = {
    name: 'ValidationError',
    message: expect.stringMatching(/^headers\.0\.value: /),
  };
  for (const more of [{}, { secret: true }]) {
    const creation = setup.webhook(authorization(value, more));
    await expect(creation).rejects.toMatchObject(refused);
    await expect(creation).rejects.toThrow(message);
    await expect(creation).rejects.not.toThrow('planted');
  }
  const id = await setup.webhook({});
  const change = setup.app.service('webhooks').update(id, authorization(value));
  await expect(change).rejects.toMatchObject(refused);
});

test.each(['PUT', 'PATCH', 'POST'])('a delivery goes as %s where asked to', async (method) => {
  await setup.webhook({ method });
  await setup.newNote();
  const [request] = await setup.receiver.waitFor(1);
  expect(request).toMatchObject({ method, json: { event: 'entry.create' } });
});
