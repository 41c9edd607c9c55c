// The playground as `npm run demo` runs it, in a folder of its own: jest cannot load these modules, so they
// have a process. It says where the panel is, and ends when its parent lets go of it.
import { startPlayground } from '../../scripts/demo/playground.mjs';
import { openSite } from '../../scripts/demo/site.mjs';

const released = new AbortController();
process.once('disconnect', () => released.abort(new Error('The tests are over')));

const site = await openSite({ temporary: true });
try {
  // Without a receiver it has no webhooks. The port that the demo prefers may be wanted by another
  // playground in the same moment.
  const options = { site, receiverUrl: '', wantedPort: 0, signal: released.signal };
  const { url, stop, died } = await startPlayground(options);
  process.send?.({ url, admin: site.admin, databaseFile: site.env.DATABASE_FILENAME });
  died.addEventListener('abort', () => console.error(died.reason.message));
  if (!released.signal.aborted) {
    await new Promise((resolve) => released.signal.addEventListener('abort', resolve));
  }
  await stop();
} finally {
  await site.close();
}
