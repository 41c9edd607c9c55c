// `npm run demo`: the playground, a receiver that checks every signature, and some changes of content
// to see arrive. It goes on until Ctrl-C; `npm run demo -- --once` ends by itself, says on its last
// line what arrived, and fails when not every expected webhook did.
import { EXPECTED } from './demo/story.mjs';
import { ensureDependencies, ensurePlaygroundBuilt, ensurePluginBuilt } from './setup.mjs';

const once = process.argv.includes('--once');

try {
  await ensureDependencies();
  await ensurePluginBuilt();
  await ensurePlaygroundBuilt();
  // Not before: what it imports may only just have been installed.
  const { runDemo } = await import('./demo/run.mjs');
  process.exitCode = await runDemo({ once });
} catch (error) {
  console.error(error.message);
  if (once) console.log(JSON.stringify({ expected: EXPECTED, received: 0, verified: 0 }));
  process.exitCode = 1;
}
