// Every page, light and dark: held against axe's rules, and pictured for a person to look at. To see what the
// pages look like now:
//
//   PAGES=overview,webhook npx jest --selectProjects Browser --testPathPatterns browser/accessibility
//
// takes those whose name begins so (pages.ts), all without PAGES; the pictures are in tests/browser/screenshots/.
import type { Browser } from 'playwright-core';
import { startReceiver, type Receiver } from '../helpers/receiver';
import { ageSite } from './history';
import { lookAt } from './look';
import { PAGES, type OurPage } from './pages';
import { openPanel, settled, startBrowser, type Panel } from './panel';
import { startPlayground, type Playground } from './playground';
import { searchWebhookEnv, seedSite, type SeededSite } from './seed';
import { pictured } from './story';

const wanted = (process.env.PAGES ?? '').split(',');
const names = Object.keys(PAGES).filter((name) => wanted.some((one) => name.startsWith(one)));

let receiver: Receiver;
let playground: Playground;
let browser: Browser;
let panel: Panel;
let site: SeededSite;

beforeAll(async () => {
  receiver = await startReceiver();
  playground = await startPlayground(searchWebhookEnv(receiver));
  site = await seedSite(playground.api, receiver);
  await ageSite(playground.databaseFile, site);
  browser = await startBrowser();
  panel = await openPanel(browser, playground.url, playground.admin);
});

afterAll(async () => {
  await browser?.close();
  await playground?.stop();
  await receiver?.stop();
});

it.each(names)('%s has no serious finding, light or dark', async (name) => {
  const { path, act, ours } = PAGES[name] as OurPage;
  const { page } = panel;
  await pictured(panel, name, async () => {
    await panel.open(path(site));
    if (act !== undefined) {
      await act(page);
      await settled(page);
    }
    expect(await lookAt(panel, name, ours?.(page))).toEqual([]);
  });
});
