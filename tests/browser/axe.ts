import axe, { type Result, type RunOptions } from 'axe-core';
import type { Locator, Page } from 'playwright-core';

const OPTIONS: RunOptions = { resultTypes: ['violations'] };

/** What makes a part of the page unusable, or very hard to use, for somebody. */
export async function severeFindings(page: Page, part: Locator): Promise<Result[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  const { violations } = await part.evaluate(
    (element, options) => (window as unknown as { axe: typeof axe }).axe.run(element, options),
    OPTIONS
  );
  return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
}

/** One line for each place a rule is broken. */
export function describeFindings(where: string, findings: readonly Result[]): string[] {
  return findings.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, failureSummary }) => {
      const why = failureSummary?.split('\n').at(1)?.trim() ?? help;
      return `${where}: ${id}: ${why}: ${html.slice(0, 300)}`;
    })
  );
}
