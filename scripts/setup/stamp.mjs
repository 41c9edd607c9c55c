// A build is known by a stamp: the hash of what it was made from and of what it made. The second
// notices a dist that something else has written, or that was removed in part.
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** @typedef {{ inputs: string[], outputs: string[], stampFile: string }} Build */

/** @param {Build} build */
export async function isStamped({ inputs, outputs, stampFile }) {
  const stamp = await readFile(stampFile, 'utf8').catch(missing);
  return stamp !== undefined && stamp === stampOf(await hashOf(inputs), await hashOf(outputs));
}

/**
 * @param {Build} build
 * @param {() => Promise<void>} run makes the outputs
 */
export async function runAndStamp({ inputs, outputs, stampFile }, run) {
  // Read before the run: what is saved while it goes on may not be in it.
  const made = await hashOf(inputs);
  await run();
  await mkdir(path.dirname(stampFile), { recursive: true });
  await writeFile(stampFile, stampOf(made, await hashOf(outputs)));
}

function stampOf(inputHash, outputHash) {
  return `${inputHash} ${outputHash}\n`;
}

/** One hash over the names and bytes of all files there; what does not exist counts as nothing. */
async function hashOf(places) {
  const hash = createHash('sha256');
  for (const place of places) {
    for await (const file of filesIn(place)) {
      hash
        .update(`${path.relative(place, file)}\0`)
        .update(await readFile(file))
        .update('\0');
    }
  }
  return hash.digest('hex');
}

/** Files under a path, in an order that is the same everywhere. */
async function* filesIn(place) {
  const found = await stat(place).catch(missing);
  if (found?.isFile()) yield place;
  if (!found?.isDirectory()) return;
  for (const name of (await readdir(place)).sort()) yield* filesIn(path.join(place, name));
}

function missing(error) {
  if (error.code === 'ENOENT') return undefined;
  throw error;
}
