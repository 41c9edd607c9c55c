import { spawn } from 'node:child_process';

/**
 * Runs a command to its end and keeps what it prints to itself.
 *
 * @throws Error holding all the command printed, when it fails.
 */
export function runQuietly(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    const printed = [];
    child.stdout.on('data', (chunk) => printed.push(chunk));
    child.stderr.on('data', (chunk) => printed.push(chunk));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) return resolve();
      const line = [command, ...args].join(' ');
      const end = code === null ? `was ended by ${signal}` : `ended with code ${code}`;
      reject(new Error(`${Buffer.concat(printed)}\n${line} ${end}.`));
    });
  });
}
