import type { Locator } from 'playwright-core';
import { describeFindings, severeFindings } from './axe';
import type { Panel } from './panel';

/** Pictures the page as it is, light and dark, and says what is seriously wrong with a part of it. */
export async function lookAt(panel: Panel, name: string, part?: Locator): Promise<string[]> {
  const findings: string[] = [];
  for (const theme of ['light', 'dark'] as const) {
    await panel.setTheme(theme);
    await panel.capture(`${name}-${theme}`);
    // Beside `main` there is Strapi's navigation, which is not ours to mend.
    const found = await severeFindings(panel.page, part ?? panel.page.getByRole('main'));
    findings.push(...describeFindings(theme, found));
  }
  return findings;
}
