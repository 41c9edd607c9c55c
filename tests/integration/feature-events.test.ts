import { rmSync } from 'node:fs';
import { allEvents, drained, relayed } from '../helpers/events';
import { temporaryDir } from '../helpers/fixture-app';
import { type TestStrapi } from '../helpers/strapi';
import { startDeliveries, type DeliverySetup } from './delivery-setup';

const STAGE = 'review-workflows.updateEntryStage';
const RELEASE = 'releases.publish';

/** As review workflows tell of an entry that was moved to another stage. */
const MOVED = {
  model: 'note',
  uid: 'api::note.note',
  entity: { id: 1, documentId: 'the-document', locale: null, status: 'draft' },
  workflow: { id: 1, name: 'Review', stages: { from: { id: 1 }, to: { id: 2, name: 'Done' } } },
};

let dir: string;
let setup: DeliverySetup;

/** What these features do when they start, where their licence is. */
function allow({ strapi }: TestStrapi): void {
  const store = strapi.get('webhookStore') as unknown as {
    addAllowedEvent(key: string, type: string): void;
  };
  store.addAllowedEvent('WORKFLOW_UPDATE_STAGE', STAGE);
  store.addAllowedEvent('RELEASES_PUBLISH', RELEASE);
}

beforeAll(async () => {
  dir = temporaryDir();
  setup = await startDeliveries({ dir });
  allow(setup.app);
});
afterEach(() => setup.clear());
afterAll(async () => {
  await setup?.stop();
  rmSync(dir, { recursive: true, force: true });
});

const tell = (type: string, payload: object) => setup.app.strapi.eventHub.emit(type, payload);

test('events that features tell of are offered', () => {
  const types = setup.app
    .service('events')
    .catalogue()
    .map(({ type }) => type);
  expect(types).toEqual(expect.arrayContaining([STAGE, RELEASE]));
});

test('an event of a feature reaches who asked for it, without the people of the site', async () => {
  await setup.webhook({ events: [RELEASE] });
  const release = { id: 1, name: 'Spring', createdBy: { email: 'ada@example.com' }, actions: [] };
  await tell(RELEASE, { isPublished: true, release });
  await tell(STAGE, MOVED);
  await setup.receiver.waitFor(1);
  await relayed(setup.app);
  await drained(setup.app);
  expect(setup.receiver.requests.map(({ json }) => json)).toEqual([
    {
      id: expect.stringMatching(/^evt_/),
      event: RELEASE,
      createdAt: expect.any(String),
      data: { isPublished: true, release: { id: 1, name: 'Spring', actions: [] } },
    },
  ]);
});

test('an event of a feature names the entry it is about', async () => {
  await setup.webhook({ events: [STAGE] });
  await tell(STAGE, MOVED);
  await setup.receiver.waitFor(1);
  expect(setup.receiver.requests[0]?.json).toMatchObject({
    ...{ event: STAGE, uid: 'api::note.note', documentId: 'the-document', data: MOVED },
  });
});

test('one that is told in a transaction is announced when that commits, and not when it is rolled back', async () => {
  await setup.webhook({ events: [STAGE] });
  const failing = setup.app.strapi.db.transaction(async () => {
    await tell(STAGE, { ...MOVED, model: 'rolled back' });
    throw new Error('on purpose');
  });
  await expect(failing).rejects.toThrow('on purpose');
  await setup.app.strapi.db.transaction(() => tell(STAGE, MOVED));
  await setup.receiver.waitFor(1);
  await relayed(setup.app);
  await drained(setup.app);
  expect(setup.receiver.requests.map(({ json }) => (json.data as { model: string }).model)).toEqual(
    ['note']
  );
});

test('one that is rolled back while others are slow to hear of it is not announced either', async () => {
  await setup.webhook({ events: [STAGE] });
  const { db, eventHub } = setup.app.strapi;
  let goOn: () => void = () => undefined;
  const slow = new Promise<void>((resolve) => (goOn = resolve));
  const off = eventHub.on(STAGE, () => slow);
  let telling: Promise<unknown> = Promise.resolve();
  const failing = db.transaction(async () => {
    // As Strapi's features do, which wait for nobody.
    telling = tell(STAGE, { ...MOVED, model: 'rolled back' });
    throw new Error('on purpose');
  });
  await expect(failing).rejects.toThrow('on purpose');
  goOn();
  await telling;
  off();
  await tell(STAGE, MOVED);
  await setup.receiver.waitFor(1);
  await relayed(setup.app);
  await drained(setup.app);
  expect(setup.receiver.requests.map(({ json }) => (json.data as { model: string }).model)).toEqual(
    ['note']
  );
});

test('one that is told in a transaction is sent as it was when it was told', async () => {
  await setup.webhook({ events: [STAGE] });
  const told = { ...MOVED, at: new Date(0), workflow: { ...MOVED.workflow } };
  await setup.app.strapi.db.transaction(async () => {
    await tell(STAGE, told);
    told.workflow.name = 'told later';
    told.at.setFullYear(2000);
  });
  await setup.receiver.waitFor(1);
  expect(setup.receiver.requests[0]?.json).toMatchObject({
    data: { workflow: { name: 'Review' }, at: '1970-01-01T00:00:00.000Z' },
  });
});

test('what cannot be sent stops nobody', async () => {
  await setup.webhook({ events: [STAGE] });
  const round: Record<string, unknown> = { ...MOVED };
  round.itself = round;
  const unreadable = new Proxy(
    {},
    {
      ownKeys() {
        throw new Error('on purpose');
      },
    }
  );
  for (const payload of [round, unreadable, { ...MOVED, many: 1n }]) {
    await tell(STAGE, payload);
    await setup.app.strapi.db.transaction(() => tell(STAGE, payload));
  }
  await tell(STAGE, MOVED);
  await setup.receiver.waitFor(1);
});

test('an import from Strapi takes such events along', async () => {
  const originals = setup.app.strapi.get('webhookStore') as unknown as {
    createWebhook(data: object): Promise<{ id: string }>;
  };
  const events = ['entry.publish', RELEASE];
  await originals.createWebhook({ name: 'old', url: setup.receiver.url, headers: {}, events });
  const imported = await setup.app.service('webhooks').importFromStrapi();
  expect(imported.imported).toMatchObject([{ name: 'old', skippedEvents: [] }]);
  const { data } = await setup.app.service('webhooks').findMany();
  expect(data).toMatchObject([{ name: 'old', events }]);
});

test('where capture is off, they are not announced either', async () => {
  await setup.webhook({ events: [STAGE] });
  const before = (await allEvents(setup.app)).length;
  process.env.LIFECYCLE_WEBHOOKS_CAPTURE = 'off';
  try {
    await setup.restart();
    allow(setup.app);
    await tell(STAGE, MOVED);
    expect(await allEvents(setup.app)).toHaveLength(before);
  } finally {
    delete process.env.LIFECYCLE_WEBHOOKS_CAPTURE;
  }
});
