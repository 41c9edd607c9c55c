// npm run test:faults -- --kills 100 --database postgres
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/** The jest projects of jest.config.js. */
const PROJECTS = { sqlite: 'SQLite', postgres: 'PostgreSQL', mysql: 'MySQL', mariadb: 'MySQL' };

const { values } = parseArgs({
  options: { kills: { type: 'string', default: '8' }, database: { type: 'string' } },
});
const kills = Number(values.kills);
if (!Number.isInteger(kills) || kills < 1) {
  console.error(`--kills is '${values.kills}'; it must be a whole number from 1.`);
  process.exit(2);
}
if (values.database !== undefined && !Object.hasOwn(PROJECTS, values.database)) {
  const known = Object.keys(PROJECTS).join(', ');
  console.error(`--database is '${values.database}'; it must be one of ${known}.`);
  process.exit(2);
}

const project =
  values.database === undefined ? [] : ['--selectProjects', PROJECTS[values.database]];
const root = fileURLToPath(new URL('..', import.meta.url));
const { status } = spawnSync('npx', ['jest', '--runInBand', ...project, '--', 'tests/faults'], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, FAULTS_KILLS: String(kills) },
});
process.exit(status ?? 1);
