import { rmSync } from 'node:fs';
import path from 'node:path';
import { knex } from 'knex';
import { temporaryDir } from '../helpers/fixture-app';
import { startInstance } from '../helpers/instance';
import { startReceiver } from '../helpers/receiver';

const ROUNDS = 60;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Locks the file again and again, as another process that writes does. @returns what ends it. */
function keepLocking(file: string) {
  const connection = { filename: file };
  const database = knex({ client: 'better-sqlite3', connection, useNullAsDefault: true });
  let isOver = false;
  const locking = (async () => {
    while (!isOver) {
      await database.raw('BEGIN IMMEDIATE');
      await pause(Math.random() * 30);
      await database.raw('COMMIT');
      await pause(Math.random() * 30);
    }
    await database.destroy();
  })();
  return async () => {
    isOver = true;
    await locking;
  };
}

// SQLite refuses at once what has read and then would write while another process has written.
test('webhooks are created, changed and deleted beside another process that writes', async () => {
  const dir = temporaryDir();
  const receiver = await startReceiver();
  const instance = await startInstance(dir);
  const end = keepLocking(path.join(dir, 'data.db'));
  const webhook = { name: 'short-lived', url: receiver.url, events: ['entry.create'] };
  for (let round = 0; round < ROUNDS; round += 1) {
    const { id } = (await instance.call('createWebhook', webhook)) as { id: string };
    await instance.call('createNote', { text: `note ${round}` });
    await instance.call('updateWebhook', { id, data: { name: 'changed' } });
    await instance.call('deleteWebhook', { id });
  }
  await end();
  await instance.stop();
  await receiver.stop();
  rmSync(dir, { recursive: true, force: true });
});
