import type { Panel } from './panel';

/** Does it, and where it fails leaves a picture of the page behind. */
export async function pictured(
  panel: Panel | undefined,
  title: string,
  run: () => Promise<void>
): Promise<void> {
  try {
    await run();
  } catch (error) {
    const name = `failed-${title.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`;
    await panel?.capture(name).catch((problem: Error) => {
      process.stderr.write(`There is no picture of what failed: ${problem.message}\n`);
    });
    throw error;
  }
}

/** Tests that are steps of one story: a step that fails ends it. */
export function storyOf(panel: () => Panel | undefined) {
  let failed: string | undefined;
  return (title: string, run: () => Promise<void>): void => {
    it(title, async () => {
      if (failed !== undefined) throw new Error(`the story ended where it failed: ${failed}`);
      failed = title;
      await pictured(panel(), title, run);
      failed = undefined;
    });
  };
}
