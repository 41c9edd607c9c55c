import type { Panel } from './panel';

/** Tests that are steps of one story. A step that fails leaves a picture behind, and ends the story. */
export function storyOf(panel: () => Panel | undefined) {
  let failed: string | undefined;
  return (title: string, run: () => Promise<void>): void => {
    it(title, async () => {
      if (failed !== undefined) throw new Error(`the story ended where it failed: ${failed}`);
      try {
        await run();
      } catch (error) {
        failed = title;
        await panel()?.capture(`failed-${title.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`);
        throw error;
      }
    });
  };
}
