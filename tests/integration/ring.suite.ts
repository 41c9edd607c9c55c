import { rmSync } from 'node:fs';
import { currentDatabase, type OwnDatabase, type StrapiConnection } from '../helpers/databases';
import { startInstance, type Instance } from '../helpers/instance';
import { startReceiver, type Receiver } from '../helpers/receiver';
import { temporaryDir } from '../helpers/fixture-app';
import { startStrapi, type TestStrapi } from '../helpers/strapi';

/** How often the relay and the link to the engine look by themselves. */
const POLL_MS = 1_000;
const NEVER_MS = 600_000;
const NOTES = 5;

const setTimer = globalThis.setTimeout;

/** From a commit where nothing is delivered to the instance that delivers, through the queue's engine. */
export function ringSuite(queueOn: (connection: StrapiConnection) => object): void {
  let dir: string;
  let own: OwnDatabase;
  let receiver: Receiver;
  let writer: Instance;
  let app: TestStrapi;

  beforeAll(async () => {
    dir = temporaryDir();
    own = await currentDatabase().create(dir);
    receiver = await startReceiver();
    const { connection } = own;
    const config = { queue: queueOn(connection) };
    // What is looked for every second in this process is looked for once, at its start.
    jest
      .spyOn(globalThis, 'setTimeout')
      .mockImplementation(((work: () => void, ms?: number, ...given: []) =>
        setTimer(work, ms === POLL_MS ? NEVER_MS : ms, ...given)) as typeof setTimeout);
    app = await startStrapi({ dir, connection, config: { ...config, role: 'deliver' } });
    writer = await startInstance(dir, { connection, config: { ...config, role: 'capture' } });
    await writer.call('createWebhook', {
      name: 'notes',
      url: receiver.url,
      events: ['entry.create'],
    });
  });

  afterAll(async () => {
    jest.restoreAllMocks();
    await writer?.stop();
    await app?.stop();
    await receiver?.stop();
    await own?.drop();
    rmSync(dir, { recursive: true, force: true });
  });

  test('what one that only captures commits is delivered by another that does not look for it', async () => {
    for (let number = 1; number <= NOTES; number += 1) {
      await writer.call('createNote', { text: `note ${number}` });
      await receiver.waitFor(number);
    }
    const texts = receiver.requests.map(({ json }) => (json.entry as { text: string }).text);
    expect(texts).toEqual(['note 1', 'note 2', 'note 3', 'note 4', 'note 5']);
  });
}
