import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import type { Credentials } from './admin-api';
import { findBrowser } from './find-browser';

/** Git ignores it. */
export const SCREENSHOTS = path.join(__dirname, 'screenshots');

export type Theme = 'light' | 'dark';

/** What takes long on a busy machine is not wrong. */
const PATIENCE_MS = 45_000;

const VIEWPORT = { width: 1440, height: 900 };

export interface Panel {
  page: Page;
  /** Goes to a path below /admin, and waits until the page shows what it has loaded. */
  open(path: string): Promise<void>;
  /** The theme of the system, which the panel follows. */
  setTheme(theme: Theme): Promise<void>;
  /** Writes a picture of the whole page into SCREENSHOTS. */
  capture(name: string): Promise<void>;
  close(): Promise<void>;
}

export async function startBrowser(): Promise<Browser> {
  const { executablePath, env } = await findBrowser();
  return chromium.launch({ executablePath, env: { ...process.env, ...env } });
}

/** The panel in a window of its own, in which somebody has logged in. */
export async function openPanel(browser: Browser, url: string, who: Credentials): Promise<Panel> {
  const context = await browser.newContext({
    baseURL: url,
    viewport: VIEWPORT,
    locale: 'en-GB',
    colorScheme: 'light',
    reducedMotion: 'reduce',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  context.setDefaultTimeout(PATIENCE_MS);
  await context.addInitScript(closeWhatLiesAbove, await siteId(url));
  const page = await context.newPage();

  const panel: Panel = {
    page,
    async open(path) {
      await page.goto(`/admin${path}`);
      await settled(page);
    },
    setTheme: (theme) => page.emulateMedia({ colorScheme: theme }),
    async capture(name) {
      mkdirSync(SCREENSHOTS, { recursive: true });
      await fitToContent(page);
      const file = path.join(SCREENSHOTS, `${name}.png`);
      await page.screenshot({ path: file, animations: 'disabled' });
      await page.setViewportSize(VIEWPORT);
    },
    close: () => context.close(),
  };

  await page.goto('/admin/auth/login');
  await page.locator('input[name=email]').fill(who.email);
  await page.locator('input[name=password]').fill(who.password);
  await page.getByRole('button', { name: 'Login' }).click();
  await page.getByRole('navigation').first().waitFor();
  return panel;
}

/** Strapi's tour, and what it has to say of its media library. */
function closeWhatLiesAbove(site: string): void {
  localStorage.setItem('STRAPI_GUIDED_TOUR', JSON.stringify({ enabled: false }));
  localStorage.setItem(`STRAPI_MEDIA_LIBRARY_BANNER_DISMISSED_FOR_false:${site}`, 'true');
}

/** By which the panel keeps apart what it stores of several sites on one host. */
async function siteId(url: string): Promise<string> {
  const init = (await (await fetch(`${url}/admin/init`)).json()) as { data: { uuid: unknown } };
  return String(init.data.uuid);
}

/** What it asked for has come, and no part says any more that it is loading. */
export async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
  await page.locator('main:not([aria-busy=true])').first().waitFor();
  await page.getByText(/^Loading content/).waitFor({ state: 'detached' });
}

/** Parts of Strapi's pages scroll by themselves: in a window as high as they are nothing is hidden. */
async function fitToContent(page: Page): Promise<void> {
  const height = await page.evaluate(() => {
    const heights = Array.from(
      document.querySelectorAll('html, body, #strapi, main, #main-content'),
      (element) => element.scrollHeight + element.getBoundingClientRect().top
    );
    return Math.ceil(Math.max(...heights)) + 40;
  });
  const most = 4_000;
  await page.setViewportSize({
    width: VIEWPORT.width,
    height: Math.min(most, Math.max(VIEWPORT.height, height)),
  });
}
