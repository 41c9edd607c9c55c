import { documentsOf } from '../helpers/documents';
import { drained } from '../helpers/events';
import { until } from '../helpers/receiver';
import { addFrench } from '../helpers/strapi';
import { startDeliveries, type DeliverySetup } from './delivery-setup';

let setup: DeliverySetup;

beforeAll(async () => {
  setup = await startDeliveries({
    config: { retrySchedule: ['0s', '1s', '1s'], retryJitter: 0 },
  });
});

afterEach(() => setup.clear());
afterAll(() => setup?.stop());

const textOf = (json: unknown) => (json as { entry: { text: string } }).entry.text;

/** What the receiver accepted, as texts, in order. */
function acceptingAllBut(refused: (text: string) => boolean): string[] {
  const accepted: string[] = [];
  setup.receiver.answerWith(({ json }, response) => {
    const text = textOf(json);
    if (refused(text)) return response.writeHead(500).end();
    accepted.push(text);
    // Time for another to overtake, if it could.
    setTimeout(() => response.writeHead(200).end(), 20);
  });
  return accepted;
}

test('deliveries of one document arrive in the order of its events', async () => {
  const accepted = acceptingAllBut(() => false);
  await setup.webhook({ events: 'entry.*', ordering: 'document' });
  const { documentId } = await setup.notes.create({ data: { text: '0' } });
  for (let number = 1; number < 25; number += 1) {
    await setup.notes.update({ documentId, data: { text: String(number) } });
  }
  await setup.receiver.waitFor(25);
  expect(accepted).toEqual(Array.from({ length: 25 }, (_, number) => String(number)));
});

test('a later one waits until the earlier is delivered, and other documents pass', async () => {
  let isDown = true;
  const accepted = acceptingAllBut((text) => isDown && text === 'a0');
  await setup.webhook({ events: 'entry.*', ordering: 'document' });
  const a = await setup.notes.create({ data: { text: 'a0' } });
  await setup.receiver.waitFor(1);
  for (let number = 1; number < 4; number += 1) {
    await setup.notes.update({ documentId: a.documentId, data: { text: `a${number}` } });
  }
  for (let number = 0; number < 5; number += 1) {
    await setup.notes.create({ data: { text: `b${number}` } });
  }
  await setup.receiver.waitFor(6);
  expect([...accepted].sort()).toEqual(['b0', 'b1', 'b2', 'b3', 'b4']);
  isDown = false;
  await setup.receiver.waitFor(10);
  expect(accepted.slice(5)).toEqual(['a0', 'a1', 'a2', 'a3']);
});

test('the other locales of a document pass', async () => {
  await addFrench(setup.app);
  const titles: string[] = [];
  setup.receiver.answerWith(({ json }, response) => {
    const { title } = (json as { entry: { title: string } }).entry;
    titles.push(title);
    response.writeHead(title === 'en' ? 500 : 200).end();
  });
  await setup.webhook({ events: 'entry.*', ordering: 'document', maxAttempts: 6 });
  const articles = documentsOf(setup.app, 'api::article.article');
  const { documentId } = await articles.create({ data: { title: 'en' }, locale: 'en' });
  await setup.receiver.waitFor(1);
  await articles.update({ documentId, data: { title: 'en again' }, locale: 'en' });
  await articles.update({ documentId, data: { title: 'fr' }, locale: 'fr' });
  await articles.update({ documentId, data: { title: 'fr again' }, locale: 'fr' });
  await setup.receiver.waitFor(3);
  expect(titles.filter((title) => title !== 'en')).toEqual(['fr', 'fr again']);
});

test('a later one follows when the earlier has failed for good', async () => {
  const accepted = acceptingAllBut((text) => text === 'first');
  const id = await setup.webhook({ events: 'entry.*', ordering: 'document', maxAttempts: 2 });
  const { documentId } = await setup.notes.create({ data: { text: 'first' } });
  await setup.notes.update({ documentId, data: { text: 'second' } });
  await setup.receiver.waitFor(3);
  expect(accepted).toEqual(['second']);
  const { data } = await setup.app.service('deliveries').findMany({ webhookId: id });
  expect(data.map((delivery) => delivery.status).sort()).toContain('failed');
});

test('a replay goes in the order of the events, too', async () => {
  const accepted = acceptingAllBut(() => false);
  const webhookId = await setup.webhook({ events: 'entry.*', ordering: 'document' });
  const { documentId } = await setup.notes.create({ data: { text: '0' } });
  for (let number = 1; number < 12; number += 1) {
    await setup.notes.update({ documentId, data: { text: String(number) } });
  }
  const texts = Array.from({ length: 12 }, (_, number) => String(number));
  await setup.receiver.waitFor(12);
  await drained(setup.app);
  accepted.length = 0;
  let underWay = 0;
  let most = 0;
  setup.receiver.answerWith(({ json }, response) => {
    most = Math.max(most, (underWay += 1));
    // The first ones take longest.
    setTimeout(
      () => {
        accepted.push(textOf(json));
        underWay -= 1;
        response.writeHead(200).end();
      },
      100 - 8 * Number(textOf(json))
    );
  });
  await setup.app.service('deliveries').replay({ webhookId, since: 0, only: 'all' });
  await until(
    () => accepted.length === 12,
    () => `${accepted.join(', ')} arrived`
  );
  expect(accepted).toEqual(texts);
  expect(most).toBe(1);
});

test('a thousand changes of one document do not hide another', async () => {
  const accepted = acceptingAllBut((text) => text.startsWith('busy'));
  await setup.webhook({ events: 'entry.*', ordering: 'document', concurrency: 2 });
  const { documentId } = await setup.notes.create({ data: { text: 'busy' } });
  for (let number = 0; number < 1_000; number += 1) {
    await setup.notes.update({ documentId, data: { text: `busy ${number}` } });
  }
  await setup.notes.create({ data: { text: 'quiet' } });
  await setup.receiver.waitFor(2);
  const start = Date.now();
  while (!accepted.includes('quiet') && Date.now() - start < 10_000) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect(accepted).toEqual(['quiet']);
});
