// Everything that must pass before a change lands, from a fresh clone with nothing but Node: the
// README's test command, the static checks, and the demo. Ends with `N passed, N failed`.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
let passed = 0;
let failed = 0;

function run(command, args) {
  console.log(`\n▶ ${command} ${args.join(' ')}`);
  const start = Date.now();
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  console.log(`${status === 0 ? '✔' : '✖'} ${Math.round((Date.now() - start) / 1000)} s`);
  return status === 0;
}

/** A command that passes or fails as a whole. */
function step(command, args) {
  if (run(command, args)) passed += 1;
  else failed += 1;
}

/** Jest counts by itself; a run that could not even report is one failure. */
function jest() {
  const folder = mkdtempSync(path.join(tmpdir(), 'lifecycle-webhooks-ci-'));
  const report = path.join(folder, 'jest.json');
  const ok = run('npm', ['test', '--', '--json', `--outputFile=${report}`, '--silent']);
  try {
    const result = JSON.parse(readFileSync(report, 'utf8'));
    passed += result.numPassedTests;
    // A suite that fails before its first test has no failed test to count.
    failed += result.numFailedTests + result.numRuntimeErrorTestSuites;
    if (!ok && result.success) failed += 1;
  } catch {
    failed += 1;
  }
  rmSync(folder, { recursive: true, force: true });
}

jest();
for (const script of ['build', 'verify', 'types', 'lint', 'format:check', 'circles']) {
  step('npm', ['run', '--silent', script]);
}
step('npm', ['run', '--silent', 'demo', '--', '--once']);

console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
