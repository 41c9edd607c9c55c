import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { temporaryDir } from './fixture-app';

/** Everything a Strapi started from now on logs, in a file instead of on the console. */
export interface LogFile {
  text(): string;
  lines(containing: string): string[];
  stop(): void;
}

export function logToFile(): LogFile {
  const dir = temporaryDir();
  const file = path.join(dir, 'log.txt');
  process.env.FIXTURE_LOG_FILE = file;
  const text = () => (existsSync(file) ? readFileSync(file, 'utf8') : '');
  return {
    text,
    lines: (containing) =>
      text()
        .split('\n')
        .filter((line) => line.includes(containing)),
    stop() {
      delete process.env.FIXTURE_LOG_FILE;
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
