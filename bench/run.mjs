// npm run bench [-- capture | delivery | latency | backlog | claim | scale] [--rounds 10] [--database postgres] [--processes 1,2,4] [--against ../another-clone]
import { mkdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { backlog } from './backlog.mjs';
import { capture } from './capture.mjs';
import { claim } from './claim.mjs';
import { delivery } from './delivery.mjs';
import { latency } from './latency.mjs';
import { DATABASE_NAMES } from './lib/databases.mjs';
import { scale } from './scale.mjs';

const BENCHMARKS = { capture, delivery, latency, backlog, claim, scale };
const FOLDER = fileURLToPath(new URL('./results/', import.meta.url));

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string' },
    database: { type: 'string', default: 'sqlite' },
    // Of delivery: those whose name begins so.
    scenario: { type: 'string', default: '' },
    // Of delivery: another clone of the repository, built, that takes turns with this one.
    against: { type: 'string' },
    // Of scale: how many deliver.
    processes: { type: 'string', default: '1,2,4' },
  },
});
const { rounds, database, scenario } = values;
const against = values.against && path.resolve(values.against);
const processes = values.processes.split(',').map(Number);
const names = positionals.length === 0 ? Object.keys(BENCHMARKS) : positionals;
refuseUnknown('benchmark', names, Object.keys(BENCHMARKS));
refuseUnknown('database', [database], DATABASE_NAMES);

for (const name of names) {
  const load = [os.loadavg()];
  const startedAt = new Date();
  const outcome = await BENCHMARKS[name]({
    database,
    scenario,
    against,
    processes,
    ...(rounds === undefined ? {} : { rounds: Number(rounds) }),
  });
  load.push(os.loadavg());
  print(name, outcome, load);
  write(name, { outcome, startedAt, load });
}

function print(name, { results, delivered, expected }, load) {
  console.log(`\n${name}`);
  console.table(results.map(rounded));
  if (expected !== undefined) console.log(`${delivered} of ${expected} deliveries arrived.`);
  const [before, after] = load.map(([oneMinute]) => oneMinute.toFixed(1));
  console.log(`The machine's load (1 minute) was ${before} before and ${after} after.`);
}

function write(name, { outcome, startedAt, load }) {
  mkdirSync(FOLDER, { recursive: true });
  const file = `${FOLDER}${name}${database === 'sqlite' ? '' : `.${database}`}.json`;
  const machine = {
    node: process.version,
    cpu: os.cpus()[0].model,
    cores: os.cpus().length,
    loadBefore: load[0],
    loadAfter: load[1],
  };
  const content = { benchmark: name, database, startedAt, ...outcome, machine };
  writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`);
  console.log(`Written to ${file}`);
}

function rounded(result) {
  const entries = Object.entries(result).map(([key, value]) => [
    key,
    typeof value === 'number' ? Number(value.toFixed(3)) : value,
  ]);
  return Object.fromEntries(entries);
}

function refuseUnknown(what, asked, known) {
  const unknown = asked.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  console.error(`'${unknown}' is no ${what}. There are: ${known.join(', ')}.`);
  process.exit(2);
}
