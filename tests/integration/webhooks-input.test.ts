import { errors } from '@strapi/utils';
import type { Services } from '../../server/src';
import { startStrapi, type TestStrapi } from '../helpers/strapi';

const MINIMAL = { name: 'a webhook', url: 'https://example.com/hooks', events: 'entry.create' };
const LIMIT = 2;

type Creation = Parameters<Services['webhooks']['create']>[0];

let app: TestStrapi;
let webhooks: Services['webhooks'];
let existing: string;

beforeAll(async () => {
  app = await startStrapi({
    config: { limits: { webhooks: LIMIT }, excludedContentTypes: ['api::homepage.homepage'] },
  });
  webhooks = app.service('webhooks');
  ({ id: existing } = await webhooks.create(MINIMAL));
});

afterEach(async () => {
  const { data } = await webhooks.findMany();
  for (const { id } of data) if (id !== existing) await webhooks.delete(id);
});

afterAll(() => app?.stop());

interface Issue {
  path: string[];
  message: string;
}

/** What a ValidationError says, in words and by field. */
async function refused(act: () => Promise<unknown>) {
  const failure: unknown = await act().catch((error) => error);
  if (!(failure instanceof errors.ValidationError)) {
    throw new Error(`not refused: ${JSON.stringify(failure)}`, { cause: failure });
  }
  const { errors: details = [] } = failure.details as { errors?: Issue[] };
  return { message: failure.message, details };
}

const bytes = (count: number) => Buffer.alloc(count, 7).toString('base64');
const header = (name: string, value = 'v') => [{ name, value }];

/** A field, a wrong value of it, and what the error must say besides the name of the field. */
const WRONG: [field: string, value: unknown, ...says: string[]][] = [
  ['name', ''],
  ['name', '   '],
  ['name', 'x'.repeat(201), '200'],
  ['name', 7, 'string'],
  ['description', 7, 'string'],
  ['url', '', "'' is no URL"],
  ['url', 'example.com/hooks', "'example.com/hooks' is no URL"],
  ['url', '/hooks', "'/hooks' is no URL"],
  ['url', 'http://', "'http://' is no URL"],
  ['url', 'javascript:alert(1)', 'javascript:', 'http:// or https://'],
  ['url', 'file:///etc/passwd', 'file:', 'http:// or https://'],
  ['url', 'ftp://example.com', 'ftp:', 'http:// or https://'],
  ['url', 'https://user:p4ssw0rd%@example.com', 'user name or password'],
  ['url', 'https://user:p4ssw0rd%0a@example.com', 'user name or password'],
  ['url', 'https://a%3ab:p4ssw0rd@example.com', 'user name or password'],
  ['url', 'https://user:p4ssw0rd@', 'is no URL'],
  ['url', 'https://user:p4ssw0rd@exa mple.com', 'is no URL'],
  ['verify', 'yes', 'boolean'],
  ['url', `https://example.com/${'x'.repeat(2_000)}`, '2000'],
  ['url', null, 'string'],
  ['events', [], 'at least one event'],
  ['events', 'entry.exploded', "'entry.exploded' is no event. Events are: entry.create"],
  ['events', ['entry.create', '*'], "'*' is no event"],
  ['events', ['toString'], "'toString' is no event"],
  ['events', 7, 'array'],
  ['contentTypes', ['api::note.note', 'article'], 'article', 'is no content type'],
  ['contentTypes', ['api::nothing.nothing'], "'api::nothing.nothing' is no content type"],
  [
    'contentTypes',
    ['plugin::users-permissions.user'],
    "'plugin::users-permissions.user' is never announced",
  ],
  ['contentTypes', ['admin::user'], "'admin::user' is never announced"],
  ['contentTypes', ['plugin::upload.file'], "'plugin::upload.file' is never announced"],
  ['contentTypes', ['api::homepage.homepage'], "'api::homepage.homepage' is never announced"],
  ['contentTypes', 'api::note.note', 'array'],
  ['locales', ['']],
  ['enabled', 'yes', 'boolean'],
  ['method', 'GET', 'GET', 'POST'],
  ['format', 'xml', 'xml', 'standard'],
  ['includePrevious', 1, 'boolean'],
  ['headers', header('X-Strapi-Event'), 'X-Strapi-Event', 'every delivery sets by itself'],
  ['headers', header('content-type'), 'content-type', 'every delivery sets by itself'],
  ['headers', header('WEBHOOK-SIGNATURE'), 'WEBHOOK-SIGNATURE', 'every delivery sets by itself'],
  ['headers', header('Host'), 'Host', 'every delivery sets by itself'],
  ['headers', header('X-A: b'), 'X-A: b', 'is no header name'],
  ['headers', header('X-A\r\nX-B: w'), 'is no header name'],
  ['headers', header(''), 'is no header name'],
  ['headers', header('X-A', 'p4ssw0rd\r\nX-B: w'), 'holds a character no header may have'],
  ['headers', header('X-A', 'p4ssw0rd\nw'), 'holds a character no header may have'],
  ['headers', header('X-A', 'p4ssw0rd\0w'), 'holds a NUL character'],
  ['headers', header('X-A', 'p4ssw0rd 漢字'), 'holds a character no header may have'],
  ['headers', { 'X-A': 'v' }, 'array'],
  ['headers', [{ name: 'X-A', value: 'v', more: 1 }], 'more'],
  ['headers', [{ name: 'X-A' }], 'is needed'],
  ['headers', [{ name: 'X-A', value: null, secret: false }], 'is needed'],
  ['headers', [{ name: 'X-A', value: '', secret: true }], 'must not be empty'],
  ['headers', [{ name: 'X-A', secret: true }], "no stored value of 'X-A' to keep"],
  ['headers', [{ name: 'X-A', value: null, secret: true }], "no stored value of 'X-A' to keep"],
  ['headers', [{ name: 'X-A', value: 'p4ssw0rd', secret: 'yes' }], 'boolean'],
  ['headers', [{ name: 'X-A', value: 'p4ssw0rd\n', secret: true }], 'holds a character'],
  ['headers', 'X-A: p4ssw0rd', 'array'],
  ['headers', ['X-A: p4ssw0rd'], 'object'],
  ['secret', 'p4ssw0rd', '10 to 50 characters'],
  ['secret', 'p4ssw0rd'.repeat(7), '10 to 50 characters'],
  ['secret', `whsec_${bytes(23)}`, '24 to 64 bytes'],
  ['secret', `whsec_${bytes(65)}`, '24 to 64 bytes'],
  ['secret', 'whsec_p4ssw0rd, which is not base64', '24 to 64 bytes'],
  ['secret', `whsk_${bytes(31)}`, 'ed25519'],
  ['secret', `whsk_${bytes(64)}`, 'ed25519'],
  ['secret', `whpk_${bytes(32)}`, '10 to 50 characters'],
  ['generateSecret', 'yes', 'boolean'],
  ['generateSecret', 'p4ssw0rd', 'boolean'],
  ['overlapHours', 24],
  ['maxAttempts', 51, '51', '50'],
  ['maxAttempts', -7, '-7', '1'],
  ['maxAttempts', 1.5],
  ['timeoutMs', 999, '999', '1000'],
  ['timeoutMs', 60_001, '60001', '60000'],
  ['signatureSchemes', []],
  ['signatureSchemes', ['md5'], 'md5', 'standard'],
  ['surprise', 1, 'surprise'],
  ['id', 'whk_mine', 'id'],
  ['sealedSecret', 'x', 'sealedSecret'],
];

describe('a wrong value is a ValidationError that names the field, the value and the rule', () => {
  test.each(WRONG)('%s: %j', async (field, value, ...says) => {
    const data = { ...MINIMAL, [field]: value } as Creation;
    const acts = [() => webhooks.create(data), () => webhooks.update(existing, { [field]: value })];
    for (const act of acts) {
      const { message, details } = await refused(act);
      expect(JSON.stringify(details)).toContain(field);
      for (const words of [field, ...says]) expect(message).toContain(words);
      // What may be secret is not repeated: a message ends up in logs.
      expect(message).not.toContain('p4ssw0rd');
      if (field === 'secret') expect(message).not.toContain(String(value));
    }
    expect((await webhooks.findMany()).data).toHaveLength(1);
  });
});

describe('a webhook is not created', () => {
  test.each(['name', 'url', 'events'])('without its %s', async (field) => {
    const data = { ...MINIMAL, [field]: undefined } as unknown as Creation;
    expect((await refused(() => webhooks.create(data))).message).toContain(field);
  });

  test.each([undefined, null, 'a webhook', [MINIMAL]])('from %j', async (data) => {
    await refused(() => webhooks.create(data as unknown as Creation));
  });

  test('with all that is wrong named at once', async () => {
    const data = { name: '', url: 'nowhere', events: 'nothing', surprise: 1 } as Creation;
    const { message, details } = await refused(() => webhooks.create(data));
    expect(details.map(({ path }) => path[0]).filter((field) => field !== undefined)).toEqual(
      expect.arrayContaining(['name', 'url', 'events'])
    );
    for (const field of ['name', 'url', 'events', 'surprise']) expect(message).toContain(field);
  });

  test('beyond limits.webhooks, and the message names the option', async () => {
    const { id } = await webhooks.create({ ...MINIMAL, name: 'the last one' });
    const { message } = await refused(() => webhooks.create({ ...MINIMAL, name: 'too many' }));
    expect(message).toContain(`There are ${LIMIT} webhooks already`);
    expect(message).toContain('limits.webhooks');
    await webhooks.delete(id);
    await webhooks.delete((await webhooks.create(MINIMAL)).id);
  });

  test('beyond limits.webhooks, when many are created at once', async () => {
    const before = (await webhooks.findMany()).meta.pagination.total;
    const [other] = (await webhooks.findMany()).data;
    const all = await Promise.allSettled(
      Array.from({ length: 8 }, () => webhooks.create({ ...MINIMAL, name: 'one of many' }))
    );
    const created = all.flatMap((one) => (one.status === 'fulfilled' ? [one.value.id] : []));
    expect(created).toHaveLength(LIMIT - before);
    if (other !== undefined) expect(await webhooks.findOne(other.id)).toEqual(other);
    for (const id of created) await webhooks.delete(id);
  });
});
