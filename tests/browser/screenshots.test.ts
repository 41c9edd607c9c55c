// Pictures of every page, light and dark, for a person to look at:
//
//   npx jest --selectProjects Browser --testPathPatterns browser/screenshots
//
// They are in tests/browser/screenshots/. PAGES=overview,deliveries takes only those whose name begins so.
import type { Browser } from 'playwright-core';
import { startReceiver, type Receiver } from '../helpers/receiver';
import { openPanel, SCREENSHOTS, startBrowser, type Panel } from './panel';
import { pagesOf } from './pages';
import { startPlayground, type Playground } from './playground';
import { searchWebhookEnv, seedSite, type SeededSite } from './seed';

const wanted = (process.env.PAGES ?? '').split(',');

let receiver: Receiver;
let playground: Playground;
let browser: Browser;
let panel: Panel;
let site: SeededSite;

beforeAll(async () => {
  receiver = await startReceiver();
  playground = await startPlayground(searchWebhookEnv(receiver));
  site = await seedSite(playground.api, receiver);
  browser = await startBrowser();
  panel = await openPanel(browser, playground.url, playground.admin);
});

afterAll(async () => {
  await browser?.close();
  await playground?.stop();
  await receiver?.stop();
});

it('every page has its picture, light and dark', async () => {
  for (const [name, path] of Object.entries(pagesOf(site))) {
    if (!wanted.some((beginning) => name.startsWith(beginning))) continue;
    await panel.open(path);
    for (const theme of ['light', 'dark'] as const) {
      await panel.setTheme(theme);
      await panel.capture(`${name}-${theme}`);
    }
  }
  process.stdout.write(`Pictures are in ${SCREENSHOTS}\n`);
});
