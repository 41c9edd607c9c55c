/**
 * Does what is not done yet, and says in one line what it was and how long it took.
 *
 * @param {string} name
 * @param {string} work what will be done, in words
 * @param {() => boolean | Promise<boolean>} isDone
 * @param {() => Promise<void>} run
 */
export async function step(name, work, isDone, run) {
  const startedAt = performance.now();
  if (await isDone()) {
    console.log(`${name}: up to date`);
    return;
  }
  process.stdout.write(`${name}: ${work} … `);
  try {
    await run();
  } catch (error) {
    console.log('failed');
    throw error;
  }
  console.log(`done in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
}
