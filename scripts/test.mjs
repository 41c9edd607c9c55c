// npm test [-- what jest takes]: sets up what is missing, then runs every test that needs nothing but
// npm packages.
import { spawnSync } from 'node:child_process';
import { ensureDependencies, ensurePluginBuilt } from './setup.mjs';

await ensureDependencies();
await ensurePluginBuilt();

const { status } = spawnSync('npx', ['jest', ...process.argv.slice(2)], { stdio: 'inherit' });
process.exit(status ?? 1);
