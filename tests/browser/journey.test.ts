import { Webhook as Verifier } from 'standardwebhooks';
import type { Browser, Locator } from 'playwright-core';
import { startReceiver, until, type Received, type Receiver } from '../helpers/receiver';
import { createAdmin, logIn } from './admin-api';
import { lookAt } from './look';
import { openPanel, settled, startBrowser, type Panel } from './panel';
import { startPlayground, type Playground } from './playground';
import { storyOf } from './story';

const SETTINGS = '/settings/lifecycle-webhooks';
const ARTICLE = 'api::article.article';
const ARTICLES = `/content-manager/collection-types/${ARTICLE}`;

let receiver: Receiver;
let playground: Playground;
let browser: Browser;
let panel: Panel;
/** What the panel showed, once. */
let secret = '';
let articlePath = '';

beforeAll(async () => {
  receiver = await startReceiver();
  playground = await startPlayground();
  browser = await startBrowser();
  panel = await openPanel(browser, playground.url, playground.admin);
});

afterAll(async () => {
  await browser?.close();
  await playground?.stop();
  await receiver?.stop();
});

/** Steps of one story: what follows a step that failed is not tried. */
const step = storyOf(() => panel);

step('a site without webhooks says what they are for, and where to begin', async () => {
  const { page } = panel;
  await panel.open('/settings');
  await page.getByText('Lifecycle webhooks').waitFor();
  const words = { overview: 'There is no webhook yet', webhooks: 'A webhook tells another system' };
  for (const [name, text] of Object.entries(words)) {
    await panel.open(`${SETTINGS}/${name}`);
    await page.getByText(text).waitFor();
    expect(await lookAt(panel, `${name}-empty`)).toEqual([]);
  }
});

step('an administrator creates a webhook, and is shown its secret once', async () => {
  const { page } = panel;
  await panel.open(`${SETTINGS}/webhooks`);
  await page.getByRole('link', { name: 'Create webhook' }).first().click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Website');
  await page.getByRole('textbox', { name: 'URL' }).fill(receiver.url);
  await page.getByRole('checkbox', { name: 'Publish', exact: true }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  secret = await newSecret(panel);
  await page.getByRole('heading', { name: 'Website' }).waitFor();
  expect(await page.getByText(secret).count()).toBe(0);
});

step('an article published in the Content Manager arrives, signed with that secret', async () => {
  const { page } = panel;
  await panel.open(`${ARTICLES}/create`);
  await page.getByLabel('title').fill('Harbour reopens');
  await publish(panel);
  articlePath = new URL(page.url()).pathname.replace(/^\/admin/, '');
  const [request] = await receiver.waitFor(1);
  expect(verified(request, secret)).toMatchObject({
    event: 'entry.publish',
    entry: { title: 'Harbour reopens' },
  });
});

step('its delivery is listed, with what was sent and what was answered', async () => {
  const { page } = panel;
  await panel.open(`${SETTINGS}/deliveries`);
  await openDelivery(panel, /entry\.publish.*Delivered/);
  await page.getByText('The receiver accepted it').waitFor();
  await page.getByRole('region', { name: 'Body', exact: true }).getByText('Harbour').waitFor();
  await page.getByRole('region', { name: 'Body of the answer' }).getByText('ok').waitFor();
});

step('when the receiver fails the page says in words when it is tried again', async () => {
  const { page } = panel;
  receiver.clear();
  receiver.answerWith((_request, response) => response.writeHead(503).end('maintenance'));
  await panel.open(articlePath);
  await page.getByLabel('title').fill('Harbour closed');
  await publish(panel);
  // After the second attempt there is half a minute until the third, after that there are five minutes
  // until the fourth (see the playground's config).
  await receiver.waitFor(2);
  await panel.open(`${SETTINGS}/deliveries`);
  await openDelivery(panel, /entry\.publish.*Pending/);
  await page.getByText(/^Next attempt in .+, attempt [34] of 5$/).waitFor();
  await page.getByText('The receiver answered 503').first().waitFor();
});

step('a redelivery arrives at once when the receiver is back', async () => {
  const { page } = panel;
  receiver.answerWith((_request, response) => response.writeHead(200).end('back again'));
  const before = receiver.requests.length;
  await page.getByRole('button', { name: 'Redeliver' }).click();
  await page.getByRole('menuitem', { name: /original/ }).click();
  await page.getByText('The receiver accepted it at attempt').waitFor();
  const [first, ...later] = await receiver.waitFor(before + 1);
  const last = later.at(-1);
  expect(last?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
  expect(last?.body).toBe(first?.body);
  expect(verified(last, secret)).toMatchObject({ entry: { title: 'Harbour closed' } });
});

step('after the secret is rotated deliveries are signed with the new one', async () => {
  const { page } = panel;
  await panel.open(`${SETTINGS}/webhooks`);
  await page.getByRole('link', { name: 'Website' }).click();
  await page.getByRole('button', { name: 'Rotate secret' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Rotate', exact: true }).click();
  const next = await newSecret(panel);
  expect(next).not.toBe(secret);
  secret = next;
  const before = receiver.requests.length;
  await panel.open(articlePath);
  await page.getByLabel('title').fill('Harbour open again');
  await publish(panel);
  await receiver.waitFor(before + 1);
  expect(verified(receiver.requests.at(-1), secret)).toMatchObject({
    entry: { title: 'Harbour open again' },
  });
});

step('beside the article its deliveries are seen', async () => {
  const { page } = panel;
  await panel.open(articlePath);
  const part = page.getByRole('complementary').filter({ hasText: 'Webhook deliveries' });
  await expectCount(part.getByText('Delivered'), 3);
});

step('who may not read webhooks sees neither pages nor payloads', async () => {
  const reader = await createAdmin(playground.api, [
    { action: 'plugin::content-manager.explorer.read', subject: ARTICLE },
    { action: 'admin::api-tokens.access' },
  ]);
  const window = await openPanel(browser, playground.url, reader);
  try {
    await window.open('/settings');
    expect(await window.page.getByText('Lifecycle webhooks').count()).toBe(0);
    for (const part of ['overview', 'webhooks', 'webhooks/new', 'deliveries']) {
      await window.open(`${SETTINGS}/${part}`);
      await window.page.getByText("You don't have the permissions").waitFor();
    }
    await window.open(articlePath);
    expect(await window.page.getByText('Webhook deliveries').count()).toBe(0);
    const api = await logIn(playground.url, reader);
    await expect(api('GET', '/lifecycle-webhooks/deliveries')).rejects.toThrow('403');
  } finally {
    await window.close();
  }
});

step('who may read deliveries only sees no payload', async () => {
  const reader = await createAdmin(playground.api, [
    { action: 'plugin::lifecycle-webhooks.deliveries.read' },
  ]);
  const window = await openPanel(browser, playground.url, reader);
  try {
    await window.open(`${SETTINGS}/deliveries`);
    await openDelivery(window, /entry\.publish/);
    await window.page.getByText('You may not read payloads').first().waitFor();
    expect(await window.page.getByText('Harbour').count()).toBe(0);
    expect(await window.page.getByRole('button', { name: 'Redeliver' }).count()).toBe(0);
    const id = new URL(window.page.url()).pathname.split('/').at(-1);
    const api = await logIn(playground.url, reader);
    const payload = api('GET', `/lifecycle-webhooks/deliveries/${id}/payload`);
    await expect(payload).rejects.toThrow('403');
  } finally {
    await window.close();
  }
});

step("Strapi's own webhooks are made and changed on its own page, as ever", async () => {
  const { page } = panel;
  const answer = (method: string) =>
    page.waitForResponse(
      (response) =>
        response.request().method() === method &&
        /^\/admin\/webhooks(\/\d+)?$/.test(new URL(response.url()).pathname)
    );
  await panel.open('/settings/webhooks/create');
  await page.getByRole('textbox', { name: 'Name' }).fill('of Strapi');
  // Strapi takes no address of this machine; nothing is written any more, so nothing is sent there.
  await page.getByRole('textbox', { name: 'Url', exact: true }).fill('https://example.com/a');
  await page.getByRole('checkbox').first().click();
  const [created] = await Promise.all([
    answer('POST'),
    page.getByRole('button', { name: 'Save' }).click(),
  ]);
  expect(created.ok()).toBe(true);
  await settled(page);
  await page.getByRole('textbox', { name: 'Name' }).fill('still of Strapi');
  const [changed] = await Promise.all([
    answer('PUT'),
    page.getByRole('button', { name: 'Save' }).click(),
  ]);
  expect(changed.ok()).toBe(true);
});

async function expectCount(found: Locator, count: number): Promise<void> {
  await until(
    async () => (await found.count()) >= count,
    () => `${count} of them in the panel`
  );
}

/** From the list, the newest that says this. */
async function openDelivery({ page }: Panel, says: RegExp): Promise<void> {
  const row = page.getByRole('row', { name: says }).first();
  await row.getByRole('link', { name: 'entry.publish' }).click();
}

async function publish({ page }: Panel): Promise<void> {
  await page.getByRole('button', { name: 'Publish', exact: true }).click();
  await page.getByText(/^Published document/).waitFor();
  await settled(page);
}

/** Reads the one dialog that shows it, and closes that. */
async function newSecret({ page }: Panel): Promise<string> {
  const dialog = page.getByRole('dialog', { name: 'New secret' });
  const shown = await dialog.getByText(/^whsec_/).textContent();
  await dialog.getByRole('button', { name: 'I have copied it' }).click();
  await dialog.waitFor({ state: 'detached' });
  return shown ?? '';
}

/** The body of a request whose signature this secret made. */
function verified(request: Received | undefined, key: string): unknown {
  if (request === undefined) throw new Error('no request');
  return new Verifier(key).verify(request.body, request.headers as Record<string, string>);
}
